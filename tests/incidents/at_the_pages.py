"""What the tests of the incident's pages share: a Tuesday in term, browsers of the cast, addresses and forms."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from incidents.models import Incident
from tests.builders import AT, a_reported_post, client_of, person, the_schools

NOW = AT + timedelta(days=1)
SCHOOL = "larkspur-infant"


@pytest.fixture
def schools(db: None) -> Iterator[None]:
    """The fixture schools, on the Tuesday after the report."""
    with time_machine.travel(NOW, tick=True):
        the_schools()
        yield


@pytest.fixture
def incident(schools: None) -> Incident:
    """A post reported on the Monday by a member of staff of the infant academy."""
    return a_reported_post()


def browser(office: str = "head", school: str = SCHOOL) -> Client:
    """A browser in which whoever holds that office is signed in."""
    return client_of(person(school, office))


def url(incident: Incident, name: str = "incident", *more: Any) -> str:
    """The address of a page of an incident."""
    return reverse(name, args=[incident.school.slug, incident.reference, *more])


def version(incident: Incident) -> int:
    """The version that somebody who opens the incident now would see."""
    incident.refresh_from_db(fields=["version"])
    return incident.version


def send(client: Client, incident: Incident, name: str, /, *more: Any, **fields: Any) -> HttpResponse:
    """Send the form of a page, with the version that is there now unless another is given."""
    data = {"version": version(incident), **fields}
    return client.post(url(incident, name, *more), {key: value for key, value in data.items() if value is not None})


def words(response: Any) -> str:
    """What a page says, without its tags, in single spaces."""
    return plain(response.content.decode())


def plain(html: str) -> str:
    """The text of a piece of a page."""
    text = re.sub(r"</?(?:a|b|bdi|code|span|time)(?: [^>]*)?>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def errors(response: Any) -> str:
    """The summary of what is wrong, as the page says it."""
    found = re.search(r'<div class="error-summary".*?</div>', response.content.decode(), re.DOTALL)
    return plain(found[0]) if found else ""
