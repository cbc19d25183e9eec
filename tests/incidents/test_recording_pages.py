"""The pages that write down what was found out, and that add to an incident."""

from typing import Any

import pytest
from django.utils.html import escape

from incidents.models import Finding, Incident, Post
from incidents.operations.people import Named
from incidents.operations.steps import take_step
from incidents.vocabulary import Identity, Part
from policies.vocabulary import StepName
from tests.builders import AT, a_reported_post, an_author, person, the_author
from tests.incidents.at_the_pages import SCHOOL, browser, errors, send, url, version, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools

RECORDING = {
    "record_answer": {"answer": "REFUSED", "words": "He will say what he likes."},
    "record_check": {"state": "GONE", "words": "Looked from the office."},
    "record_safeguarding": {"answer": "CONTACT_MAY_GO_AHEAD", "words": "Spoke to the father."},
    "record_host": {"answer": "WAITING", "words": "Reference 12."},
    "suspect_offence": {"which": "harassment", "why": "Three evenings running."},
}
OF_THE_DSL = ("record_safeguarding",)


def office_for(name: str) -> str:
    """Who may record this."""
    return "dsl" if name in OF_THE_DSL else "head"


def given(name: str, incident: Incident) -> dict[str, Any]:
    """What that form needs."""
    fields = dict(RECORDING[name])
    return fields | {"of": the_author(incident).key} if name == "record_answer" else fields


@pytest.mark.parametrize("name", RECORDING)
def test_what_was_found_out_is_in_the_story(incident: Incident, name: str) -> None:
    client, fields = browser(office_for(name)), given(name, incident)
    assert client.get(url(incident, name)).status_code == 200
    response = send(client, incident, name, **fields)
    assert (response.status_code, response["Location"]) == (302, url(incident))
    assert Finding._base_manager.get().by == person(SCHOOL, office_for(name))
    page = words(client.get(url(incident)))
    assert fields.get("why", fields.get("words")) in page[page.index("The story so far") :]


@pytest.mark.parametrize("name", RECORDING)
def test_an_empty_form_says_what_is_missing_and_records_nothing(incident: Incident, name: str) -> None:
    response = send(browser(office_for(name)), incident, name, words="Typed already")
    assert response.status_code == 200
    assert errors(response)
    assert "Typed already" in response.content.decode() or name == "suspect_offence"
    assert not Finding._base_manager.exists()


@pytest.mark.parametrize("name", RECORDING)
def test_whoever_does_not_see_the_incident_finds_no_page(incident: Incident, name: str) -> None:
    for office in ("staff", "chair", "governor", "admin"):
        assert browser(office).get(url(incident, name)).status_code == 404
        assert send(browser(office), incident, name, **given(name, incident)).status_code == 404
    assert not Finding._base_manager.exists()


@pytest.mark.parametrize("name", RECORDING)
def test_whoever_was_overrun_keeps_their_words_and_reads_what_happened(incident: Incident, name: str) -> None:
    client, seen = browser(office_for(name)), version(incident)
    take_step(incident=incident, step=StepName.SUPPORT, by=person(SCHOOL, "slt"), at=AT)
    fields = given(name, incident)
    stale = send(client, incident, name, version=seen, **fields)
    assert stale.status_code == 409
    assert "Simon Peel offered support to the person targeted." in errors(stale)
    assert fields.get("why", fields.get("words")) in stale.content.decode()
    assert f'name="version" value="{version(incident)}"' in stale.content.decode()
    assert not Finding._base_manager.exists()


@pytest.mark.parametrize("name", [*(name for name in RECORDING if name not in OF_THE_DSL), "enrich", "further_post"])
def test_a_head_with_a_conflict_is_refused_with_the_text_kept(schools: None, name: str) -> None:
    named = Named("The head", Part.TARGET, Identity.CONFIRMED, user=person(SCHOOL, "head"))
    about_me = a_reported_post(people=[an_author(), named])
    fields = given(name, about_me) if name in RECORDING else {"words": "Typed", "summary": "Typed"}
    client = browser()
    page = client.get(url(about_me, name))
    assert page.status_code == 409
    assert "You have a conflict of interest in this incident" in words(page)
    refused = send(client, about_me, name, **fields)
    assert refused.status_code == 409
    assert "You have a conflict of interest" in errors(refused)
    assert str(fields.get("why") or fields.get("words")) in refused.content.decode() or name == "enrich"
    assert not Finding._base_manager.exists()


def test_a_head_with_a_conflict_may_write_a_note_and_keep_evidence(schools: None) -> None:
    named = Named("The head", Part.TARGET, Identity.CONFIRMED, user=person(SCHOOL, "head"))
    about_me = a_reported_post(people=[an_author(), named])
    client = browser()
    assert client.post(url(about_me, "note"), {"words": "He shouted at the gate."}).status_code == 302
    assert client.post(url(about_me, "keep_evidence"), {"words": "I heard it", "source": "Me"}).status_code == 302
    assert "He shouted at the gate." in words(client.get(url(about_me)))


def test_the_safeguarding_question_is_answered_by_the_lead_alone(incident: Incident) -> None:
    refused = send(browser(), incident, "record_safeguarding", **RECORDING["record_safeguarding"])
    assert refused.status_code == 409
    assert "Only the designated safeguarding lead may decide this." in errors(refused)
    assert "Spoke to the father." in refused.content.decode()


def test_a_further_post_keeps_its_moment_its_day_or_neither(incident: Incident) -> None:
    client = browser()
    day = {"day_0": "15", "day_1": "11", "day_2": "2026"}
    assert send(client, incident, "further_post", words="One", **day, clock="21.40").status_code == 302
    assert send(client, incident, "further_post", words="Two", **day).status_code == 302
    assert send(client, incident, "further_post", url="social.example/3").status_code == 302
    one, two, three = Post._base_manager.filter(incident=incident).order_by("pk")[1:]
    assert one.posted_at is not None
    assert (one.posted_at.hour, two.posted_at, str(two.posted_on)) == (21, None, "2026-11-15")
    assert (three.url, three.posted_on) == ("https://social.example/3", None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Write what the post says, or give its address."),
        ({"url": "javascript:alert(1)"}, "Give a web address"),
        ({"url": "https://name:word@social.example/1"}, "Leave out what stands before the @ sign"),
        ({"url": "https://social.example/\u202e1"}, "a space or a hidden character"),
        ({"url": "https://social.example/" + "a" * 2048}, "longer than 2,048 characters"),
        ({"words": "x", "clock": "25:00"}, "Give the time in figures"),
        ({"words": "x", "clock": "09:00"}, "Give the day too"),
        ({"words": "x", "day_0": "18", "day_1": "11", "day_2": "2026"}, "This day has not come yet."),
        (
            {"words": "x", "day_0": "17", "day_1": "11", "day_2": "2026", "clock": "23:00"},
            "This time has not come yet.",
        ),
        ({"words": "a\x00"}, "a control character"),
        ({"words": "x" * 1_000_000}, "Use at most 20,000 characters. This has 1,000,000."),
    ],
)
def test_a_further_post_that_cannot_be_kept_is_refused_beside_its_field(
    incident: Incident, fields: dict[str, str], sentence: str
) -> None:
    response = send(browser(), incident, "further_post", **fields)
    assert response.status_code == 200
    assert sentence in errors(response)
    assert incident.posts.count() == 1


def test_the_categories_change_with_a_reason_and_only_to_those_of_the_policy(incident: Incident) -> None:
    client, rows = browser(), incident.adoption.version.categories
    threat, racist = rows.get(kind="THREAT"), rows.get(kind="RACIST")
    page = client.get(url(incident, "categorise")).content.decode()
    assert page.count(" checked") == 1
    assert threat.help in words(client.get(url(incident, "categorise")))
    without = send(client, incident, "categorise", categories=[threat.pk])
    assert without.status_code == 200
    assert send(client, incident, "categorise", categories=[999_999], reason="x").status_code == 200
    chosen = {"categories": [threat.pk, racist.pk], "reason": "He wrote a second line"}
    assert send(client, incident, "categorise", **chosen).status_code == 302
    kinds = set(incident.categorisations.values_list("category__kind", flat=True))
    assert kinds == {"THREAT", "RACIST"}


def test_a_note_needs_words_and_no_version(incident: Incident) -> None:
    client, before = browser("slt"), version(incident)
    assert client.post(url(incident, "note"), {"words": " \n "}).status_code == 200
    assert client.post(url(incident, "note"), {"words": "She rang."}).status_code == 302
    assert version(incident) == before


def test_two_incidents_are_linked_by_a_reference_that_the_person_may_know(incident: Incident) -> None:
    client, other = browser(), a_reported_post(summary="Another", people=[])
    beyond = a_reported_post("tregarth", people=[])
    for typed in ("ZZZ-ZZZ", "nonsense", beyond.reference):
        missing = send(client, incident, "link_incidents", reference=typed, reason="One campaign")
        assert missing.status_code == 200
        assert "There is no incident with this reference that you could link." in errors(missing)
        assert "One campaign" in missing.content.decode()
    typed = f" {other.reference.lower()} "
    assert send(client, incident, "link_incidents", reference=typed, reason="One campaign").status_code == 302
    again = send(client, incident, "link_incidents", reference=typed, reason="One campaign")
    assert again.status_code == 409
    assert "linked already" in errors(again)
    itself = send(client, incident, "link_incidents", reference=incident.reference, reason="x")
    assert itself.status_code == 409


def test_an_incident_of_the_trusts_other_school_can_be_linked_unseen(incident: Incident) -> None:
    there = a_reported_post("larkspur-junior", people=[])
    response = send(browser(), incident, "link_incidents", reference=there.reference, reason="The same post")
    assert response.status_code == 302
    assert browser().get(url(there)).status_code == 404


def test_details_are_put_right_and_the_rest_stays(incident: Incident) -> None:
    client = browser()
    page = client.get(url(incident, "enrich")).content.decode()
    assert f'value="{escape(incident.summary)}"' in page
    fields = {"summary": "A child is named", "host": "Facebook", "audience": "CLOSED_GROUP", "group_size": "120"}
    assert send(client, incident, "enrich", **fields).status_code == 302
    incident.refresh_from_db()
    assert (incident.summary, incident.group_size, incident.audience) == ("A child is named", 120, "CLOSED_GROUP")
    wrong = send(client, incident, "enrich", summary="x" * 201, group_size="9" * 30)
    assert wrong.status_code == 200
    assert "Use at most 200 characters." in errors(wrong)
    assert "This number is too large." in errors(wrong)
