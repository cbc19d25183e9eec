"""What the tests of erasing share: an incident full of canaries, years ago, and agreeing to what is proposed."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from incidents.models import Disposal, Incident
from incidents.operations.disposing import agree, propose_due
from incidents.vocabulary import Outcome
from schools.models import Event, School
from tests.builders import AT, person
from tests.prove._leftovers import a_whole_incident, left_over, written_between
from tests.prove._marked import Marked

SLUG = "larkspur-infant"
LATER = AT + timedelta(days=365 * 6 + 10)
"""Long enough for whatever the default schedule keeps for six years."""


@dataclass
class Case:
    """An incident, and the canaries that stand in it and nowhere else."""

    marked: Marked
    incident: Incident
    words: list[str]

    @property
    def left(self) -> dict[str, list[str]]:
        """Where any of its words is still found."""
        return left_over(self.words)

    def now(self) -> Incident:
        """The incident as it stands."""
        return Incident._base_manager.select_related("school").get(pk=self.incident.pk)


def a_case(marked: Marked, slug: str = SLUG, at: datetime = AT, **changes: Outcome) -> Case:
    """An incident full of canaries, closed an hour after it was reported."""
    before = list(marked.canaries)
    incident = a_whole_incident(marked, slug, at, **changes)
    return Case(marked, incident, written_between(marked, before))


@pytest.fixture
def marked(db: None) -> Marked:
    """Where canaries come from."""
    return Marked(random.Random(14))


@pytest.fixture
def case(marked: Marked) -> Case:
    """One incident full of canaries."""
    return a_case(marked)


def propose(incident: Incident, at: datetime = LATER) -> Disposal:
    """What the nightly job proposes for this incident."""
    propose_due(at=at)
    return Disposal._base_manager.get(incident=incident, outcome="")


def both_agree(disposal: Disposal, at: datetime = LATER, first: str = "chair", second: str = "head") -> Event:
    """Two people agree, so that it is done."""
    slug = disposal.school.slug
    assert agree(disposal=disposal, by=person(slug, first), at=at) is None
    done = agree(disposal=disposal, by=person(slug, second), at=at + timedelta(minutes=1))
    assert done is not None
    return done


def the_school() -> School:
    """The school of the incident."""
    return School.objects.get(slug=SLUG)
