"""Somebody who works for two schools works for one at a time, and can tell which (S8.26)."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from incidents.models import Incident
from schools.history import SET_UP
from schools.models import Event, School, User
from schools.operation import Refused
from schools.operations import appoint
from schools.operations.sessions import choose_colour
from schools.vocabulary import Colour, Role
from tests.builders import AT, a_reported_post, client_of, person, the_schools

pytestmark = pytest.mark.django_db
HERE, THERE = "larkspur-infant", "larkspur-junior"
CSS = Path("static/css/fairpost.css")
NOTE = "Rang the mother on Tuesday."


@pytest.fixture(autouse=True)
def at_nine(db: None) -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        the_schools()
        yield


def of_both() -> User:
    """The head of one school, who leads at the other too."""
    user = person(HERE, "head")
    there = School.objects.get(slug=THERE)
    appoint(user=user, role=Role.SLT, school=there, starts=AT.date(), by=SET_UP, at=AT)
    return user


def note(incident: Incident) -> str:
    return f"/{HERE}/incidents/{incident.reference}/note/"


def story(incident: Incident) -> str:
    page: bytes = client_of(person(HERE, "slt")).get(f"/{HERE}/incidents/{incident.reference}/").content
    return page.decode()


def test_a_form_of_one_school_is_refused_after_another_was_opened_and_sent_on_when_meant() -> None:
    """S8.26: two tabs; nothing is done, nothing typed is lost, and one button says which school is meant."""
    client, incident = client_of(of_both()), a_reported_post(at=AT)
    assert client.get(note(incident)).status_code == 200
    assert client.get(f"/{THERE}/").status_code == 200
    for _ in range(2):  # sent again by a reload, it is refused again
        refused = client.post(note(incident), {"words": NOTE})
        assert refused.status_code == 409
    html = refused.content.decode()
    assert "nothing was done" in html and NOTE in html
    assert NOTE not in story(incident)
    sent = client.post(note(incident), {"words": NOTE, "work_for": HERE})
    assert sent.status_code == 302 and NOTE in story(incident)
    assert client.post(note(incident), {"words": "And again."}).status_code == 302


def test_a_form_of_the_school_that_was_opened_last_is_taken() -> None:
    client, incident = client_of(of_both()), a_reported_post(at=AT)
    client.get(f"/{THERE}/")
    client.get(note(incident))
    assert client.post(note(incident), {"words": NOTE}).status_code == 302


def test_a_script_that_keeps_typing_gets_the_sentence() -> None:
    client, incident = client_of(of_both()), a_reported_post(at=AT)
    client.get(note(incident))
    client.get(f"/{THERE}/")
    answer = client.post(note(incident), {"words": NOTE}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, list(answer.json())) == (409, ["error"])
    assert "nothing was done" in answer.json()["error"]


def test_nobody_learns_by_it_of_a_school_that_is_not_theirs() -> None:
    """The door comes first: the same 404, whatever was opened before."""
    client = client_of(of_both())
    client.get(f"/{HERE}/")
    for slug in ("coldwell", "nowhere-school"):
        assert client.post(f"/{slug}/report/").status_code == 404
        assert client.post(f"/{slug}/report/", {"work_for": slug}).status_code == 404


def test_somebody_with_one_school_meets_none_of_this() -> None:
    client: Client = client_of(person(HERE, "head"))
    html = client.get(f"/{HERE}/").content.decode()
    assert "Change school" not in html and "school" not in client.session


def test_the_front_door_and_the_band_lead_from_one_school_to_another() -> None:
    """S8.26: the school opened last stands first."""
    client = client_of(of_both())
    for first, second in ((HERE, THERE), (THERE, HERE)):
        html = client.get(f"/{first}/").content.decode()
        assert re.search(rf'<ul class="plain">\s*<li class="school-tone-\d"><a href="/{second}/">', html)
        found = re.findall(r'class="school-link school-tone-\d" href="/([^/]+)/"', client.get("/").content.decode())
        assert found == [first, second]


def test_each_school_has_a_colour_by_turn_and_the_administrator_chooses_another() -> None:
    """S8.26: the eight come round, so that schools made one after another differ."""
    assert [School(pk=number).tone for number in range(1, 10)] == [*Colour, Colour.COPPER]
    assert all(one.tone != other.tone for one, other in pairwise(School.objects.order_by("pk")))
    admin, address = client_of(person(HERE, "admin")), f"/{HERE}/colour/"
    assert client_of(person(HERE, "head")).get(address).status_code == 404
    assert admin.post(address, {"colour": "9"}).status_code == 200
    assert "Choose one of these." in admin.post(address, {"colour": "nonsense\x00"}).content.decode()
    assert admin.post(address, {"colour": "7"}).status_code == 302
    assert 'class="school-tone-7"' in admin.get(f"/{HERE}/").content.decode()
    event = Event.objects.across_schools("test").filter(school__slug=HERE).latest("number")
    assert event.kind == "colour-chosen"
    with pytest.raises(Refused):
        choose_colour(school=School.objects.get(slug=HERE), colour=Colour.BLUE, by=person(HERE, "head"), at=AT)


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    straight = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * straight[0] + 0.7152 * straight[1] + 0.0722 * straight[2]


def test_white_words_can_be_read_on_every_band() -> None:
    """S8.26: a contrast of 4.5 or more, and eight colours that differ."""
    found: dict[str, Any] = dict(re.findall(r"\.school-tone-(\d) \{ --tone: (#[0-9a-f]{6}); \}", CSS.read_text()))
    assert sorted(found) == [str(colour.value) for colour in Colour]
    assert len(set(found.values())) == 8
    assert all(1.05 / (brightness(colour) + 0.05) >= 4.5 for colour in found.values())
