"""THE FIELD TABLE: every form of the site, who gets it, and the fields it takes (S8.08), for `docs/fields.md`.

A form is the name of its page, and its fields a line each: the name that is sent, and the words beside it on the page.

    page                     met by everybody who gets the page
    page : head dsl          met by these people alone
    page @ moment            instead, at a later moment, or at another of its addresses
    page + moment            then these besides

Words in brackets say what a field holds that is sent and not seen. “A / B” are the words at one time and at another,
“…” stands for what is in them of one thing among many. In a name `#` is a number: of a day, a month and a year, or of
one among many; `STEP` and `ITEM` are the name of a step, and of something kept. What is sent besides is not looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from config.manual import shown
from config.manual.fields import incidents, policy, school, signing_in
from config.manual.markdown import document, listed, sentence, table
from config.manual.pages import AREAS

CHAPTERS = (signing_in, school, policy, incidents)

OPENING = """# What each form takes, and what each office is shown

Forms are taken from whoever gets the page, as [Who may do what](access.md) has it. Most take the same fields whoever
fills them in. A field that is sent and not listed here for whoever sends it changes nothing.

Tests ask for every page as everybody and hold that the fields on it are these, and send every form with the fields of
all others besides and hold that nothing else is written."""

FORMS = """## The fields of each form

The first cell names the page; after a dash, the moment at which the form is met. “And” before a field means: with
those of the page above."""


@dataclass
class Form:
    """One form: its page, the people who meet it (none: everybody who gets the page), the moments, its fields."""

    page: str
    people: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    besides: bool = False
    fields: dict[str, str] = field(default_factory=dict)


def read(text: str) -> Iterator[Form]:
    """The forms of a table. Raises ValueError for a line that cannot be read."""
    form = None
    for line in text.strip("\n").splitlines():
        if not line.startswith(" "):
            form = headed(line)
            yield form
        elif form is not None:
            name, _, words = line.strip().partition(": ")
            if not words or name in form.fields:
                raise ValueError(line)
            form.fields[name] = words


def headed(line: str) -> Form:
    """A form by its first line."""
    for mark in (" : ", " @ ", " + "):
        page, found, rest = line.partition(mark)
        if found:
            people = tuple(rest.split()) if mark == " : " else ()
            moments = () if people else tuple(rest.split(", "))
            return Form(page, people, moments, besides=mark == " + ")
    return Form(line)


ALL = [form for chapter in CHAPTERS for form in read(chapter.TABLE)]
"""Every form."""


def fields_for(page: str, person: str) -> dict[str, str]:
    """The fields that somebody who gets a page meets on it, with their words."""
    first = [each for each in ALL if each.page == page and not each.moments]
    return next((each.fields for each in first if not each.people or person in each.people), {})


def fields_at(page: str, moment: str, person: str) -> dict[str, str]:
    """The same at a moment."""
    found = next(each for each in ALL if each.page == page and moment in each.moments)
    return {**(fields_for(page, person) if found.besides else {}), **found.fields}


def names_of(page: str, person: str) -> set[str]:
    """Every name that a page takes from somebody, at any moment."""
    later = {name for each in ALL if each.page == page and each.moments for name in each.fields}
    return {*fields_for(page, person), *later}


def page() -> str:
    """The whole page."""
    routes = import_module("tests.structure.routes")
    return document(OPENING, shown.section(), FORMS, *of_areas(routes.PEOPLE))


def of_areas(people: Mapping[str, str]) -> Iterator[str]:
    """The forms of each area, as a table."""
    for area, pages in AREAS.items():
        rows = [row(each, pages[each.page], people) for name in pages for each in ALL if each.page == name]
        if rows:
            yield f"### {area}"
            yield table(("Form", "For whom", "Fields"), rows)


def row(form: Form, words: str, people: Mapping[str, str]) -> tuple[str, ...]:
    """One form in words."""
    moments = listed([each.replace("-", " ") for each in form.moments], "or")
    for_whom = listed([people[each] for each in form.people]) if form.people else "whoever gets the page"
    fields = "; ".join(f"{said} (`{name}`)" for name, said in form.fields.items()) or "none"
    called = f"{words} – {moments}" if moments else words
    return called, sentence(for_whom)[:-1], f"And: {fields}" if form.besides else fields
