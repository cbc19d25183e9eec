"""What a request kept goes with what it is about, and the request itself after three years (S14.10, S14.13, S14.15)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from incidents.models import (
    Incident,
    SubjectAccessPerson,
    SubjectAccessRequest,
    SubjectAccessReview,
)
from incidents.operations.answering_access import nothing_held
from incidents.operations.disposing import agree, propose_person
from incidents.operations.erasing_request import agree_to_erase
from incidents.operations.people import unlink_person
from incidents.operations.steps import close
from incidents.operations.subject_access import withdraw
from incidents.vocabulary import Outcome
from schools.erasure import erasures_since, reapply, receipt_key, receipts_of
from schools.models import Event, School
from schools.operation import NotFound, Refused
from schools.verification import verify
from tests.builders import AT, client_of, the_author
from tests.incidents.at_erasing import LATER, both_agree, propose
from tests.incidents.at_subject_access import (
    HERE,
    a_crowded_incident,
    a_request,
    choose,
    form_on,
    look_over,
    made,
    page,
    user,
)
from tests.incidents.at_the_pages import words
from tests.prove._leftovers import left_over

pytestmark = pytest.mark.django_db
TYPED = "reviewercanary"
THREE_YEARS = AT + timedelta(days=3 * 365 + 2)


@pytest.fixture(autouse=True)
def then() -> Iterator[None]:
    """The day on which it is answered."""
    with time_machine.travel(AT + timedelta(hours=1), tick=True):
        yield


def an_answered(incident: Incident) -> SubjectAccessRequest:
    """A request of whoever wrote the post, in whose review somebody typed a word of their own."""
    request, head = a_request(), client_of(user("head"))
    choose(request, the_author(incident))
    fields = form_on(head, page(request, "subject_access_review", incident.reference))
    typed = {name: TYPED for name in fields if name.endswith(("-further", "-words"))}
    assert look_over(head, request, incident, **typed).status_code == 302
    made(head, request)
    return request


def test_disposing_of_an_incident_takes_away_who_was_chosen_and_what_was_decided() -> None:
    incident = a_crowded_incident()
    an_answered(incident)
    assert left_over([TYPED])
    given = {"outcome": Outcome.RESOLVED_BY_DISCUSSION, "reasons": "They talked.", "by": user("head"), "at": AT}
    close(incident=incident, **given)
    both_agree(propose(incident))
    assert left_over([TYPED]) == {} and not SubjectAccessReview._base_manager.exists()
    assert not SubjectAccessPerson._base_manager.exists()
    assert not SubjectAccessPerson.history.model._base_manager.exists()  # type: ignore[attr-defined]
    assert verify(incident.school).sound


def test_erasing_somebody_wrongly_linked_takes_away_what_was_decided_there() -> None:
    incident = a_crowded_incident()
    an_answered(incident)
    link = the_author(incident)
    unlink_person(incident=incident, link=link, reason="Not them", by=user("head"), at=AT)
    given: dict[str, Any] = {"link": link, "reason": "Not them", "by": user("slt"), "at": LATER}
    waits = propose_person(incident=incident, **given)
    assert agree(disposal=waits, by=user("head"), at=LATER) is not None
    assert left_over([TYPED]) == {} and not SubjectAccessReview._base_manager.exists()
    assert not SubjectAccessPerson._base_manager.exists()


def test_a_request_goes_after_three_years_when_two_people_agree_and_leaves_a_receipt_of_one_line() -> None:
    incident = a_crowded_incident()
    request = an_answered(incident)
    given: dict[str, Any] = {"request": request, "at": THREE_YEARS}
    with pytest.raises(Refused, match="longer"):
        agree_to_erase(request=request, by=user("head"), at=THREE_YEARS - timedelta(days=4))
    for office in ("trust_lead", "slt", "dsl", "governor", "staff", "admin"):
        with pytest.raises(NotFound):
            agree_to_erase(by=user(office), **given)
    assert agree_to_erase(by=user("chair"), **given) is None
    with pytest.raises(Refused, match="Somebody else"):
        agree_to_erase(by=user("chair"), **given)
    stone = agree_to_erase(by=user("head"), **given)
    assert stone is not None and not SubjectAccessRequest._base_manager.exists()
    assert left_over([TYPED, "Known to the office."]) == {}
    receipt = receipts_of(request.school, key=receipt_key(stone.hash))[0]
    assert dict(receipt.kinds) == {"subject access requests": 1}
    assert verify(request.school).sound


def test_what_others_answered_changes_neither_when_it_goes_nor_the_receipt() -> None:
    """S8.13: not whether the chair answered, and not what."""
    told = []
    for chair_answers in (False, True):
        request = a_request()
        nothing_held(request=request, by=user("head"), at=AT)
        if chair_answers:
            nothing_held(request=request, by=user("chair"), at=AT + timedelta(days=90))
        assert agree_to_erase(request=request, by=user("head"), at=THREE_YEARS) is None
        stone = agree_to_erase(request=request, by=user("chair"), at=THREE_YEARS)
        assert stone is not None
        told.append(dict(receipts_of(request.school, key=receipt_key(stone.hash))[0].kinds))
    assert told[0] == told[1]


def test_the_pages_lead_from_what_is_due_to_the_receipt() -> None:
    request = a_request(name="Jo Nobody")
    withdraw(request=request, reason="By letter", by=user("head"), at=AT)
    head = client_of(user("head"))
    assert "Kept for long enough" not in words(head.get(page(request)))
    with time_machine.travel(THREE_YEARS, tick=True):
        head, chair = client_of(user("head")), client_of(user("chair"))
        assert "Kept for long enough" in words(head.get(f"/{HERE}/subject-access/"))
        assert "Kept for long enough" in words(head.get(page(request)))
        address = page(request, "subject_access_change", "erase")
        assert "takes two people" in words(head.get(address))
        assert "A second person has to agree too." in words(head.post(address, follow=True))
        assert "Amara Okafor agreed on" in words(chair.get(page(request)))
        gone = words(chair.post(address, follow=True))
        assert "Receipt of an erasure" in gone and "A subject access request" in gone and "Jo Nobody" not in gone
        assert head.get(page(request)).status_code == 404
        assert "A subject access request" in words(head.get(f"/{HERE}/kept/"))
        key = receipts_of(request.school)[0].key
        assert head.get(f"/{HERE}/kept/receipts/{key}/pdf/").status_code == 200
        late = client_of(user("head"), confirmed=False)
        other = a_request()
        assert late.get(page(other, "subject_access_change", "erase")).status_code == 302


def test_a_restored_backup_forgets_a_request_again() -> None:
    """S14.16: the receipt of another database, and the request is there again."""
    request = a_request()
    withdraw(request=request, reason="By letter", by=user("head"), at=AT)
    receipt = {
        "school": request.school_id,
        "number": 1,
        "event": "00" * 32,
        "subject": request.about,
        "act": "REQUEST",
        "ground": "TIME",
        "due": "2029-11-16",
        "reference": "",
    }
    done = reapply([receipt], at=THREE_YEARS)
    assert len(done) == 1 and not SubjectAccessRequest._base_manager.exists()
    assert reapply([receipt], at=THREE_YEARS) == []
    assert erasures_since()[0]["again_of"] == "00" * 32


def test_every_row_of_a_request_is_as_its_history_says_and_the_record_is_sound() -> None:
    an_answered(a_crowded_incident())
    school = School.objects.get(slug=HERE)
    call_command("verify_record")
    assert verify(school).sound and Event.objects.of(school).filter(kind="subject-access-released").exists()
