"""Every page at a phone's and a desk's width: axe finds nothing, nothing scrolls sideways, no script fails."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from incidents.models import Incident
from incidents.playing.format import read
from incidents.playing.player import FOLDER, Playing, play
from schools.models import School
from tests.browser.conftest import DESK, PHONE, Open, violations
from tests.builders import AT, person

INFANT, JUNIOR = "larkspur-infant", "larkspur-junior"
STEPS = ("discuss", "legal-advice", "police", "restrict", "safeguard", "report-to-host", "hold")
ON_INCIDENT = (
    *("", *(f"steps/{step}/" for step in STEPS), "close/", "answer/", "check/", "safeguarding/", "host/", "offence/"),
    *(
        "consider/concern/",
        "further-post/",
        "categories/",
        "note/",
        "link/",
        "details/",
        "evidence/",
        "people/",
        "hand-over/",
        "exclude/",
    ),
    *("readmit/", "letters/"),
)


@pytest.fixture
def incident(schools: dict[str, School]) -> Incident:
    """The incident of the mother who named a pupil, as far as its third day; and a few others of the school."""
    playing = Playing()
    for name in ("s02-pupil-named-in-parents-group", "s16-allegation-against-teacher", "s01-reading-scheme"):
        play(read(FOLDER / "shared" / f"{name}.json"), playing, asserting=False)
    found = playing.incidents["s02"]
    from incidents.operations.steps import reopen

    reopen(incident=found, reason="It is up again", by=person(INFANT, "head"), at=AT + timedelta(days=1))
    return Incident.objects.get(pk=found.pk)


def pages(incident: Incident) -> Iterator[tuple[str | None, str]]:
    """Who opens what."""
    one = f"/{INFANT}/incidents/{incident.reference}/"
    yield None, "/accounts/login/"
    yield None, "/accounts/password/reset/"
    for office in ("head", "slt", "dsl", "staff", "chair", "governor", "admin"):
        yield office, f"/{INFANT}/"
    yield from (("head", one + rest) for rest in ON_INCIDENT)
    for path in ("report/", "incidents/", "incidents/?state=all", "summaries/", "summaries/autumn-2026/", "policy/"):
        yield "head", f"/{INFANT}/{path}"
    person_key = incident.involvements.filter(part="AUTHOR").get().key
    yield from (("head", f"{one}people/{person_key}/{rest}") for rest in ("", "unlink/", "not-the-same/"))
    yield "staff", f"/{INFANT}/reports/{incident.reference}/"
    yield "admin", f"/{INFANT}/people/"
    yield "head", f"/{INFANT}/nothing-here/"


def sideways(page: Page) -> int:
    """How many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_has_a_violation_or_scrolls_sideways(incident: Incident, open_page: Open, size: dict[str, int]) -> None:
    faults, opened = [], {}
    errors: list[str] = []
    examined = 0
    for office, path in pages(incident):
        if office not in opened:
            opened[office] = open_page(person(INFANT, office) if office else None, size=size)
            opened[office].on("pageerror", lambda error: errors.append(str(error)))
        page = opened[office]
        page.goto(path)
        examined += 1
        faults += [f"{path}: {each}" for each in violations(page)]
        faults += [f"{path}: {sideways(page)} px too wide"] if sideways(page) > 0 else []
    assert not faults, "\n".join(faults)
    assert not errors
    assert examined >= 45


def test_the_picture_of_the_readme(incident: Incident, open_page: Open, shots: Path) -> None:
    page = open_page(person(INFANT, "head"))
    page.goto(f"/{INFANT}/incidents/{incident.reference}/")
    page.screenshot(path=shots / "incident.png", full_page=False)
    page.goto(f"/{INFANT}/")
    page.screenshot(path=shots / "home.png", full_page=False)
    assert (shots / "incident.png").stat().st_size > 20_000
