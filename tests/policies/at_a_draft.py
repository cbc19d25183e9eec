"""What the tests of a version's pages share: a draft of the joint policy, browsers of the cast, addresses and words."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from incidents.playing.cast import latest_adoption, pass_governors
from policies.models import PolicyVersion
from policies.operations.starting import revise
from schools import record
from schools.models import School
from tests.builders import AT, client_of, person, the_schools

SCHOOL, ISSUED, ELSEWHERE = "larkspur-infant", "larkspur-junior", "tregarth"
KEEPERS = ("head", "chair", "admin")
OTHERS = ("slt", "dsl", "governor", "staff")


@pytest.fixture
def schools(db: None) -> Iterator[dict[str, School]]:
    """The fixture schools, on the Monday of every test."""
    with time_machine.travel(AT, tick=True):
        yield the_schools()


@pytest.fixture
def draft(schools: dict[str, School]) -> PolicyVersion:
    """The second version of the joint policy, which the infant academy keeps and the junior academy was issued."""
    return revise(version=latest_adoption(schools[SCHOOL]).version, by=person(SCHOOL, "head"), at=AT)


@pytest.fixture
def approved(draft: PolicyVersion) -> PolicyVersion:
    """The same, once the governors have approved it: no draft any more."""
    pass_governors(draft, person(SCHOOL, "head"), person(SCHOOL, "governor"), "", AT)
    return draft


def browser(office: str = "head", school: str = SCHOOL) -> Client:
    """A browser in which whoever holds that office is signed in."""
    return client_of(person(school, office))


def url(version: PolicyVersion, name: str, *more: Any, school: str = SCHOOL) -> str:
    """The address of a page of a version, at a school."""
    return reverse(name, args=[school, version.policy.slug, version.number, *more])


def now(version: PolicyVersion) -> PolicyVersion:
    """The version as it stands now."""
    return PolicyVersion.objects.select_related("policy__school").get(pk=version.pk)


def send(client: Client, version: PolicyVersion, name: str, /, *more: Any, **fields: Any) -> HttpResponse:
    """Send the form of a page, with the edition that is there now unless another is given."""
    return client.post(url(version, name, *more), {"edition": now(version).edition, **fields})


def words(response: Any) -> str:
    """What a page says, without its tags, in single spaces."""
    return plain(response.content.decode())


def errors(response: Any) -> str:
    """The summary of what is wrong, as the page says it."""
    found = re.search(r'<div class="error-summary".*?</div>', response.content.decode(), re.DOTALL)
    return plain(found[0]) if found else ""


def plain(html: str) -> str:
    """The text of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def told(school: str = SCHOOL) -> list[record.Told]:
    """What the record of a school says of its policies."""
    return record.story_of(School.objects.get(slug=school), "policy")
