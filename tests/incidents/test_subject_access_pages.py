"""The pages of subject access requests: logging one, its clock, who it is, bad input, two at once (S14.09)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from incidents.models import SubjectAccessPause, SubjectAccessRequest, SubjectAccessReview
from incidents.operations.answering_access import look_over as keep_review
from incidents.operations.answering_access import nothing_held
from incidents.operations.people import separate_person
from incidents.operations.subject_access import confirm_identity, extend, go_on, log_request, pause, withdraw
from incidents.subject_access.page import next_due
from schools.access import standing_at
from schools.models import Event, Look
from schools.operation import Refused
from tests.builders import AT, a_reported_post, an_author, client_of, the_author
from tests.incidents.at_pages_of_access import LONG, NONSENSE, REFUSED, log, send
from tests.incidents.at_subject_access import (
    CAME,
    HERE,
    a_crowded_incident,
    a_request,
    choose,
    form_on,
    look_over,
    page,
    user,
)
from tests.incidents.at_the_pages import errors, words

pytestmark = pytest.mark.django_db
LIST = f"/{HERE}/subject-access/"


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    """The Tuesday after the request came."""
    with time_machine.travel(AT + timedelta(days=1), tick=True):
        yield


@pytest.fixture
def head() -> Client:
    """Whoever logs requests, and has just typed their password."""
    return client_of(user("head"))


def test_the_whole_way_from_a_letter_to_an_answer(head: Client) -> None:
    incident = a_crowded_incident()
    assert "Nobody has asked yet" in words(head.get(LIST))
    response = log(head)
    assert response.status_code == 302 and response.headers["Location"].endswith("/who/")
    request = SubjectAccessRequest._base_manager.get()
    found = head.get(response.headers["Location"])
    assert f"{incident.reference}: wrote it, a parent" in words(found)
    key = str(the_author(incident).person.key)
    assert send(head, request, "subject_access_people", people=[key]).status_code == 302
    shown = words(head.get(page(request)))
    assert "Answer by 14 December 2026; 27 days left." in shown and "To be looked over" in shown
    assert "Answer by 14 December 2026; 27 days left." in words(head.get(f"/{HERE}/"))
    assert look_over(head, request, incident).status_code == 302
    refused = head.post(page(request, "subject_access_release"), {"sure": "on"})
    assert refused.status_code == 409 and "how you made sure who they are" in words(refused)
    said = head.post(page(request, "subject_access_change", "identity"), {"how": "I know her."}, follow=True)
    assert "It is written down who they are." in words(said)
    assert head.post(page(request, "subject_access_release"), {}).status_code == 200
    answer = head.post(page(request, "subject_access_release"), {"sure": "on"})
    assert "Answer to a subject access request, 2026-11-17.zip" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "application/zip" and answer.getvalue()
    assert "You have answered your part" in words(head.get(LIST))
    assert "days left" not in words(head.get(f"/{HERE}/"))
    assert Look.objects.across_schools("test").filter(kind="subject-access-request", about=request.about).count() >= 5


def test_two_people_of_one_name_are_shown_apart_and_one_is_chosen(head: Client) -> None:
    one = a_reported_post(people=[an_author(relation="a parent in Year 3")])
    other = a_reported_post(people=[an_author(relation="a neighbour")])
    separate_person(incident=other, link=the_author(other), by=user("head"), at=AT)
    request = a_request()
    html = head.get(page(request, "subject_access_people")).content.decode()
    assert html.count('name="people"') == 2 and "a parent in Year 3" in html and "a neighbour" in html
    choose(request, the_author(one))
    shown = words(head.get(page(request)))
    assert f"{one.reference}: look it over" in shown and f"{other.reference}: look it over" not in shown
    assert "Could also be them: Kerry Lodge" in shown


def test_somebody_of_whom_nothing_is_held_is_answered_so(head: Client) -> None:
    a_crowded_incident()
    request = a_request(name="Nobody Known")
    assert "Nobody of the incidents for which you answer has “Nobody Known”" in words(
        head.get(page(request, "subject_access_people"))
    )
    said = head.post(page(request, "subject_access_change", "nothing-held"), follow=True)
    assert "that you hold nothing." in words(said)
    told = Event.objects.of(request.school).filter(about=request.about).latest("number")
    assert told.kind == "subject-access-nothing-held"


def test_nothing_held_is_refused_where_something_is(head: Client) -> None:
    incident, request = a_crowded_incident(), a_request()
    choose(request, the_author(incident))
    refused = head.post(page(request, "subject_access_change", "nothing-held"))
    assert refused.status_code == 409 and "Something is held" in errors(refused)


def test_the_clock_is_stopped_goes_on_and_is_extended_once_each_and_in_order() -> None:
    request, given = a_request(), {"by": user("chair"), "at": AT + timedelta(days=9)}
    with pytest.raises(Refused, match="had not come"):
        pause(request=request, why="CLARIFY", since=CAME - timedelta(days=1), **given)
    with pytest.raises(Refused, match="day that has come"):
        pause(request=request, why="CLARIFY", since=date(2026, 12, 24), **given)
    with pytest.raises(Refused, match="does not stand still"):
        go_on(request=request, until=CAME, **given)
    pause(request=request, why="CLARIFY", since=date(2026, 11, 18), **given)
    with pytest.raises(Refused, match="already"):
        pause(request=request, why="IDENTITY", since=date(2026, 11, 20), **given)
    with pytest.raises(Refused, match="between"):
        go_on(request=request, until=date(2026, 11, 17), **given)
    go_on(request=request, until=date(2026, 11, 23), **given)
    with pytest.raises(Refused, match="stood still on that day"):
        pause(request=request, why="IDENTITY", since=date(2026, 11, 20), **given)
    extend(request=request, reason="Many", **given)
    with pytest.raises(Refused, match="no further time"):
        extend(request=request, reason="Many", **given)
    standing = standing_at(user("head"), request.school, AT.date())
    clock = next_due(standing, AT)
    assert clock is not None and clock.due == date(2027, 2, 19) and SubjectAccessPause._base_manager.count() == 1


def test_nothing_more_is_done_with_a_request_that_was_withdrawn(head: Client) -> None:
    incident, request = a_crowded_incident(), a_request()
    choose(request, the_author(incident))
    assert look_over(head, request, incident).status_code == 302
    withdraw(request=request, reason="By letter", by=user("head"), at=AT)
    assert "Withdrawn" in words(head.get(page(request))) and "Withdrawn" in words(head.get(LIST))
    assert head.post(page(request, "subject_access_release"), {"sure": "on"}).status_code == 409
    for act, fields in (("identity", {"how": "x"}), ("extend", {"reason": "x"}), ("nothing-held", {})):
        refused = head.post(page(request, "subject_access_change", act), fields)
        assert refused.status_code == 409 and "was withdrawn" in errors(refused)
    assert next_due(standing_at(user("head"), request.school, AT.date()), AT) is None


def test_two_who_look_it_over_at_once_do_not_overrule_each_other() -> None:
    """Two heads: each has a part of their own, and each releases what they decided."""
    from schools.history import SET_UP
    from schools.operations import appoint, create_user
    from schools.vocabulary import Role

    incident, request = a_crowded_incident(), a_request()
    second = create_user(email="second@larkspur.example", name="Second Head", by=SET_UP, verified=True)
    appoint(user=second, role=Role.HEAD, school=incident.school, starts=date(2025, 1, 1), by=SET_UP, at=AT)
    choose(request, the_author(incident))
    other, mine = client_of(second), client_of(user("head"))
    assert incident.reference not in other.get(page(request)).content.decode(), "whoever logged it answers for it"
    first, again = form_on(mine, address := page(request, "subject_access_review", incident.reference)), None
    again = form_on(client_of(user("head")), address)
    key = next(name for name in first if name.endswith("-further"))
    assert mine.post(address, {**first, "looked": "on", key: "one"}).status_code == 302
    assert mine.post(address, {**again, "looked": "on", key: "two"}).status_code == 302
    review = SubjectAccessReview._base_manager.get()
    assert review.decisions[key.removesuffix("-further")]["further"] == ["two"]


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_gets_a_plain_sentence_and_nothing_is_half_saved(head: Client, typed: str) -> None:
    incident, request = a_crowded_incident(), a_request()
    choose(request, the_author(incident))
    before = SubjectAccessRequest._base_manager.count()
    wrong, refused = typed in REFUSED, (200, 400, 413)
    for changes in ({"name": typed}, {"came": typed}):
        assert log(head, **changes).status_code in (refused if wrong else (302,))
    assert head.get(page(request, "subject_access_people"), {"q": typed[:500]}).status_code == 200
    for act, name in (("identity", "how"), ("extend", "reason"), ("withdraw", "reason"), ("pause", "why")):
        sent = head.post(page(request, "subject_access_change", act), {name: typed})
        assert sent.status_code in (refused if wrong else (200, 302, 409))
    fields = form_on(head, page(request, "subject_access_review", incident.reference))
    for name in fields:
        answered = look_over(head, request, incident, **{name: typed})
        assert answered.status_code in (200, 302, 400, 409, 413), name
    assert send(head, request, "subject_access_people", people=[typed[:200]]).status_code in (200, 400, 409)
    assert SubjectAccessRequest._base_manager.count() == before + (0 if wrong else 2)
    assert "<script>alert" not in head.get(LIST).content.decode()


def test_what_was_typed_is_kept_where_something_is_missing(head: Client) -> None:
    response = log(head, came="")
    assert (
        response.status_code == 200 and "Fill this in" in errors(response) and "Jo Nobody" in response.content.decode()
    )
    late = log(head, received_on_2="2030")
    assert late.status_code == 200 and "not come yet" in errors(late)
    long = log(head, name=LONG[:200])
    assert long.status_code == 200 and "at most 150" in errors(long)


def test_operations_refuse_by_themselves_what_no_page_sends() -> None:
    incident, request = a_crowded_incident(), a_request()
    choose(request, the_author(incident))
    by: dict[str, Any] = {"by": user("head"), "at": AT}
    with pytest.raises(Refused, match="Say who asks"):
        log_request(school=request.school, name=" ", received_on=CAME, came="x", **by)
    with pytest.raises(Refused, match="made sure already"):
        confirm_identity(request=request, how="x", **by)
    with pytest.raises(Refused, match="changed since"):
        keep_review(request=request, incident=incident, digest="x", decisions={}, **by)
    digest = form_on(client_of(user("head")), page(request, "subject_access_review", incident.reference))["digest"]
    with pytest.raises(Refused, match="kept back why"):
        keep_review(request=request, incident=incident, digest=digest, decisions={}, **by)
    with pytest.raises(Refused, match="Something is held"):
        nothing_held(request=request, **by)


def test_the_list_asks_as_many_questions_however_many_requests(
    head: Client, django_assert_max_num_queries: Any
) -> None:
    a_request()
    head.get(LIST)
    with django_assert_max_num_queries(30) as few:
        head.get(LIST)
    for number in range(4):
        made = a_request(name=f"Number {number}")
        pause(request=made, why="CLARIFY", since=CAME, by=user("head"), at=AT)
    with django_assert_max_num_queries(30) as many:
        head.get(LIST)
    assert len(many) == len(few)
