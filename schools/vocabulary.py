"""The words shared by all apps: offices and permissions. What each office may do is in `access.py`."""

from django.db import models


class Role(models.TextChoices):
    """A person's office at a school or, for the trust lead, at a trust (procedure, section 1)."""

    STAFF = "STAFF", "Member of staff"
    SLT = "SLT", "Senior leader"
    HEAD = "HEAD", "Head of school"
    DSL = "DSL", "Designated safeguarding lead"
    CHAIR = "CHAIR", "Chair of governors"
    GOVERNOR = "GOVERNOR", "Governor"
    ADMIN = "ADMIN", "School administrator"
    TRUST_LEAD = "TRUST_LEAD", "Trust lead"


class Permission(models.TextChoices):
    """What an office opens. Permissions on one incident are narrower still: see the door of `incidents`."""

    REPORT = "REPORT", "Report a post"
    WORK_ON_INCIDENTS = "WORK_ON_INCIDENTS", "See and work on incidents"
    BE_HANDED_INCIDENTS = "BE_HANDED_INCIDENTS", "Own an incident that is handed to them"
    SEE_SUMMARIES = "SEE_SUMMARIES", "Read the termly summaries"
    READ_POLICY = "READ_POLICY", "Read the school's policy"
    KEEP_POLICY = "KEEP_POLICY", "Write the school's policy, adopt it and record how parents were told"
    APPROVE_POLICY = "APPROVE_POLICY", "Record that the governors approved a policy"
    KEEP_PEOPLE = "KEEP_PEOPLE", "Appoint people and end their offices"
    SEE_UNUSED = "SEE_UNUSED", "See which accounts nobody uses"
    ASK_TO_READ = "ASK_TO_READ", "Ask to read one incident for a few hours"
    REVIEW_LOOKING = "REVIEW_LOOKING", "See unusual looking, week by week"
    CHECK_RECORD = "CHECK_RECORD", "Check that the school's record is sound"
    DISPOSE = "DISPOSE", "Agree, as one of two people, to what is disposed of"
    KEEP_SCHEDULE = "KEEP_SCHEDULE", "Set for how long records are kept"
    ANSWER_SUBJECT_ACCESS = "ANSWER_SUBJECT_ACCESS", "Log and answer requests of people to see what is kept about them"


class Nation(models.TextChoices):
    """The part of the United Kingdom: it fixes bank holidays and the law that guidance names."""

    ENGLAND = "ENG", "England"
    WALES = "WLS", "Wales"
    SCOTLAND = "SCT", "Scotland"
    NORTHERN_IRELAND = "NIR", "Northern Ireland"


class Ended(models.TextChoices):
    """Why a sign-in is over, in the words of the sign-in page."""

    LEFT = "LEFT", "You signed out."
    IDLE = "IDLE", "You were signed out because nothing was opened for a while."
    LONG = "LONG", "You were signed out because you had been signed in for a whole day’s work."
    CLOCK = "CLOCK", "You were signed out because this computer and the server disagreed about the time."
    ELSEWHERE = "ELSEWHERE", "You were signed out from another of your browsers."
    PASSWORD = "PASSWORD", "You were signed out because your password was changed, or your account is not in use."
    SCHOOL = "SCHOOL", "You were signed out by an administrator of your school."


class Colour(models.IntegerChoices):
    """The colour of a school's band, so that nobody takes one school's page for another's. Words on it are white."""

    COPPER = 1, "Copper"
    BLUE = 2, "Blue"
    GREEN = 3, "Green"
    PLUM = 4, "Plum"
    SLATE = 5, "Slate"
    OLIVE = 6, "Olive"
    VIOLET = 7, "Violet"
    BROWN = 8, "Brown"
