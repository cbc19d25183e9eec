"""The pages about who owns an incident and who is kept from seeing it."""

import pytest
from django.urls import reverse

from incidents.models import Exclusion, Incident
from incidents.operations.ownership import exclude
from incidents.operations.people import Named, link_person
from incidents.operations.steps import take_step
from incidents.vocabulary import Identity, Part
from policies.vocabulary import StepName
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, an_author, person
from tests.incidents.at_the_pages import SCHOOL, browser, errors, send, url, version, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools


def owner(incident: Incident) -> tuple[str, str]:
    """The office that owns the incident, and the person in it where it was handed to one."""
    found = Incident._base_manager.select_related("owner").get(pk=incident.pk)
    return found.owner_role, found.owner.name if found.owner else ""


def to(school: str, office: str, role: Role) -> str:
    """How the form names somebody in an office."""
    return f"{person(school, office).key}-{role}"


def test_the_head_hands_over_to_the_chair_and_the_chair_back(incident: Incident) -> None:
    client, chair = browser(), browser("chair")
    page = words(client.get(url(incident, "hand_over")))
    assert "Geoffrey Lunt, chair of governors" in page
    assert "Amara Okafor, head of school" not in page
    assert "Parveen Sadiq" not in page
    handed = send(client, incident, "hand_over", to=to(SCHOOL, "chair", Role.CHAIR), note="He knows them")
    assert handed.status_code == 302
    assert owner(incident) == ("CHAIR", "Geoffrey Lunt")
    back = send(chair, incident, "hand_over", to=to(SCHOOL, "head", Role.HEAD))
    assert (back.status_code, back["Location"]) == (302, f"/{SCHOOL}/")
    assert owner(incident) == ("HEAD", "")
    assert chair.get(url(incident)).status_code == 404


def test_an_incident_is_handed_to_nobody_who_could_not_own_it(schools: None) -> None:
    slt = person(SCHOOL, "slt")
    post = a_reported_post(people=[an_author(), Named("Simon", Part.TARGET, Identity.CONFIRMED, user=slt)])
    page = words(browser().get(url(post, "hand_over")))
    assert "Simon Peel" not in page
    assert "Ruth Calder" in page
    for choice in (
        to(SCHOOL, "slt", Role.SLT),
        to(SCHOOL, "governor", Role.GOVERNOR),
        to("tregarth", "head", Role.HEAD),
    ):
        refused = send(browser(), post, "hand_over", to=choice, note="Typed")
        assert refused.status_code == 200
        assert "Choose one of these." in errors(refused)
        assert "Typed" in refused.content.decode()
    assert owner(post) == ("HEAD", "")


def test_a_senior_leader_who_does_not_own_it_hands_nothing_over(incident: Incident) -> None:
    assert browser("slt").get(url(incident, "hand_over")).status_code == 409
    refused = send(browser("slt"), incident, "hand_over", to=to(SCHOOL, "dsl", Role.DSL))
    assert refused.status_code == 409
    assert "may decide this" in errors(refused)
    assert browser("chair").get(url(incident, "hand_over")).status_code == 404


def test_the_owner_keeps_somebody_out_with_a_reason_and_lets_them_back(incident: Incident) -> None:
    client, slt = browser(), person(SCHOOL, "slt")
    assert send(client, incident, "exclude", who=slt.key).status_code == 200
    assert send(client, incident, "exclude", who=slt.key, reason="Her sister wrote it").status_code == 302
    assert browser("slt").get(url(incident)).status_code == 404
    assert "Simon Peel" not in client.get(url(incident, "exclude")).content.decode()
    assert "Simon Peel" in client.get(url(incident, "readmit")).content.decode()
    assert send(client, incident, "readmit", who=slt.key, reason="It was not").status_code == 302
    assert browser("slt").get(url(incident)).status_code == 200
    assert browser("slt").get(url(incident, "record_check")).status_code == 409


def test_nobody_but_the_owner_decides_who_is_kept_out(incident: Incident) -> None:
    exclude(incident=incident, who=person(SCHOOL, "staff"), reason="Friend", by=person(SCHOOL, "head"), at=AT)
    for name, who in (("exclude", "dsl"), ("readmit", "staff")):
        page = browser("slt").get(url(incident, name))
        assert page.status_code == 409
        assert "Only the owner of this incident" in words(page)
        assert "Tom Lister" not in words(page)
        refused = send(browser("slt"), incident, name, who=person(SCHOOL, who).key, reason="Typed")
        assert refused.status_code == 409
        assert browser("chair").get(url(incident, name)).status_code == 404
        assert browser().get(url(incident, name)).status_code == 200
    assert Exclusion._base_manager.filter(ended_at__isnull=True).count() == 1


def test_a_head_who_steps_aside_goes_home_and_the_chair_owns_it(incident: Incident) -> None:
    response = send(browser(), incident, "exclude", who=person(SCHOOL, "head").key, reason="My neighbour")
    assert (response.status_code, response["Location"]) == (302, f"/{SCHOOL}/")
    assert owner(incident) == ("CHAIR", "")
    assert browser().get(url(incident)).status_code == 404
    assert browser("chair").get(url(incident)).status_code == 200


@pytest.mark.parametrize("name", ["hand_over", "exclude"])
def test_whoever_was_overrun_is_told_and_keeps_what_they_typed(incident: Incident, name: str) -> None:
    seen = version(incident)
    take_step(incident=incident, step=StepName.SUPPORT, by=person(SCHOOL, "dsl"), at=AT)
    fields = {"to": to(SCHOOL, "chair", Role.CHAIR), "who": person(SCHOOL, "slt").key}
    stale = send(browser(), incident, name, version=seen, note="Typed already", reason="Typed already", **fields)
    assert stale.status_code == 409
    assert "Ruth Calder offered support" in errors(stale)
    assert "Typed already" in stale.content.decode()
    assert owner(incident) == ("HEAD", "")


def both_conflicted() -> Incident:
    """An incident of a school without a trust in which head and chair are targets."""
    people = [
        Named(office, Part.TARGET, Identity.CONFIRMED, user=person("tregarth", office)) for office in ("head", "chair")
    ]
    return a_reported_post("tregarth", summary="A secret of this incident", people=[an_author(), *people])


def test_an_administrator_appoints_a_governor_and_learns_nothing(schools: None) -> None:
    post = both_conflicted()
    address = reverse("appoint_owner", args=["tregarth", post.key])
    client = browser("admin", "tregarth")
    page = client.get(address)
    assert page.status_code == 200
    assert "Denzil Pascoe" in words(page)
    for hidden in ("secret", post.reference, "Kerry", "Facebook", "Piran"):
        assert hidden not in page.content.decode()
    assert client.post(address).status_code == 200
    governor = person("tregarth", "governor")
    done = client.post(address, {"who": governor.key})
    assert (done.status_code, done["Location"]) == (302, "/tregarth/")
    assert owner(post) == ("GOVERNOR", "Denzil Pascoe")
    assert browser("governor", "tregarth").get(url(post)).status_code == 200
    assert client.get(url(post)).status_code == 404
    assert client.get(address).status_code == 404
    assert client.post(address, {"who": governor.key}).status_code == 404


def test_appointing_is_for_the_schools_administrator_and_only_when_one_is_needed(schools: None) -> None:
    post, other = both_conflicted(), a_reported_post("tregarth", people=[])
    address = reverse("appoint_owner", args=["tregarth", post.key])
    for client in (browser("head", "tregarth"), browser("governor", "tregarth"), browser("admin")):
        assert client.get(address).status_code == 404
        assert client.post(address, {"who": person("tregarth", "governor").key}).status_code == 404
    assert browser("admin", "tregarth").get(reverse("appoint_owner", args=["tregarth", other.key])).status_code == 404
    beyond = reverse("appoint_owner", args=[SCHOOL, post.key])
    assert browser("admin").get(beyond).status_code == 404
    assert browser("admin", "tregarth").get(address).status_code == 200


def test_a_governor_with_a_conflict_cannot_be_appointed(schools: None) -> None:
    governor, post = person("tregarth", "governor"), both_conflicted()
    named = Named("A governor", Part.TARGET, Identity.CONFIRMED, user=governor)
    link_person(incident=post, named=named, by=person("tregarth", "slt"), at=AT)
    address = reverse("appoint_owner", args=["tregarth", post.key])
    refused = browser("admin", "tregarth").post(address, {"who": governor.key})
    assert refused.status_code == 409
    assert "This governor cannot be appointed here. Choose another." in errors(refused)
    assert owner(post) == ("GOVERNOR", "")
