"""The names of people who left are let go of in the end, and what they did stays theirs by a key (S14.17)."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from incidents.leavers import due_leavers
from incidents.models import Incident, Leaving
from incidents.operations.disposing import ANOTHER, NOT_DUE, ONE_LEADS, agree, propose_due
from incidents.operations.holding import set_period
from incidents.operations.letting_go import agree_to_let_go, keep_name_instead, propose_leavers
from incidents.operations.steps import close
from incidents.vocabulary import Outcome, Rule
from schools import erasure
from schools.history import SET_UP, acting
from schools.models import Event, Invitation, School, User
from schools.operation import NotFound, Refused
from schools.operations import appoint, create_user, end_membership, set_terms
from schools.operations.leaving import change_account
from schools.reconcile import differences
from schools.term_dates import terms_of_year
from schools.verification import verify
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, client_of, person
from tests.incidents.at_erasing import SLUG
from tests.incidents.at_the_pages import words
from tests.prove._leftovers import left_over
from tests.schools.at_the_people import invited

pytestmark = pytest.mark.django_db

NAME, MARRIED, EMAIL = "Zebedee Quillfeather", "Zebedee Thrupp-Quill", "z.quillfeather@example.org"
LAST = date(2026, 12, 31)
CANARIES = [NAME.lower(), MARRIED.lower(), EMAIL]


@pytest.fixture
def school() -> School:
    """The school that they left."""
    return School.objects.get(slug=SLUG)


@pytest.fixture
def left(school: School) -> User:
    """Somebody who kept the school's dates and people, married, and left on the last day of 2026."""
    user = create_user(email=EMAIL, name=NAME, by=SET_UP)
    held = appoint(user=user, role=Role.ADMIN, school=school, starts=date(2020, 9, 1), by=SET_UP, at=AT)
    set_terms(school=school, terms=terms_of_year(2031), by=user, at=AT)
    invited(school, email=EMAIL, name=NAME, by=SET_UP)
    with acting(SET_UP):
        change_account(user, name=MARRIED)
    end_membership(membership=held, ends=LAST, by=SET_UP, at=AT)
    return User.objects.get(pk=user.pk)


def moment(day: date) -> datetime:
    """Noon of a day."""
    return timezone.make_aware(datetime.combine(day, time(12)))


DUE = moment(date(2032, 12, 31))


def proposed(at: datetime = DUE) -> Leaving:
    """What the nightly job proposes."""
    assert propose_leavers(at=at) >= 1
    return Leaving._base_manager.get(user__email=EMAIL, outcome="")


def both_agree(waiting: Leaving, at: datetime = DUE) -> Event:
    """Two people agree."""
    assert agree_to_let_go(leaving=waiting, by=person(SLUG, "dsl"), at=at) is None
    stone = agree_to_let_go(leaving=waiting, by=person(SLUG, "head"), at=at)
    assert stone is not None
    return stone


def test_six_years_after_the_last_day_it_is_proposed_once_and_not_the_day_before(school: School, left: User) -> None:
    assert propose_leavers(at=DUE - timedelta(days=1)) == 0
    assert (propose_leavers(at=DUE), propose_leavers(at=DUE)) == (1, 0)
    assert Leaving._base_manager.get().due_on == date(2032, 12, 31)
    set_period(school=school, rule=Rule.LEAVERS, years=7, reason="A claim", by=person(SLUG, "head"), at=DUE)
    with pytest.raises(Refused, match=NOT_DUE):
        agree_to_let_go(leaving=Leaving._base_manager.get(), by=person(SLUG, "head"), at=DUE)


def test_once_two_agree_the_name_is_nowhere_and_what_they_did_is_theirs_by_key(school: School, left: User) -> None:
    did = list(Event.objects.of(school).filter(actor=left.record_key).values_list("number", flat=True))
    assert did and set(left_over(CANARIES)) >= {"schools_historicaluser", "schools_eventpayload", "schools_invitation"}
    stone = both_agree(proposed())
    assert left_over(CANARIES) == {}
    assert list(Event.objects.of(school).filter(actor=left.record_key).values_list("number", flat=True)) == did
    now = User.objects.get(pk=left.pk)
    assert (now.record_key, now.is_active, now.name[:18]) == (left.record_key, False, "A former colleague")
    assert User.history.filter(id=left.pk).count() == 1 and verify(school).sound
    assert list(differences(User)) == [] and list(differences(Invitation)) == []
    (receipt,) = [each for each in erasure.receipts_of(school) if each.key == erasure.receipt_key(stone.hash)]
    assert receipt.kinds["entries of the record"] >= 2 and receipt.ground.value == "TIME"
    assert {receipt.agreed_by, receipt.confirmed_by} == {person(SLUG, "dsl").name, person(SLUG, "head").name}
    assert list(due_leavers(school, DUE.date())) == []


def test_two_different_people_agree_and_one_of_them_leads(school: School, left: User) -> None:
    waiting, dsl = proposed(), person(SLUG, "dsl")
    for nobody in (person(SLUG, "staff"), person("tregarth", "head")):
        with pytest.raises(NotFound):
            agree_to_let_go(leaving=waiting, by=nobody, at=DUE)
    agree_to_let_go(leaving=waiting, by=dsl, at=DUE)
    with pytest.raises(Refused, match=ANOTHER):
        agree_to_let_go(leaving=waiting, by=dsl, at=DUE)
    with pytest.raises(Refused, match=ONE_LEADS):
        agree_to_let_go(leaving=waiting, by=person(SLUG, "slt"), at=DUE)
    assert agree_to_let_go(leaving=waiting, by=person(SLUG, "chair"), at=DUE)
    with pytest.raises(Refused, match="already"):
        keep_name_instead(leaving=waiting, by=dsl, at=DUE)


def test_what_is_kept_is_proposed_again_after_a_year(school: School, left: User) -> None:
    keep_name_instead(leaving=proposed(), by=person(SLUG, "slt"), at=DUE)
    assert propose_leavers(at=DUE + timedelta(days=364)) == 0
    assert propose_leavers(at=DUE + timedelta(days=366)) == 1
    assert set(left_over(CANARIES)) > {"schools_user"}


def test_whoever_holds_an_office_again_or_worked_elsewhere_is_not_due(school: School, left: User) -> None:
    other = School.objects.get(slug="tregarth")
    waiting = proposed()
    appoint(user=left, role=Role.STAFF, school=school, starts=DUE.date(), by=SET_UP, at=DUE)
    with pytest.raises(Refused, match=NOT_DUE):
        agree_to_let_go(leaving=waiting, by=person(SLUG, "head"), at=DUE)
    with acting(SET_UP):
        left.memberships.get(role=Role.STAFF).delete()
    assert [user for user, _ in due_leavers(other, DUE.date())] == []
    keep_name_instead(leaving=waiting, by=person(SLUG, "head"), at=DUE)
    years, later = timedelta(days=370), DUE + timedelta(days=370)
    assert [user for user, _ in due_leavers(school, later.date())] == [left]
    there = {"starts": date(2027, 1, 1), "ends": date(2027, 2, 1)}
    appoint(user=left, role=Role.STAFF, school=other, **there, by=SET_UP, at=AT + years)
    assert list(due_leavers(school, later.date())) == [] == list(due_leavers(other, later.date()))


def test_whoever_had_a_part_in_an_incident_that_is_kept_is_not_due_until_it_is_disposed_of(
    school: School, left: User
) -> None:
    staff = create_user(email="long.gone@example.org", name="Long Gone", by=SET_UP)
    held = appoint(user=staff, role=Role.HEAD, school=school, starts=date(2020, 9, 1), by=SET_UP, at=AT)
    incident = a_reported_post(SLUG, at=AT)
    close(incident=incident, outcome=Outcome.RESOLVED_BY_DISCUSSION, reasons="They talked.", by=staff, at=AT)
    end_membership(membership=held, ends=LAST, by=SET_UP, at=AT)
    assert [user for user, _ in due_leavers(school, DUE.date())] == [left]
    after = DUE + timedelta(days=10)
    propose_due(at=after)
    disposal = Incident._base_manager.get(pk=incident.pk).disposals.get()
    agree(disposal=disposal, by=person(SLUG, "chair"), at=after)
    agree(disposal=disposal, by=person(SLUG, "head"), at=after)
    assert {user for user, _ in due_leavers(school, after.date())} == {left, staff}


def test_a_restored_backup_has_the_name_let_go_of_again(school: School, left: User) -> None:
    """S14.16. What the log keeps is enough."""
    receipt = {"subject": f"leaver:{left.record_key}", "school": school.pk, "event": "0" * 64, "act": "NAME"}
    receipt |= {"ground": "TIME", "proposed_by": "x", "agreed_by": "x", "confirmed_by": "x", "reference": ""}
    assert len(erasure.reapply([receipt], at=DUE)) == 1
    assert left_over(CANARIES) == {} and verify(school).sound


def test_the_page_lists_it_and_two_people_let_it_go_there(school: School, left: User) -> None:
    with time_machine.travel(DUE, tick=True):
        waiting: Any = proposed()
        address, first, second = (
            f"/{SLUG}/kept/names/{waiting.key}/",
            *(client_of(person(SLUG, each)) for each in ("slt", "head")),
        )
        assert MARRIED in words(first.get(f"/{SLUG}/kept/")) and MARRIED in words(first.get(address))
        assert client_of(person(SLUG, "staff")).get(address).status_code == 404
        assert first.post(address, {"do": ""}).status_code == 200
        assert first.post(address, {"do": "agree"}).url == f"/{SLUG}/kept/"
        assert first.post(address, {"do": "agree"}).status_code == 409
        done = second.post(address, {"do": "agree"}, follow=True)
        assert "The name of somebody who left" in words(done) and MARRIED not in words(done)
        assert second.get(address).status_code == 404
        assert MARRIED not in words(second.get(f"/{SLUG}/kept/"))
