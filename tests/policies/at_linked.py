"""What the tests of linked documents share: a draft that leads to one, and the files that are kept."""

from datetime import timedelta
from pathlib import Path

import pytest

from incidents.playing.cast import pass_governors
from incidents.playing.files import made_up
from policies.models import LinkedPolicy, PolicyVersion
from policies.operations.life import adopt
from policies.operations.linking import Leads, add_linked
from schools.files.store import receive
from schools.models import School
from tests.builders import AT, person
from tests.policies.at_a_draft import SCHOOL
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools

LIST, CHANGE, FILE = "version_linked", "linked_change", "linked_file"
COMPLAINTS = {
    "title": "Complaints procedure",
    "address": "www.larkspur.example/complaints",
    "keeper": "The school office",
    "steps": ["COMPLAINTS", "DISCUSS"],
}


@pytest.fixture
def linked(draft: PolicyVersion) -> LinkedPolicy:
    """The complaints procedure with a file, at two steps of the draft."""
    received = receive(made_up("pdf", 1), folder=SCHOOL)
    leads = Leads("Complaints procedure", steps=["COMPLAINTS", "DISCUSS"])
    return add_linked(version=draft, leads=leads, received=received, by=person(SCHOOL, "head"), at=AT)


def files(root: Path) -> list[Path]:
    """Every file that lies in the store."""
    return sorted(each for each in root.glob("**/*") if each.is_file())


def bring_into_force(version: PolicyVersion, school: School) -> None:
    """Let the governors approve it, and a school adopt it from last week."""
    pass_governors(version, person(SCHOOL, "head"), person(SCHOOL, "chair"), "", AT)
    day = AT.date() - timedelta(days=7)
    adopt(school=school, version=version, adopted_on=day, review_due="", by=person(school.slug, "head"), at=AT)
