"""`docs/data.md`: every field of every table, whose it is and how long it is kept, printed from the registers."""

from config.manual.markdown import bullets, document, table
from incidents import field_register as of_incidents
from policies import field_register as of_policies
from schools import field_register as of_schools
from schools.field_register import EVERY_HISTORY, EVERY_TABLE, PACKAGES, Data, Kept, Table

TABLES: dict[str, Table] = {**of_schools.TABLES, **of_policies.TABLES, **of_incidents.TABLES}

OPENING = """# The data

Every field of every table of Fairpost: what it holds, whose it is, and how long it is meant to be kept.

**The times below are defaults.** They follow what is usual for schools' records; each school sets its own for its
incidents, with a reason. What is due is proposed every night, and goes when two people agree; a legal hold stops it.
Each erasure leaves a receipt that names nobody it was about. Nothing here is legal advice.

The school decides what is recorded and why; whoever runs the installation keeps it for the school."""

OUTSIDE = """## Outside the tables

- **Files of evidence** lie in a folder of their own, under random names, never under an address of their own: they are
  given out by the page that asks the door, as attachments.
- **In the browser** Fairpost keeps two cookies, for the sign-in and for the forms, and nothing else.
- **The server's log** holds errors. Names, words of a post and references do not belong in it.
- **Backups** are copies of all this; whoever runs the installation keeps them, and says for how long.
- **Letters and downloads** that somebody took out of Fairpost are the school's to keep and to destroy."""


def page() -> str:
    """The whole page."""
    return document(
        OPENING,
        "## Whose data a field is",
        table(("Whose", "What that means"), [(each.whose, each.sentence) for each in Data]),
        "Every table but the record itself, looks, reports in progress and used codes also has a history: whole rows "
        "before and after every change, kept as long as the rows, with these fields besides.",
        fields(EVERY_HISTORY),
        "## How long it is kept",
        bullets(kept_lines()),
        "## The tables",
        "Every table has a number for each row, which is never shown.",
        *[block for name, each in TABLES.items() for block in one_table(name, each)],
        "## Tables of the packages that Fairpost uses",
        "They are kept as long as the account. A session goes when somebody signs out.",
        table(("Table", "What a row is"), [(readable(name), said) for name, said in PACKAGES.items()]),
        OUTSIDE,
    )


def kept_lines() -> list[str]:
    """Each rule once, with the tables it is for."""
    named = {kept: [readable(name) for name, each in TABLES.items() if each.kept is kept] for kept in Kept}
    return [f"**{', '.join(names)}.** {kept.sentence}" for kept, names in named.items() if names]


def one_table(name: str, of: Table) -> list[str]:
    """A table: what a row is, and its fields."""
    return [
        f"### {readable(name)}",
        f"{of.row} Kept: {of.kept.sentence[:1].lower()}{of.kept.sentence[1:]}",
        fields(of.fields),
    ]


def fields(of: dict[str, tuple[Data, str]]) -> str:
    """The fields of a table."""
    shown = {name: said for name, said in of.items() if name not in EVERY_TABLE}
    return table(
        ("Field", "What it holds", "Whose"), [(f"`{name}`", words, data.whose) for name, (data, words) in shown.items()]
    )


def readable(name: str) -> str:
    """`incidents.ReportDraft` as words: "Report draft"."""
    label = name.rpartition(".")[2]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in label).strip()
    return words[:1].upper() + words[1:]
