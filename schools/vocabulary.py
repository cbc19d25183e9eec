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


class Nation(models.TextChoices):
    """The part of the United Kingdom: it fixes bank holidays and the law that guidance names."""

    ENGLAND = "ENG", "England"
    WALES = "WLS", "Wales"
    SCOTLAND = "SCT", "Scotland"
    NORTHERN_IRELAND = "NIR", "Northern Ireland"
