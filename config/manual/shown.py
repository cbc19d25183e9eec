"""THE TABLE OF WHAT IS SHOWN: of one incident, which data each reads, by their office and what they have to do with it.

A test fills an incident with words that stand nowhere else, asks for everything about it as each of these people, and
holds that they come to exactly what the table says (S8.08). A row is a datum, a column a person: `x` is shown, `?` is
shown once they ask to see the names of children, which is written down first, and `-` is shown nowhere.
"""

from config.manual.markdown import table

PEOPLE = {
    "head": "the head, who owns it",
    "dsl": "the designated safeguarding lead",
    "slt": "a senior leader",
    "adviser": "a senior leader whom the owner lets read legal advice",
    "target": "a leader whom it is about",
    "excluded": "a leader who is kept from it",
    "chair": "the chair, to whom another like it was handed",
    "reporter": "whoever reported it",
    "let_in": "the administrator, let in to read it",
    "export": "whoever gets the owner's export of it",
    "admin": "the school administrator",
    "governor": "a governor",
    "trust_lead": "the trust lead",
    "staff": "a member of staff",
    "elsewhere": "the head of another school",
    "operator": "the operator",
}

DATA = {
    "summary": "What it is about, in one line",
    "words": "The words of the post",
    "address": "The address of the post",
    "host": "The site or group",
    "concern": "The worry behind it",
    "person": "The name of whoever posted it",
    "child": "The name of a child",
    "reporter": "The name of whoever reported it, which must not be told",
    "witness": "The name of a witness, which must not be told",
    "why": "Why a name must not be told",
    "source": "Where a piece of evidence came from",
    "file": "A file that was kept",
    "told": "What a witness said",
    "legal": "What a lawyer said",
    "note": "A note",
    "answer": "What the parent answered",
    "letter": "A letter",
    "figures": "The figures of the term",
}

TABLE = """
#         hea dsl slt adv tar exc cha rep let exp adm gov tru sta els ope
summary   x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
words     x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
address   x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
host      x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
concern   x   x   x   x   x   -   x   -   x   -   -   -   -   -   -   -
person    x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
child     ?   ?   ?   ?   ?   -   ?   -   ?   x   -   -   -   -   -   -
reporter  x   x   -   -   -   -   x   x   -   -   -   -   -   -   -   -
witness   x   x   -   -   -   -   x   -   -   -   -   -   -   -   -   -
why       x   -   -   -   -   -   x   -   -   -   -   -   -   -   -   -
source    x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
file      x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
told      x   x   x   x   x   -   x   -   x   -   -   -   -   -   -   -
legal     x   -   -   x   -   -   x   -   -   -   -   -   -   -   -   -
note      x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
answer    x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
letter    x   x   x   x   x   -   x   -   x   x   -   -   -   -   -   -
figures   x   x   x   x   x   x   x   -   -   -   -   x   x   -   -   -
"""

HEAD = """## What of an incident each is shown

Whoever sees an incident does not read all of it. Below are the pages of one incident, everything that they lead to, the
lists, the start page and the exports, as each of these people gets them. “Once they ask” is after the button that shows
the names of children; that they asked is on record first. What people wrote in their own words can hold any name."""


def cells() -> dict[tuple[str, str], str]:
    """What each is shown of each datum."""
    lines = TABLE.strip().splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {(name, who): cell for name, *row in rows for who, cell in zip(PEOPLE, row, strict=True)}


def section() -> str:
    """The table as the page prints it: a row a person would be too wide, so each has a line a datum."""
    found = cells()
    lines = [
        [words, *(named(found, name, cell) for cell in ("x", "?"))]
        for name, words in DATA.items()
        if (name, "head") in found
    ]
    return "\n\n".join([HEAD, table(("What", "Who is shown it", "Who is shown it once they ask"), lines)])


def named(found: dict[tuple[str, str], str], name: str, cell: str) -> str:
    """The people who get a datum in one way."""
    words = "; ".join(PEOPLE[who] for who in PEOPLE if found[name, who] == cell) or "nobody"
    return words[:1].upper() + words[1:]
