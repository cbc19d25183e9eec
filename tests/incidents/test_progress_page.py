"""The page of whoever reported a post: that it is handled, and nothing that others add."""

from datetime import timedelta

from incidents.models import Incident
from incidents.operations.steps import close, take_step
from policies.vocabulary import StepName
from tests.builders import AT, person
from tests.incidents.at_the_pages import SCHOOL, browser, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools


def test_a_reporter_follows_that_it_is_handled_and_nothing_that_others_add(incident: Incident) -> None:
    client, address = browser("staff"), url(incident, "progress")
    take_step(incident=incident, step=StepName.HOLD, note="The police asked", by=person(SCHOOL, "head"), at=AT)
    browser().post(url(incident, "note"), {"words": "A secret of the head"})
    page = words(client.get(address))
    assert "It is being looked at" in page
    for hidden in ("secret", "hold", "Kerry", "Amara", "police asked", incident.summary):
        assert hidden not in page[page.index("Your report") :], hidden
    assert "Report it anew" in page
    head, later = person(SCHOOL, "head"), AT + timedelta(hours=1)
    incident.refresh_from_db()
    close(incident=incident, outcome="POLICE_MATTER", reasons="Secret reasons", by=head, at=later)
    closed = words(client.get(address))
    assert "It is closed" in closed
    assert "Secret" not in closed
    assert "with the police" not in closed


def test_only_whoever_reported_it_follows_its_progress(incident: Incident) -> None:
    nowhere = url(incident, "progress").replace(incident.reference, "ZZZ-ZZZ")
    for office in ("head", "slt", "chair", "admin"):
        client = browser(office)
        assert client.get(url(incident, "progress")).content == client.get(nowhere).content
    assert browser("staff").get(url(incident, "progress")).status_code == 200
    assert browser("staff").get(nowhere).status_code == 404
