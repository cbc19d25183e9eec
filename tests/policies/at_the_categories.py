"""What the tests of categories share: a draft, its pages, and what a form of a category holds."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from incidents.playing.cast import latest_adoption
from policies.models import PolicyVersion
from policies.operations.starting import revise
from schools import record
from schools.models import School
from schools.record import Told
from tests.builders import AT, client_of, person, the_schools

HERE = "larkspur-infant"
WORDS: dict[str, Any] = {
    "kind": "OTHER",
    "name": "Our badge, used to sell",
    "help": "Choose this when our badge sells something.",
    "examples": ["A mug with our badge"],
    "paragraph": "",
}


@pytest.fixture(autouse=True)
def schools(db: None) -> Iterator[dict[str, School]]:
    with time_machine.travel(AT, tick=True):
        yield the_schools()


@pytest.fixture
def draft(schools: dict[str, School]) -> PolicyVersion:
    return revise(version=latest_adoption(schools[HERE]).version, by=person(HERE, "head"), at=AT)


def url(version: PolicyVersion, rest: str = "", slug: str = HERE) -> str:
    return f"/{slug}/policies/{version.policy.slug}/{version.number}/categories/{rest}"


def get(version: PolicyVersion, rest: str = "", office: str = "head") -> HttpResponse:
    return client_of(person(HERE, office)).get(url(version, rest))


def send(version: PolicyVersion, rest: str = "", office: str = "head", **fields: Any) -> HttpResponse:
    version.refresh_from_db()
    given = {"edition": version.edition, **fields}
    return client_of(person(HERE, office)).post(url(version, rest), given)


def words(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def names(version: PolicyVersion) -> list[str]:
    return [each.name for each in version.categories.all() if not each.retired]


def last_event() -> Told:
    return record.story_of(school=School.objects.get(slug=HERE), about="policy")[-1]


def head(**more: Any) -> dict[str, Any]:
    return {"by": person(HERE, "head"), "at": AT, **more}
