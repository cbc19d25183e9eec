"""Two people at once on the real database of the run: no day has two versions, and nobody meets a broken page."""

from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from django.db import transaction

from incidents.playing.cast import latest_adoption, pass_governors
from policies.models import Adoption, Issue, PolicyVersion, PublicPage
from policies.operations.entry import tell
from policies.operations.issuing import issue, issue_by_name
from policies.operations.life import adopt, send_back
from policies.operations.public import show_to_everybody
from policies.operations.starting import revise
from policies.operations.telling import record_notice
from policies.vocabulary import MilestoneKind
from schools import record
from schools.history import SET_UP, acting
from schools.models import School
from schools.operation import Refused
from schools.operations import create_school
from tests.builders import AT, person, the_schools
from tests.incidents.test_together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
HERE, THERE = "larkspur-infant", "larkspur-junior"


def approved_versions(count: int) -> list[PolicyVersion]:
    """Versions of one school that governors approved and nobody adopted yet."""
    first = latest_adoption(School.objects.get(slug=HERE)).version
    made = []
    for _ in range(count):
        made.append(revise(version=first, by=person(HERE, "head"), at=AT))
        pass_governors(made[-1], person(HERE, "head"), person(HERE, "chair"), "", AT)
    return made


def test_of_two_versions_adopted_from_one_day_at_once_one_is_in_force_and_the_other_is_refused() -> None:
    school, head = the_schools()[HERE], person(HERE, "head")
    given = {"school": school, "review_due": "", "by": head, "at": AT, "adopted_on": AT.date()}
    results = all_at_once(*(lambda each=each: adopt(version=each, **given) for each in approved_versions(4)))
    assert [type(each) for each in results if isinstance(each, Exception)] == [Refused] * 3, results
    assert Adoption.objects.filter(school=school, adopted_on=AT.date()).count() == 1


def test_what_was_in_force_on_a_day_that_passed_is_not_changed_by_pressing_at_once() -> None:
    school, head = the_schools()[HERE], person(HERE, "head")
    days = [AT.date() - timedelta(days=days) for days in range(4)]
    given = {"school": school, "review_due": "", "by": head, "at": AT}
    made = zip(approved_versions(4), days, strict=True)
    all_at_once(*(lambda each=each, day=day: adopt(version=each, adopted_on=day, **given) for each, day in made))
    in_order = list(Adoption.objects.filter(school=school).order_by("pk").values_list("adopted_on", flat=True))
    assert in_order == sorted(in_order), "each adoption is of a later day than those before it"


def test_a_school_is_issued_a_version_once_however_many_press() -> None:
    the_schools()
    trust = School.objects.get(slug=HERE).trust
    school = create_school(slug="larkspur-nursery", name="Larkspur Nursery", trust=trust, by=SET_UP, at=AT)
    version, head = latest_adoption(School.objects.get(slug=HERE)).version, person(HERE, "head")
    given = {"version": version, "issued_on": "", "by": head, "at": AT}
    results = all_at_once(*(lambda: issue(school=school, **given) for _ in range(4)))
    assert [type(each) for each in results if isinstance(each, Exception)] == [Refused] * 3, results
    results = all_at_once(*(lambda: issue_by_name(name="All parents", **given) for _ in range(4)))
    assert [type(each) for each in results if isinstance(each, Exception)] == [Refused] * 3, results
    assert Issue.objects.filter(version=version, name="All parents").count() == 1


def test_a_version_is_adopted_or_sent_back_but_never_both() -> None:
    school, head = the_schools()[HERE], person(HERE, "head")
    for version in approved_versions(3):
        there = {"version": version, "by": head, "at": AT}
        day = AT.date() + timedelta(days=version.number)
        results = all_at_once(
            lambda there=there, day=day: adopt(school=school, adopted_on=day, review_due="", **there),
            lambda there=there: send_back(note="", **there),
        )
        assert [type(each) for each in results if isinstance(each, Exception)] == [Refused], results
        back = version.milestones.filter(kind=MilestoneKind.RETURNED).count()
        assert (back, version.adoptions.count()) in ((0, 1), (1, 0))


def test_the_public_page_is_switched_while_somebody_writes_in_the_record_and_neither_fails() -> None:
    school, head = the_schools()[HERE], person(HERE, "head")
    holds = Event()

    def write() -> None:
        with transaction.atomic():
            record.lock_head(school)
            holds.set()
            sleep(0.5)
            tell(school, "something-else", head, AT)

    def switch() -> PublicPage:
        holds.wait()
        return show_to_everybody(school=school, shown=True, by=head, at=AT)

    assert all_at_once(write, switch) == [None, PublicPage._base_manager.get(shown=True)]


def test_a_notice_pressed_twice_is_in_the_register_once() -> None:
    school, head = the_schools()[HERE], person(HERE, "head")
    notice = {"told_on": AT.date(), "way": "NEWSLETTER", "details": "Pressed twice", "by": head, "at": AT}
    results = all_at_once(*(lambda: record_notice(school=school, **notice) for _ in range(4)))
    assert [type(each) for each in results if isinstance(each, Exception)] == [Refused] * 3, results


def test_a_version_is_issued_while_it_is_adopted_and_neither_waits_for_ever() -> None:
    schools, head = the_schools(), person(HERE, "head")
    for version in approved_versions(4):
        with acting(SET_UP):
            Issue.objects.filter(version=version).delete()
        acts = {"version": version, "by": head, "at": AT}
        day = AT.date() + timedelta(days=version.number)
        results = all_at_once(
            lambda acts=acts, day=day: adopt(school=schools[HERE], adopted_on=day, review_due="", **acts),
            lambda acts=acts: issue(school=schools[THERE], issued_on="", **acts),
        )
        assert [each for each in results if isinstance(each, Exception)] == []
