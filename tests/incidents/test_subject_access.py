"""An answer to somebody who asked holds what is kept of them, and nothing of anybody else (S14.09)."""

import json
from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident, SubjectAccessRequest, SubjectAccessReview
from incidents.operations.details import add_note
from incidents.operations.people import unlink_person
from incidents.subject_access.gathering import gather
from incidents.subject_access.items import Reason
from incidents.subject_access.reviewing import decided, part_of
from schools.access import standing_at
from schools.models import Event, Look
from schools.standalone.check_record import sha256
from tests.builders import AT, client_of, person, the_author
from tests.incidents.at_subject_access import (
    CANARIES,
    HERE,
    Answer,
    a_crowded_incident,
    a_request,
    again,
    choose,
    elsewhere,
    form_on,
    link,
    look_over,
    made,
    page,
    user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    """One in which she wrote the post, among many others; and one at which she has no part."""
    elsewhere()
    return a_crowded_incident()


@pytest.fixture
def request_(incident: Incident) -> SubjectAccessRequest:
    """Her request, with who she is chosen."""
    made = a_request()
    choose(made, the_author(incident))
    return made


@pytest.fixture
def head() -> Client:
    """Whoever logged it, who has just typed their password."""
    return client_of(user("head"))


def answer(head: Client, request_: SubjectAccessRequest, incident: Incident, **changes: str) -> Answer:
    """Look it over as it stands, with these changes, and make it."""
    assert look_over(head, request_, incident, **changes).status_code == 302
    return made(head, request_)


def test_no_word_and_no_name_of_anybody_else_leaves(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    """S14.09: canaries in every name, in legal documents, in a witness's words, and in another incident."""
    found = answer(head, request_, incident)
    parts = {part for name in CANARIES.values() for part in (name, *name.split())} | {"Quilan", "afraid", "Okafor,"}
    parts |= {str(each.key) for each in incident.involvements.all()} | {"caretaker", "Amara"}
    said = found.everything.replace(found.data["made"]["by"], "").replace("Made by ", "")
    assert {each for each in parts if each.lower() in said.lower()} == set()
    assert found.archive.namelist() == ["answer.pdf", "answer.json"]


def test_what_is_hers_leaves_with_staff_by_their_office(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    found = answer(head, request_, incident)
    said = [f"{each['what']}: {each['words']}" for each in found.data["incidents"][0]["items"]]
    assert any(each.startswith("Your part in it: Wrote it. How sure that is: confirmed.") for each in said)
    assert any("I, Kerry, saw it." in each for each in said if each.startswith("A post of yours"))
    told = next(each for each in said if "Rang Kerry Lodge" in each)
    assert "[another person] and [another person] were named, so was [another person]." in told
    assert "[the head of school] rang; [another person] too." in told
    assert "A note: Kerry Lodge apologised to [another person]." in said
    assert any("Sorry, also to [another person]" in each for each in said)
    pdf = " ".join(found.pdf.split())
    assert f"Incident {incident.reference}" in pdf and "What the school keeps about you" in pdf
    assert "for Kerry Lodge." in pdf and "Information Commissioner" in pdf


def test_what_is_kept_back_is_listed_with_its_reason_and_not_with_what_it_is(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    found = answer(head, request_, incident)
    listed = sorted((each["what"], each["why"]) for each in found.data["incidents"][0]["kept_back"])
    assert listed == [
        ("A picture or file of what was posted", "other people may be seen in it"),
        ("A post of somebody else", Reason.OTHERS.label),
        *[("Something that is kept here", "it could tell who told the school")],
        *[("Something that is kept here", "it is about legal advice")] * 3,
    ]
    assert "it is about legal advice" in " ".join(found.pdf.split())


def test_what_is_fixed_stays_back_whatever_is_sent(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    part = part_of(request_, standing_at(user("head"), request_.school, AT.date()))
    assert part is not None
    kept = gather(part, standing_at(user("head"), request_.school, AT.date()), AT)[0]
    fixed = [each for each in kept.items if each.fixed]
    assert len(fixed) == 4 and not any(decided(kept, each, {"out": True}).out for each in fixed)
    forced = {f"{each.key}-do": "out" for each in fixed}
    found = answer(head, request_, incident, **forced)
    assert [
        each for each in ("privilegedcanary", "solicitorcanary", "statementcanary") if each in found.everything
    ] == []
    assert len(found.data["incidents"][0]["kept_back"]) == 6


def test_a_picture_leaves_only_with_the_word_of_somebody_that_nobody_else_is_in_it(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    address = page(request_, "subject_access_review", incident.reference)
    key = next(name.removesuffix("-do") for name, value in form_on(head, address).items() if value == "PICTURE")
    refused = look_over(head, request_, incident, **{f"{key}-do": "out"})
    assert refused.status_code == 200 and "nobody else is in it" in refused.content.decode()
    assert not SubjectAccessReview._base_manager.exists()
    found = answer(head, request_, incident, **{f"{key}-do": "out", f"{key}-words": "Only her own post."})
    assert found.archive.namelist()[0] == "evidence/01.png"
    assert found.archive.read("evidence/01.png").startswith(b"\x89PNG")


def test_words_typed_are_taken_out_too_and_a_reason_in_ones_own_words_goes_out(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    fields = form_on(head, page(request_, "subject_access_review", incident.reference))
    keys = [name.removesuffix("-further") for name in fields if name.endswith("-further")]
    changes = {f"{each}-further": "Apologised; named" for each in keys}
    changes |= {f"{keys[0]}-do": "HARM", f"{keys[0]}-words": "Her doctor says so."}
    found = answer(head, request_, incident, **changes)
    assert "pologised to" not in found.everything and "were named" not in found.everything
    listed = found.data["incidents"][0]["kept_back"]
    assert {"what": "Your part in it", "why": f"{Reason.HARM.label}. Her doctor says so."} in listed


def test_an_answer_is_on_record_before_it_leaves_with_its_hash_and_nothing_of_it_stays(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    """S14.08: who, when, how much; the incident's own story tells of it, and so do the looks."""
    found = answer(head, request_, incident)
    told = Event.objects.of(request_.school).filter(about=request_.about).latest("number")
    details = json.loads(bytes(told.payload.body))
    items = len(found.data["incidents"][0]["items"])
    assert told.kind == "subject-access-released" and details["sha256"] == sha256(found.content)
    assert (details["items"], details["kept_back"], details["files"]) == (str(items), "6", "0")
    story = Event.objects.of(request_.school).filter(about=incident.about).latest("number")
    assert story.kind == "disclosed" and json.loads(bytes(story.payload.body))["to"] == str(the_author(incident).key)
    assert Look.objects.of(request_.school).filter(kind="subject-access", about=incident.about).count() >= 2
    part = request_.parts.get()
    assert (part.outcome, part.sha256) == ("RELEASED", sha256(found.content))
    assert again(incident).version == incident.version


def test_nothing_leaves_that_was_not_looked_at_as_it_is_now(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    asked = head.post(page(request_, "subject_access_release"), {"sure": "on"})
    assert asked.status_code == 409 and "Not every incident was looked at" in asked.content.decode()
    assert look_over(head, request_, incident, looked="").status_code == 200
    assert look_over(head, request_, incident).status_code == 302
    add_note(incident=incident, words="Kerry Lodge rang again.", by=person(HERE, "slt"), at=AT)
    assert "Changed since: look again" in head.get(page(request_)).content.decode()
    assert head.post(page(request_, "subject_access_release"), {"sure": "on"}).status_code == 409
    assert not Event.objects.of(request_.school).filter(kind="subject-access-released").exists()
    assert (
        "Changed since you looked"
        in head.get(page(request_, "subject_access_review", incident.reference)).content.decode()
    )
    assert "rang again" in answer(head, request_, incident).everything


def test_a_decision_about_what_has_changed_meanwhile_is_refused_and_what_was_typed_stays(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    fields = form_on(head, page(request_, "subject_access_review", incident.reference))
    key = next(name for name in fields if name.endswith("-further"))
    link(incident, "Nina Newcome", "NAMED")
    add_note(incident=incident, words="Kerry Lodge met Nina.", by=user("slt"), at=AT)
    old = {"digest": fields["digest"], key: "typed words"}
    refused = look_over(head, request_, incident, **old)
    assert refused.status_code == 409 and "has changed since you looked" in refused.content.decode()
    assert "typed words" in refused.content.decode() and not SubjectAccessReview._base_manager.exists()
    assert "Nina" not in answer(head, request_, incident).everything


def test_whoever_was_linked_by_mistake_is_nothing_of_hers(
    head: Client, request_: SubjectAccessRequest, incident: Incident
) -> None:
    unlink_person(incident=incident, link=the_author(incident), reason="Somebody else", by=user("head"), at=AT)
    shown = head.get(page(request_)).content.decode()
    assert "Nothing of this person in incidents for which you answer." in shown
    assert "May also be mentioned" in shown and incident.reference in shown
    assert head.get(page(request_, "subject_access_review", incident.reference)).status_code == 404
    assert head.get(page(request_, "subject_access_release")).status_code == 404


def test_as_many_questions_however_many_incidents(
    head: Client, request_: SubjectAccessRequest, incident: Incident, django_assert_max_num_queries: Any
) -> None:
    for name in ("subject_access", "subject_access_people"):
        head.get(page(request_, name))
        with django_assert_max_num_queries(70) as few:
            head.get(page(request_, name))
        for _ in range(2):
            choose(request_, the_author(a_crowded_incident()))
        with django_assert_max_num_queries(70) as many:
            head.get(page(request_, name))
        assert len(many) == len(few), name
