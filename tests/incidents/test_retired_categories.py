"""A retired category is chosen for nothing new, and kept by the incident that has it; several may be of one kind."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from incidents.offered import offered_beside, offered_in
from incidents.operations.details import categorise
from incidents.playing.cast import latest_adoption, pass_governors
from policies.models import Category, PolicyVersion
from policies.operations.categories import add_category, change_category, retire_category
from policies.operations.life import adopt
from policies.operations.starting import revise
from schools.models import School
from schools.operation import Refused
from tests.builders import AT, a_reported_post, client_of, person, the_schools

HERE = "larkspur-infant"
YESTERDAY = AT - timedelta(days=1)


@pytest.fixture
def school(db: None) -> Iterator[School]:
    with time_machine.travel(AT, tick=True):
        yield the_schools()[HERE]


def words(row: Category, **changes: Any) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("kind", "name", "help", "examples", "paragraph")}
    return {**said, **changes, "by": person(HERE, "head"), "at": AT}


@pytest.fixture
def second(school: School) -> PolicyVersion:
    """The second version, in force since yesterday: one category retired, one renamed, and a second of one kind."""
    version = revise(version=latest_adoption(school).version, by=person(HERE, "head"), at=AT - timedelta(days=9))
    rows = {row.kind: row for row in version.categories.all()}
    head = {"by": person(HERE, "head"), "at": AT, "edition": None}
    retire_category(category=rows["STAFF_CONTACT"], reason="Never used", **head)
    change_category(category=rows["ABUSIVE"], **words(rows["ABUSIVE"], name="Insults"), edition=None)
    add_category(version=version, **words(rows["ABUSIVE"], name="Sexist insults", paragraph=""))
    pass_governors(version, person(HERE, "head"), person(HERE, "chair"), "2026-11-10", AT - timedelta(days=2))
    adopt(school=school, version=version, adopted_on=YESTERDAY.date(), review_due="", by=head["by"], at=YESTERDAY)
    return version


def row(version: PolicyVersion, **wanted: str) -> Category:
    return version.categories.get(**wanted)


def test_a_retired_category_is_not_on_the_form_of_a_report(second: PolicyVersion) -> None:
    client = client_of(person(HERE, "staff"))
    image = client.post(f"/{HERE}/report/")["Location"]
    form = client.post(image, {"shows": "no"})["Location"]
    page = client.get(form).content.decode()
    assert "Befriending staff" not in page
    assert "Insults" in page and "Sexist insults" in page


def test_a_report_refuses_a_retired_category_and_keeps_every_other(second: PolicyVersion) -> None:
    today = {"posted": AT - timedelta(hours=1), "category_kinds": ()}
    with pytest.raises(Refused, match="“Befriending staff” is retired"):
        a_reported_post(categories=[row(second, kind="STAFF_CONTACT")], **today)
    with pytest.raises(Refused, match="has no such category"):
        a_reported_post(**{**today, "category_kinds": ["STAFF_CONTACT"]})
    both = [row(second, name="Insults"), row(second, name="Sexist insults")]
    incident = a_reported_post(categories=both, **today)
    assert {each.category for each in incident.categorisations.all()} == set(both)


def test_a_post_under_the_version_before_has_the_category_that_became_the_one_chosen(second: PolicyVersion) -> None:
    earlier = {"posted": AT - timedelta(days=20), "category_kinds": ()}
    incident = a_reported_post(categories=[row(second, name="Insults"), row(second, kind="THREAT")], **earlier)
    assert incident.adoption.version.number == 1
    found = {each.category.name for each in incident.categorisations.select_related("category")}
    assert found == {"Abusive towards a person", "Threatening violence"}
    twice = [row(second, name="Insults"), row(second, name="Sexist insults")]
    once = a_reported_post(categories=twice, **earlier)
    assert once.categorisations.count() == 1, "two of one kind are one row where the policy had one"


def test_an_incident_keeps_a_retired_category_and_gets_no_new_one(second: PolicyVersion, school: School) -> None:
    head = {"by": person(HERE, "head"), "at": AT, "reason": "Looked again"}
    incident = a_reported_post(posted=AT - timedelta(hours=1))
    retired, threat = row(second, kind="STAFF_CONTACT"), row(second, kind="THREAT")
    with pytest.raises(Refused, match="is retired in this policy"):
        categorise(incident=incident, categories=[retired, threat], **head)
    page = client_of(head["by"]).get(f"/{HERE}/incidents/{incident.reference}/categories/").content.decode()
    assert "Befriending staff" not in page and threat.name in page
    assert retired not in offered_in(second.pk) and retired in offered_beside(second.pk, [retired])
    before = a_reported_post(posted=AT - timedelta(days=20), category_kinds=["STAFF_CONTACT"])
    categorise(incident=before, categories=[each.category for each in before.categorisations.all()], **head)
    assert before.categorisations.get().category.kind == "STAFF_CONTACT"
