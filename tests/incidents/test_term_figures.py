"""The figures of a term are kept when it is over; no two readings tell fewer than five cases apart (S8.21)."""

from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from incidents.given import published_of, read, written
from incidents.models import TermFigures
from incidents.operations.figures import keep_all_figures, keep_figures
from incidents.operations.ownership import readmit
from incidents.published import Published, publish, so_far
from incidents.summary import Counts
from incidents.suppression import FEW, LEAST
from incidents.vocabulary import Outcome
from schools.access import standing_at
from schools.calendar import Calendar, TermDates
from schools.dates import dates_of
from schools.history import OPERATING
from schools.models import Event, School
from tests.builders import AT, a_reported_post, person
from tests.incidents.at_the_pages import SCHOOL, browser, words
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.lists_and_homes import accused, closed, some
from tests.incidents.reader import tables
from tests.incidents.test_suppression import TERMS, counted

pytestmark = pytest.mark.usefixtures("schools")
SUMMER = AT.replace(month=6, day=15)
PAGE = f"/{SCHOOL}/summaries/summer-2026/"


def keep() -> int:
    """What the nightly job does."""
    return keep_all_figures(by=OPERATING, at=timezone.now())


def figures(office: str, term: str = "Summer 2026", at: datetime | None = None) -> Published:
    """What somebody reads of a term."""
    school = School.objects.select_related("trust").get(slug=SCHOOL)
    standing = standing_at(person(SCHOOL, office), school, timezone.localdate())
    every = [dates_of(each) for each in school.terms.order_by("-starts")]
    return published_of(standing, [each for each in every if each.name == term], Calendar(every))[0]


def test_what_was_kept_is_shown_ever_after_whatever_is_done_to_its_incidents() -> None:
    incidents = some(7, at=SUMMER)
    assert keep() >= 1
    before = words(browser("governor").get(PAGE))
    assert "Reported 7" in before
    for each in incidents:
        closed(each, Outcome.NOT_A_BREACH)
    some(6, at=SUMMER)
    assert words(browser("governor").get(PAGE)) == before
    assert figures("head") == figures("governor") == figures("chair")
    assert keep() == 0 and Event.objects.across_schools("test").filter(kind="term-figures-kept").exists()


def test_until_they_are_kept_only_a_leader_reads_more_than_how_many_in_fives() -> None:
    some(7, at=SUMMER)
    text = words(browser("governor").get(PAGE))
    assert "at least 5" in text and "What they were about" not in text
    assert "The figures of a term are put together when it is over" in text
    assert "What they were about" in words(browser("slt").get(PAGE))
    assert figures("governor").total.words == "at least 5" and figures("slt").total.number == 7
    assert figures("governor", "Spring 2026").total is FEW, "none, and one, read the same"


def test_whoever_was_kept_from_one_reads_it_without_that_one_ever_after() -> None:
    """S8.13, S8.21: readmitted, they would learn by the difference what that one was."""
    some(6, at=SUMMER)
    hidden = a_reported_post(at=SUMMER, people=[accused("head")])
    keep()
    assert figures("head").total.number == 6 and figures("governor").total.number == 7
    readmit(
        incident=hidden, who=person(SCHOOL, "head"), reason="Not so.", by=person(SCHOOL, "chair"), at=timezone.now()
    )
    assert figures("head").total.number == 6


def test_a_term_that_goes_on_or_shares_days_with_one_that_was_kept_is_not_kept() -> None:
    some(6, at=SUMMER)
    keep()
    school = School.objects.get(slug=SCHOOL)
    nearly = TermDates("Nearly summer", date(2026, 4, 20), date(2026, 7, 20))
    given = {"school": school, "by": OPERATING, "at": timezone.now()}
    assert not keep_figures(term=nearly, terms=[nearly], **given)
    this = next(dates_of(term) for term in school.terms.all() if term.name == "Autumn 2026")
    assert not keep_figures(term=this, terms=[this], **given)
    assert not TermFigures._base_manager.filter(term__in=("Nearly summer", "Autumn 2026")).exists()


def test_the_database_keeps_one_row_a_term(db: None) -> None:
    keep()
    row = TermFigures._base_manager.filter(school__slug=SCHOOL).latest("starts")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TERMS)
def test_what_is_written_reads_as_it_was(incidents: object) -> None:
    published = publish(counted(incidents))  # type: ignore[arg-type]
    assert read(written(published)) == published


def apart(one: Published, other: Published) -> list[str]:
    """Where two readings of one term tell fewer than five cases apart."""
    found = []
    for name, rows in tables(one).items():
        for row, each in rows.items():
            there = tables(other)[name][row]
            if each.number is not None and there.number is not None and 0 < abs(each.number - there.number) < LEAST:
                found.append(f"{name} {row}")
    totals = [int("".join(filter(str.isdigit, each.total.words))) for each in (one, other)]
    both_in_fives = not one.final and not other.final
    close = 0 < abs(totals[0] - totals[1]) < LEAST and (both_in_fives or one.final and other.final)
    return found + (["total"] if close else [])


def test_no_two_of_two_thousand_pairs_of_readings_tell_fewer_than_five_apart() -> None:
    """A governor reads two terms at 64 moments, while they go on, when they are over, and after both were kept."""
    readings: dict[str, list[Published]] = {"Summer 2026": [], "Spring 2026": []}
    for turn in range(64):
        if turn == 40:
            keep()
        if turn % 2 == 0:
            some(1, at=SUMMER + timedelta(minutes=turn), category_kinds=[["THREAT"], ["COMPLAINT"]][turn // 2 % 2])
        for term, found in readings.items():
            found.append(figures("governor", term))
    pairs = [(term, *pair) for term, found in readings.items() for pair in combinations(found, 2)]
    print(f"{len(pairs)} pairs")
    assert len(pairs) >= 2_000
    assert [term for term, one, other in pairs if apart(one, other)] == []
    finals = {one.final for one in readings["Summer 2026"]}
    assert finals == {True, False}


def test_a_careless_reading_is_found() -> None:
    """Figures as they stand, read on two days: the test above can fail."""
    first, second = (publish(Counts({"REVIEW": n}, {"": n}, {"": n}, {"hate": n})) for n in (6, 7))
    assert apart(first, second) and not apart(so_far(Counts({"REVIEW": 6})), so_far(Counts({"REVIEW": 9})))
