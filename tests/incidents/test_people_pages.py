"""The pages about the people of an incident."""

from typing import Any

import pytest

from incidents.models import Exclusion, Incident, Involvement, Letter
from incidents.operations.letters import draft_letter
from incidents.operations.people import Named, link_person
from incidents.vocabulary import Identity, LetterKind, Part
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, errors, send, url, version, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools

SOMEBODY = {"name": "Alex Marsh", "part": "WITNESS", "identity": "CONFIRMED", "relation": "a grandfather"}


def test_somebody_is_added_with_their_part_and_how_sure_it_is(incident: Incident) -> None:
    client = browser("slt")
    assert client.get(url(incident, "add_person")).status_code == 200
    assert send(client, incident, "add_person", **SOMEBODY).status_code == 302
    page = words(client.get(url(incident)))
    assert "Alex Marsh, a grandfather Saw it Confirmed" in page


def test_a_name_alone_is_not_enough_and_what_was_typed_stays(incident: Incident) -> None:
    response = send(browser(), incident, "add_person", name="Alex Marsh")
    assert response.status_code == 200
    assert "What is their part in it? – Choose one of these." in errors(response)
    assert 'value="Alex Marsh"' in response.content.decode()
    assert incident.involvements.count() == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Fill this in."),
        ("x" * 151, "Use at most 150 characters."),
        ("a\x00b", "a control character"),
        ("\ufdfa" * 12, "Use at most 200 characters."),
        ("\u0301\u0301", "Give a name that can be read."),
        (" KERRY  lodge ", "Somebody of this name is linked already."),
    ],
)
def test_a_name_that_cannot_be_kept_gets_its_sentence(incident: Incident, name: str, sentence: str) -> None:
    response = send(browser(), incident, "add_person", **{**SOMEBODY, "name": name})
    assert response.status_code == 200
    assert sentence in errors(response)
    assert incident.involvements.count() == 1


def test_whoever_can_sign_in_and_wrote_it_is_kept_out_at_once(incident: Incident) -> None:
    slt = person(SCHOOL, "slt")
    fields = {**SOMEBODY, "part": "AUTHOR", "user": slt.key}
    assert browser("slt").get(url(incident)).status_code == 200
    assert send(browser(), incident, "add_person", **fields).status_code == 302
    assert browser("slt").get(url(incident)).status_code == 404


def test_a_head_who_names_themselves_goes_home_and_the_chair_owns_it(incident: Incident) -> None:
    fields = {**SOMEBODY, "part": "RESPONDER", "user": person(SCHOOL, "head").key}
    response = send(browser(), incident, "add_person", **fields)
    assert (response.status_code, response["Location"]) == (302, f"/{SCHOOL}/")
    assert browser("chair").get(url(incident)).status_code == 200


def test_only_people_of_this_school_can_be_said_to_sign_in_here(incident: Incident) -> None:
    for stranger in (person("tregarth", "head"), person("larkspur-junior", "head")):
        response = send(browser(), incident, "add_person", **{**SOMEBODY, "user": stranger.key})
        assert response.status_code == 200
        assert "Choose one of these." in errors(response)
    assert incident.involvements.count() == 1


def test_what_is_known_of_somebody_changes_and_the_name_stays(incident: Incident) -> None:
    client, link = browser(), the_author(incident)
    page = client.get(url(incident, "change_person", link.key)).content.decode()
    assert page.count(" checked") == 2
    fields = {"part": "SHARER", "identity": "POSSIBLE", "relation": "an uncle", "name": "Other"}
    assert send(client, incident, "change_person", link.key, **fields).status_code == 302
    link.refresh_from_db()
    assert (link.part, link.identity, link.relation, link.person.name) == (
        "SHARER",
        "POSSIBLE",
        "an uncle",
        "Kerry Lodge",
    )


def test_a_wrong_link_is_undone_with_a_reason_and_the_name_is_gone(incident: Incident) -> None:
    head, client, link = person(SCHOOL, "head"), browser(), the_author(incident)
    keep_a_capture(incident, head)
    letter = draft_letter(incident=incident, kind=LetterKind.INVITATION, to=link, by=head, at=NOW)
    letter_url = url(incident, "letter", letter.key)
    assert client.get(letter_url).status_code == 200
    assert "Kerry Lodge" in words(client.get(url(incident, "unlink_person", link.key)))
    assert send(client, incident, "unlink_person", link.key).status_code == 200
    assert send(client, incident, "unlink_person", link.key, reason="Another family").status_code == 302
    assert "Kerry Lodge" not in words(client.get(url(incident)))
    assert Letter._base_manager.get().state == "VOID"
    assert client.get(letter_url).status_code == 404
    assert client.get(url(incident, "unlink_person", link.key)).status_code == 404


def test_a_namesake_is_told_apart(incident: Incident) -> None:
    link, client = the_author(incident), browser()
    before = link.person_id
    assert client.get(url(incident, "separate_person", link.key)).status_code == 200
    assert send(client, incident, "separate_person", link.key).status_code == 302
    link.refresh_from_db()
    assert link.person_id != before
    assert link.person.name == "Kerry Lodge"


@pytest.mark.parametrize("name", ["change_person", "unlink_person", "separate_person"])
def test_a_person_of_another_incident_is_not_found(incident: Incident, name: str) -> None:
    other = the_author(a_reported_post(summary="Another", people=[an_author(name="Somebody Else")]))
    assert browser().get(url(incident, name, other.key)).status_code == 404
    assert send(browser(), incident, name, other.key, reason="x").status_code == 404
    assert browser().get(url(incident, name, the_author(incident).key)).status_code == 200


@pytest.mark.parametrize("name", ["add_person", "change_person", "unlink_person", "separate_person"])
def test_whoever_was_overrun_is_told_and_keeps_what_they_typed(incident: Incident, name: str) -> None:
    more = [] if name == "add_person" else [the_author(incident).key]
    seen, client = version(incident), browser()
    link_person(incident=incident, named=Named("A Witness", Part.WITNESS), by=person(SCHOOL, "dsl"), at=AT)
    fields: dict[str, Any] = {**SOMEBODY, "reason": "Typed already"}
    stale = send(client, incident, name, *more, version=seen, **fields)
    assert stale.status_code == 409
    assert "Ruth Calder added A Witness" in errors(stale)
    assert "a grandfather" in stale.content.decode() or "Typed already" in stale.content.decode() or len(more) == 1
    assert Involvement._base_manager.count() == 2
    assert send(client, incident, name, *more, **fields).status_code == 302


@pytest.mark.parametrize("name", ["add_person", "change_person", "unlink_person", "separate_person"])
def test_a_head_with_a_conflict_and_those_who_see_nothing_change_no_person(schools: None, name: str) -> None:
    named = Named("The head", Part.TARGET, Identity.CONFIRMED, user=person(SCHOOL, "head"))
    about_me = a_reported_post(people=[an_author(), named])
    more = [] if name == "add_person" else [the_author(about_me).key]
    fields = {**SOMEBODY, "reason": "x"}
    assert browser().get(url(about_me, name, *more)).status_code == 409
    assert send(browser(), about_me, name, *more, **fields).status_code == 409
    for office in ("staff", "governor", "admin"):
        assert send(browser(office), about_me, name, *more, **fields).status_code == 404
    assert send(browser("slt"), about_me, name, *more, **fields).status_code == 302


def test_only_the_owner_lets_back_whom_a_link_keeps_out(incident: Incident) -> None:
    slt = person(SCHOOL, "slt")
    named = Named("Simon Peel", Part.ACCUSED, Identity.CONFIRMED, user=slt)
    link = link_person(incident=incident, named=named, by=person(SCHOOL, "head"), at=AT)
    refused = send(browser("dsl"), incident, "unlink_person", link.key, reason="Not him")
    assert refused.status_code == 409
    assert "Only the owner of this incident" in errors(refused)
    assert "Not him" in refused.content.decode()
    assert send(browser(), incident, "unlink_person", link.key, reason="Not him").status_code == 302
    assert not Exclusion._base_manager.filter(user=slt, ended_at__isnull=True).exists()
