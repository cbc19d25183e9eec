"""What the forms of a page offer: the name of each field, and the words beside it, read from the page itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import html  # type: ignore[import-untyped]

from schools.sent import FIELD

CONTROLS = ("input", "select", "textarea", "button")
TOKENS = ("csrfmiddlewaretoken", FIELD)
NUMBERED = (
    (re.compile(r"^[0-9a-f]{16}-(\w+)$"), r"ITEM-\1"),
    (re.compile(r"^[A-Z_]+-(\w+)$"), r"STEP-\1"),
    (re.compile(r"([-_])\d+(?=-|$)"), r"\1#"),
)
"""What comes as often as there are things: `person-0-name` and `person-1-name` are the one field `person-#-name`."""

Fields = dict[str, set[str]]
"""The words beside each field, by its name; none beside one that is hidden."""


@dataclass
class Form:
    """One form of a page."""

    element: Any

    @cached_property
    def named(self) -> list[Any]:
        """Its fields that have a name, but for the tokens against forgery and against being sent twice."""
        return [each for each in self.element.iter(*CONTROLS) if each.get("name") and each.get("name") not in TOKENS]

    @cached_property
    def labels(self) -> dict[str, Any]:
        """The labels, by what they are for."""
        return {each.get("for"): each for each in self.element.iter("label")}

    def words(self, control: Any) -> str:
        """The words beside a field: of a group its legend, of a button what it says, else its label."""
        if control.tag == "button" or control.get("type") == "hidden":
            return said(control) if control.tag == "button" else ""
        above = next(control.iterancestors("fieldset"), None)
        if above is not None and {plain(each.get("name")) for each in Form(above).named} == {
            plain(control.get("name"))
        }:
            return said(above.find(".//legend"))
        label = self.labels.get(control.get("id"))
        return said(label) if label is not None else control.get("aria-label", "")


def fields_of(page: bytes) -> Fields:
    """Every field of every form. That of signing out, which frames each page, has none."""
    found: Fields = {}
    for form in forms_in(page):
        for control in form.named:
            found.setdefault(plain(control.get("name")), set()).add(form.words(control))
    return {name: words - {""} for name, words in found.items()}


def forms_in(page: bytes) -> Iterator[Form]:
    """Every form of a page. A field that is sent with a form stands inside it."""
    tree = html.fromstring(page)
    strays = [each for each in tree.iter(*CONTROLS) if each.get("form") and each.get("name")]
    assert not strays, "a field outside its form"
    yield from map(Form, tree.iter("form"))


def plain(name: str) -> str:
    """The name, with a mark in the place of what tells one of many from the next."""
    for pattern, mark in NUMBERED:
        name, times = pattern.subn(mark, name)
        if times:
            break
    return name


def said(element: Any) -> str:
    """What an element says, in single spaces, without what is for one thing among many, and “optional”."""
    if element is None:
        return ""
    hidden = element.xpath(".//*[contains(@class, 'visually-hidden')]")
    dropped = [words for each in hidden if element.tag == "button" for words in each.itertext()]
    words = " ".join("".join(each for each in element.itertext() if each not in dropped).split())
    return words.removesuffix("(optional)").strip()
