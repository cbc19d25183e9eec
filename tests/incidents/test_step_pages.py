"""The pages of the ladder: what they say before a step is taken, what they ask for, and how they refuse."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.models import Incident, Taken
from incidents.operations.details import add_note, categorise
from incidents.operations.people import Named
from incidents.operations.steps import close, take_step
from incidents.vocabulary import Identity, Part
from policies.models import Category
from policies.vocabulary import StepName
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person, the_author
from tests.incidents.at_the_pages import SCHOOL, browser, errors, send, url, version, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools

NECESSITY = "He was spoken to twice, and a threat stands in the open."


def ready(incident: Incident) -> Incident:
    """The same incident with a capture kept, so that nothing stands in the way of the first steps."""
    keep_a_capture(incident, person(SCHOOL, "head"))
    return incident


def reload(incident: Incident) -> Incident:
    """The incident as it is in the database now."""
    return Incident._base_manager.get(pk=incident.pk)


def test_the_page_says_what_the_policy_says_and_where(incident: Incident) -> None:
    page = browser().get(url(ready(incident), "take_step", "discuss"))
    row = incident.adoption.version.steps.get(step="DISCUSS")
    assert page.status_code == 200
    assert "What the policy says" in words(page)
    assert row.words in words(page)
    assert "paragraph" in words(page)


def test_a_talk_is_recorded_with_whom_a_note_and_a_day(incident: Incident) -> None:
    to, due = the_author(incident), AT.date() + timedelta(days=9)
    day = {"due_0": due.day, "due_1": due.month, "due_2": due.year}
    client = browser()
    response = send(client, ready(incident), "take_step", "discuss", to=to.key, note="Rang him.\r\nCalm.", **day)
    assert response.status_code == 302
    assert response["Location"] == url(incident)
    taken = Taken._base_manager.get(incident=incident)
    assert (taken.step, taken.to, taken.note) == ("DISCUSS", to, "Rang him.\nCalm.")
    assert taken.due_at is not None
    assert taken.due_at.date() == due
    assert "This step is in the story." in words(client.get(url(incident)))


def test_the_only_person_responsible_is_chosen_already(incident: Incident) -> None:
    page = browser().get(url(ready(incident), "take_step", "discuss")).content.decode()
    assert page.count(" checked") == 1
    assert f'value="{the_author(incident).key}"' in page[: page.index(" checked")]


def test_the_days_that_the_policy_allows_are_suggested_in_school_days(schools: None) -> None:
    there = a_reported_post("coldwell")
    page = words(browser("head", "coldwell").get(url(there, "take_step", "discuss")))
    assert "The policy allows 3 school days, which would be 20 November 2026." in page


@pytest.mark.parametrize("slug", ["talk", "DISCUSS", "written_warning", "close", "reopen", "hand-over", "Discuss"])
def test_an_unknown_step_is_not_found(incident: Incident, slug: str) -> None:
    assert browser().get(url(incident, "take_step", slug)).status_code == 404
    assert send(browser(), incident, "take_step", slug).status_code == 404
    assert browser().get(url(incident, "take_step", "discuss")).status_code == 200


def test_going_beyond_the_policy_asks_why_and_says_beyond_what(incident: Incident) -> None:
    client = browser()
    page = words(client.get(url(incident, "take_step", "discuss")))
    assert "This goes beyond what the policy says" in page
    assert "No evidence is kept yet." in page
    without = send(client, incident, "take_step", "discuss", note="Rang")
    assert without.status_code == 200
    assert "Why do you go beyond the policy here? – Fill this in." in errors(without)
    assert "Rang" in without.content.decode()
    assert send(client, incident, "take_step", "discuss", despite="He came to the door").status_code == 302
    assert Taken._base_manager.get(incident=incident).despite == "He came to the door"


def test_a_serious_step_lists_what_will_happen_and_asks_why_it_is_needed(incident: Incident) -> None:
    client = browser()
    page = words(client.get(url(incident, "take_step", "legal-advice")))
    assert "What will happen" in page
    assert "Fairpost sends nothing: you ask the adviser yourself." in page
    refused = send(client, incident, "take_step", "legal-advice", despite="The governors ask for it")
    assert refused.status_code == 200
    assert "Why is it necessary and proportionate?" in errors(refused)
    both = {"despite": "The governors ask for it", "necessity": NECESSITY}
    assert send(client, incident, "take_step", "legal-advice", **both).status_code == 302
    assert Taken._base_manager.get(incident=incident).necessity == NECESSITY


def test_a_shut_step_gives_409_with_every_sentence_and_the_way_back(incident: Incident) -> None:
    client = browser()
    page = client.get(url(incident, "take_step", "written-warning"))
    assert page.status_code == 409
    assert "Keep a capture of the post first" in words(page)
    assert f'href="{url(incident)}"' in page.content.decode()
    kept = send(client, incident, "take_step", "written-warning", necessity=NECESSITY, note="Kept words")
    assert kept.status_code == 409
    assert "Keep a capture of the post first" in errors(kept)
    assert NECESSITY in kept.content.decode()
    assert "Kept words" in kept.content.decode()
    assert not Taken._base_manager.exists()


def test_an_office_that_does_not_decide_a_step_is_refused_and_the_head_is_not(incident: Incident) -> None:
    reasons = {"despite": "Needed", "necessity": NECESSITY}
    refused = send(browser("slt"), incident, "take_step", "legal-advice", **reasons)
    assert refused.status_code == 409
    assert "Only whoever owns this incident or the head of school may decide this." in errors(refused)
    assert send(browser(), incident, "take_step", "legal-advice", **reasons).status_code == 302


def test_nobody_else_reaches_a_step_even_by_post(incident: Incident) -> None:
    for office in ("staff", "chair", "governor", "admin"):
        assert browser(office).get(url(incident, "take_step", "police") + "?emergency=yes").status_code == 404
        assert send(browser(office), incident, "take_step", "police", emergency="on").status_code == 404
    assert not Taken._base_manager.exists()


def test_whoever_was_overrun_is_told_who_did_what_and_goes_on_knowingly(incident: Incident) -> None:
    client, seen = browser(), version(ready(incident))
    take_step(incident=incident, step=StepName.SUPPORT, by=person(SCHOOL, "dsl"), at=AT)
    stale = send(client, incident, "take_step", "discuss", note="My own words", version=seen)
    assert stale.status_code == 409
    assert "Somebody else changed this incident" in errors(stale)
    assert "Ruth Calder offered support to the person targeted." in errors(stale)
    assert "My own words" in stale.content.decode()
    assert f'name="version" value="{version(incident)}"' in stale.content.decode()
    assert send(client, incident, "take_step", "discuss", note="My own words").status_code == 302
    assert Taken._base_manager.filter(step="DISCUSS").count() == 1


@pytest.mark.parametrize("typed", [None, "", "x", "-1", "9" * 5000])
def test_a_version_that_is_none_is_asked_for_again(incident: Incident, typed: str | None) -> None:
    response = browser().post(
        url(ready(incident), "take_step", "discuss"), {"note": "Kept"} | ({} if typed is None else {"version": typed})
    )
    assert response.status_code == 200
    assert "This page was opened too long ago." in errors(response)
    assert "Kept" in response.content.decode()
    assert not Taken._base_manager.exists()


@pytest.mark.parametrize("office", ["head", "slt", "dsl"])
def test_an_emergency_is_recorded_by_anybody_who_sees_it_with_nothing_asked(incident: Incident, office: str) -> None:
    client = browser(office)
    page = client.get(url(incident, "take_step", "police") + "?emergency=yes")
    assert page.status_code == 200
    assert "necessary and proportionate" not in words(page)
    assert client.post(url(incident, "take_step", "police"), {"emergency": "on"}).status_code == 302
    assert Taken._base_manager.get(incident=incident).emergency


def test_danger_waits_for_no_version_and_opens_a_closed_incident(incident: Incident) -> None:
    client, seen = browser("slt"), version(incident)
    close(incident=incident, outcome="NOT_A_BREACH", reasons="Fair", by=person(SCHOOL, "head"), at=AT)
    for slug, fields in (("police", {"emergency": "on"}), ("safeguard", {})):
        page = client.get(url(incident, "take_step", slug) + ("?emergency=yes" if fields else ""))
        assert "Recording this opens it again." in words(page)
        assert client.post(url(incident, "take_step", slug), {"version": seen, **fields}).status_code == 302
        assert reload(incident).is_open
        close(incident=reload(incident), outcome="NOT_A_BREACH", reasons="Fair", by=person(SCHOOL, "head"), at=AT)
    assert browser().get(url(incident, "take_step", "discuss")).status_code == 409


def test_an_emergency_is_of_the_police_alone(incident: Incident) -> None:
    refused = send(browser(), incident, "take_step", "written-warning", emergency="on", necessity=NECESSITY)
    assert refused.status_code == 409
    assert send(browser(), incident, "take_step", "police", emergency="on").status_code == 302


def test_the_shut_page_of_the_police_points_to_the_emergency(incident: Incident) -> None:
    page = browser("slt").get(url(incident, "take_step", "police"))
    assert page.status_code == 409
    assert 'href="?emergency=yes"' in page.content.decode()


def test_a_head_with_a_conflict_records_danger_and_nothing_else(schools: None) -> None:
    named = Named("The head", Part.TARGET, Identity.CONFIRMED, user=person(SCHOOL, "head"))
    about_me = a_reported_post(people=[an_author(), named])
    client = browser()
    assert client.get(url(about_me, "take_step", "discuss")).status_code == 409
    assert send(client, about_me, "take_step", "support").status_code == 409
    assert client.post(url(about_me, "take_step", "safeguard")).status_code == 302
    assert client.post(url(about_me, "take_step", "police"), {"emergency": "on"}).status_code == 302
    assert list(Taken._base_manager.values_list("step", flat=True)) == ["SAFEGUARD", "POLICE"]


def test_a_step_towards_somebody_who_is_not_linked_is_refused(incident: Incident) -> None:
    stranger = the_author(a_reported_post(summary="Another", people=[an_author(name="Somebody Else")]))
    response = send(browser(), ready(incident), "take_step", "discuss", to=stranger.key)
    assert response.status_code == 200
    assert "Choose one of these." in errors(response)
    assert not Taken._base_manager.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_0": "16", "due_1": "11", "due_2": "2026"}, "This day has passed."),
        ({"due_0": "31", "due_1": "2", "due_2": "2027"}, "There is no such day."),
        ({"due_0": "1", "due_1": "x", "due_2": "2027"}, "Give the day in figures"),
        ({"due_0": "1", "due_1": "1", "due_2": "9999"}, "Give a year between"),
        ({"note": "a\x00b"}, "a control character"),
        ({"note": "a\x1bb"}, "a control character"),
        ({"note": "x" * 20_001}, "Use at most 20,000 characters. This has 20,001."),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence_beside_the_field(
    incident: Incident, fields: dict[str, Any], sentence: str
) -> None:
    response = send(browser(), ready(incident), "take_step", "discuss", **fields)
    assert response.status_code == 200
    assert sentence in errors(response)
    assert not Taken._base_manager.exists()


def test_marks_of_direction_are_kept_as_they_are(incident: Incident) -> None:
    said = "\u202bשלום\u202c 👩\u200d👧 e\u0301"
    assert send(browser(), ready(incident), "take_step", "discuss", note=said).status_code == 302
    assert Taken._base_manager.get().note == said


def test_a_double_press_takes_a_step_once(incident: Incident) -> None:
    client, seen = browser(), version(ready(incident))
    first = send(client, incident, "take_step", "discuss", version=seen)
    second = send(client, incident, "take_step", "discuss", version=seen)
    assert (first.status_code, second.status_code) == (302, 409)
    assert Taken._base_manager.count() == 1


def test_a_reason_that_came_to_be_needed_meanwhile_is_asked_for(incident: Incident) -> None:
    client, head = browser(), person(SCHOOL, "head")
    ready(incident)
    assert "Why do you go beyond" not in words(client.get(url(incident, "take_step", "report-to-host")))
    complaint = Category.objects.get(version=incident.adoption.version_id, kind="COMPLAINT")
    categorise(incident=incident, categories=[complaint], reason="Only a complaint", by=head, at=AT)
    add_note(incident=incident, words="Looked again", by=head, at=AT)
    asked = send(client, incident, "take_step", "report-to-host", note="Typed before")
    assert asked.status_code == 200
    assert "Why do you go beyond the policy here?" in errors(asked)
    assert "Typed before" in asked.content.decode()
