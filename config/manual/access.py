"""`docs/access.md`: who may do what, printed from `GRANTS` and from the route table that the tests walk.

The route table lives with the tests, which a server does not have; so it is only asked for when the page is printed.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from config.manual.markdown import bullets, document, listed, sentence, table
from config.manual.pages import AREAS
from schools.access import GRANTS
from schools.vocabulary import Permission, Role

OPENING = """# Who may do what

A person holds offices at a school, or at a trust, from a day until a day. Rights add: whoever holds two offices has
what either opens, save that being a governor or the chair adds nothing on an incident.

What somebody may not see is “not found”, in the same words and the same bytes whether it is another school's, kept
from them, or not there at all. Every page asks for a sign-in first but those of signing in itself. Somebody who was
deactivated is signed out everywhere."""

OPERATOR = """### The operator of the installation

Runs the service: installs it, keeps its backups, makes a school and its first administrator. Keeps the list of where
posts are reported to hosts, which every school reads. Sees no incident and no page of any school, unless they hold an
office there."""

ONE_INCIDENT = """## On one incident

The offices above open the pages; the incident narrows them further.

- Whoever has a part in it that keeps them out (accused, wrote it, shared it, answered it, runs the group) cannot see
  it, whatever their office, until the owner readmits them; after that they see it and decide nothing.
- Whoever it is about sees it if their office does, and decides nothing. They may report, keep evidence and write notes.
- Whoever reported it follows its progress: that it is being handled, not what others add to it.
- The chair, a governor or the trust lead sees an incident only while it is theirs.
- Telling the safeguarding lead, and the police in an emergency, is never blocked for somebody who sees the incident.

Which office decides which step is in [the procedure](procedure.md)."""

LOOKING = """## Who looked, and being let in for a few hours

Whoever opens an incident, a piece of evidence, a letter, what is known of a person in it, or a list of incidents is on
record before the page is made. Where that cannot be written, the page stays shut and says so. The owner of an incident
sees who has looked at it, day by day. The head sees every week what was unusual about looking, and the chair what was
unusual about the head's own; of an incident from which they are kept, neither sees anything.

Somebody who does not see an incident may ask to read one, by its reference and with a reason: the administrator, the
trust lead, and whoever works on incidents at another school of the trust. The head answers; the chair where the head
has a conflict of interest; the trust lead where both have; never whoever asks. Whoever is let in reads for eight hours
at most, changes nothing, and finds no more in any list, search, count or summary. Every page of theirs says that they
are reading. The owner is told. The reader, whoever decides and the owner can each end it early. Somebody with a
conflict of interest is never let in, and gets the same answer as for a reference that does not exist."""

PAGES = """## Every page

A test asks for each page below, and sends each form, as every one of these people. “Opens for” is who gets the page,
and “answers to” whose form it takes; everybody else gets “not found”, or a page that says why it is shut to them."""


GOOD = {"200", "204", "302", "400"}
"""400 is the answer to a form that was taken and found empty."""

NO_PAGE = {"405", "in"}


def page() -> str:
    """The whole page."""
    routes = import_module("tests.structure.routes")
    return document(
        OPENING,
        "## Offices",
        *[block for role in Role for block in office(role)],
        OPERATOR,
        ONE_INCIDENT,
        LOOKING,
        PAGES,
        bullets(sentence(words) for words in routes.PEOPLE.values()),
        *[block for area in AREAS for block in of_area(routes, area)],
    )


def office(role: Role) -> list[str]:
    """An office in a paragraph, and what it opens."""
    opened = [sentence(each.label) for each in Permission if each in GRANTS[role].permissions]
    return [f"### {role.label}", GRANTS[role].paragraph, bullets(opened)]


def of_area(routes: Any, area: str) -> list[str]:
    """The pages of one area."""
    head = ("Page", "Address", "Opens for", "Answers to")
    return [f"### {area}", table(head, [row(routes, name, words) for name, words in AREAS[area].items()])]


def row(routes: Any, name: str, words: str) -> tuple[str, ...]:
    """One page in words."""
    route = routes.ROUTES[name]
    opens = "It only takes a form" if set(route.get.values()) <= NO_PAGE else who(routes, route.get)
    answers = "It has no form" if set(route.post.values()) <= NO_PAGE else who(routes, route.post)
    return (words, f"`{addresses()[name]}`", opens, "The same people" if answers == opens else answers)


def who(routes: Any, cells: Mapping[str, str]) -> str:
    """The people whose cells are good, in words."""
    named = [person for person, cell in cells.items() if cell in GOOD]
    for people, words in ((routes.PEOPLE, "Everybody"), (routes.SIGNED_IN, "Everybody who is signed in")):
        if named == list(people):
            return words
    if named == [person for person in routes.SIGNED_IN if person not in routes.STRANGERS]:
        return "Everybody with an office at the school"
    return sentence(listed([routes.PEOPLE[person] for person in named]))[:-1] if named else "Whoever has one"


def addresses() -> dict[str, str]:
    """The address of every named page, as one reads it: `/<school>/incidents/<reference>/`."""
    return {name: f"/{address}" for name, address in walk(get_resolver().url_patterns, "")}


def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str]]:
    """Every named pattern below these, with its address."""
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, here)
        elif each.name:
            yield each.name, readable(here)


def readable(address: str) -> str:
    """An address without the marks of patterns."""
    for mark, word in REPLACED:
        address = address.replace(mark, word)
    return address


REPLACED = (
    ("<slug:slug>", "<school>"),
    ("<slug:", "<"),
    ("<uuid:", "<"),
    ("<reference:", "<"),
    (r"(?P<key>[-:\w]+)", "<key>"),
    ("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)", "<person>-<key>"),
    ("^", ""),
    ("$", ""),
)
