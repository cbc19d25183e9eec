"""Policies to be read: the starters as text, and made-up ones of other styles, each with what a reader should find.

What should be found is given in the vocabulary's codes, with the source row where there is one. None is a real policy.
"""

from dataclasses import dataclass

from policies.starters import load


@dataclass(frozen=True)
class Expected:
    """Something that a reader should find: what it is about, its code, and the row of the sources, if there is one."""

    about: str
    code: str
    row: str = ""


@dataclass(frozen=True)
class PolicyText:
    """A text with what should be found in it."""

    name: str
    text: str
    expected: tuple[Expected, ...]


def rows(about: str, pairs: str) -> tuple[Expected, ...]:
    """Several at once: `S1-22 PUPIL_NAMED, S1-23 ALLEGATION`."""
    words = [pair.split() for pair in pairs.split(",")]
    return tuple(Expected(about, pair[-1], pair[0] if len(pair) > 1 else "") for pair in words)


JOINT = (
    *rows("FIELD", "S1-02 title, S1-03 author_name, S1-04 reviewed_by, S1-05 subject, S1-06 status"),
    *rows("FIELD", "S1-07 approving_body, S1-08 published, S1-09 review_due, S1-10 issued_to, S1-12 linked"),
    *rows("CATEGORY", "S1-22 PUPIL_NAMED, S1-23 ALLEGATION, S1-24 CYBERBULLYING, S1-25 COMPLAINT, S1-26 DEFAMATORY"),
    *rows("CATEGORY", "S1-27 OFFENSIVE, S1-28 RACIST, S1-29 THREAT, S1-30 CONTACT_CHILD, S1-31 IMAGE_CHILD"),
    *rows("CATEGORY", "S1-32 STAFF_CONTACT, S1-33 CHILD_MISUSE"),
    *rows("STEP", "S1-39 DISCUSS/1/HEAD//, S1-40 ASK_FOR_REMOVAL/1/HEAD//"),
    *rows("STEP", "S1-41 LEGAL_ADVICE/2/HEAD/REFUSED+CONTINUED/ALL, S1-42 LEGAL_ADVICE/2/HEAD/REFUSED+CONTINUED/ALL"),
    *rows("STEP", "S1-43 RESTRICT//HEAD//, S1-44 REPORT_TO_HOST//HEAD//"),
)
"""The joint academy policy says only "the school": the head decides until somebody chooses (S1-45)."""

PRIMARY = (
    *rows("FIELD", "S2-01 title, S2-24 source, S2-14 TELLING_PARENTS, S2-22 WHO_DECIDES"),
    *rows("CATEGORY", "S2-19 DEFAMATORY, S2-20 DISREPUTE, S2-21 RISK_OF_HARM, S2-25 UNTRUE, S2-25 ABUSIVE"),
    *rows("CATEGORY", "S2-27 LEADERSHIP_CRITICISM, S2-30 RACIST, S2-31 THREAT"),
    *rows("STEP", "S2-22 DISCUSS/1/HEAD//, S2-27 MEETING/2/HEAD+CHAIR/CRITICISM/, S2-29 LEGAL_ADVICE//HEAD//"),
    *rows(
        "STEP", "S2-30 POLICE//HEAD/HATE+VIOLENCE+OTHER_OFFENCE/ANY, S2-32 POLICE//HEAD/HATE+VIOLENCE+OTHER_OFFENCE/ANY"
    ),
)
ACADEMY = (
    *rows("FIELD", "title, author_name, reviewed_by, subject, status, approving_body, approved_on, published"),
    *rows("FIELD", "review_due, issued_to, linked, past_version, WHO_DECIDES, RIGHT_OF_REPLY, RECORD, RETENTION"),
    *rows("FIELD", "TELLING_PARENTS, REPEATED"),
    *rows(
        "CATEGORY", "PUPIL_NAMED, IMAGE_CHILD, CONTACT_CHILD, CHILD_MISUSE, ALLEGATION, DEFAMATORY, UNTRUE, OFFENSIVE"
    ),
    *rows("CATEGORY", "ABUSIVE, CYBERBULLYING, STAFF_CONTACT, RACIST, HATE_OTHER, THREAT, RISK_OF_HARM, IMPERSONATION"),
    *rows("CATEGORY", "PRIVACY, DISREPUTE, COMPLAINT, LEADERSHIP_CRITICISM"),
    *rows("STEP", "DISCUSS/1/HEAD+SLT//, ASK_FOR_REMOVAL/1/HEAD+SLT//, MEETING//HEAD+CHAIR//"),
    *rows(
        "STEP", "WRITTEN_WARNING/2/HEAD/REFUSED+CONTINUED+NO_RESPONSE/ANY, LEGAL_ADVICE/3/HEAD/REFUSED+CONTINUED/ALL"
    ),
    *rows("STEP", "POLICE//HEAD/HATE+VIOLENCE+OTHER_OFFENCE/ANY, RESTRICT//HEAD//, REPORT_TO_HOST//HEAD+SLT//"),
)

LIKE_STARTER = {"joint-academy": JOINT, "primary": PRIMARY, "full-academy": ACADEMY}
PRINTED = {
    "title": "Document title", "author": "Author", "reviewed_by": "Reviewed by", "subject": "Department/subject",
    "status": "Document status", "approved_by": "Approval", "approved_on": "Date approved",
    "published": "Publication date", "review_due": "Review date",
}  # fmt: skip


def starter_texts() -> list[PolicyText]:
    """The starters, as a school would have them in a document."""
    return [PolicyText(name, as_text(name), expected) for name, expected in LIKE_STARTER.items()]


def as_text(name: str) -> str:
    """A starter in plain text: its control block as a table, then its sections; without one, its title alone."""
    starter = load(name)
    control, lines = starter.control, [starter.title, ""]
    if control["author"]:
        lines += ["Document Control", "", *(f"{label}\t{control[key]}" for key, label in PRINTED.items())]
        lines += [f"Issued to\t{'; '.join(control['issued_to'])}", "", "Version\tDate\tAmended by\tComments"]
        lines += ["\t".join((each["version"], each["on"], each["amended_by"], each["comments"]))
                  for each in control["version_history"]]  # fmt: skip
    for section in starter.sections:
        lines += ["", section["heading"], "", *(each["text"] for each in section["paragraphs"])]
    if control["linked"]:
        lines += ["", "Linked policies:", "", *control["linked"]]
    elif control["source"]:
        lines += ["", f"Source: {control['source']}"]
    return "\n".join(lines)
