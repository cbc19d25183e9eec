"""Bulk rows for measuring: plausible, sound in the record, never in production, never among incidents of others."""

from collections import Counter
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from incidents import bulk
from incidents.bulk_rows import COMMON, RARE
from incidents.facts import facts_of
from incidents.ladder import higher
from incidents.models import Evidence, Incident
from incidents.operations.entry import refresh_due, searchable
from incidents.operations.reporting import Reported, report
from incidents.playing.cast import person
from incidents.playing.moments import LONDON
from incidents.timeline import story
from incidents.vocabulary import Channel, EvidenceKind
from policies.vocabulary import StepName
from schools.history import SET_UP
from schools.models import Event, School
from schools.operations import create_school
from schools.verification import verify

NOW = datetime(2026, 11, 16, 9, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def on_a_monday(db: None) -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


def seed(schools: int = 1, incidents: int = 60) -> str:
    """Run the command; what it prints."""
    out = StringIO()
    call_command("seed_bulk", schools=schools, incidents=incidents, stdout=out)
    return out.getvalue()


def made() -> QuerySet[Incident]:
    """The incidents that the command made, in order."""
    rows = Incident._base_manager.filter(school__slug__startswith="bulk-").order_by("pk")
    return rows.select_related("school__trust", "adoption__version", "owner")


def test_schools_are_filled_evenly_and_their_records_verify() -> None:
    seed(schools=3, incidents=100)
    assert Counter(incident.school.slug for incident in made()) == {"bulk-001": 34, "bulk-002": 33, "bulk-003": 33}
    schools = School.objects.filter(slug__startswith="bulk-")
    assert all(school.demonstration and verify(school).sound for school in schools)


def test_every_tenth_has_twenty_events_and_the_others_two() -> None:
    seed(incidents=60)
    counts = [len(story(facts_of(incident, NOW))) for incident in made()]
    assert counts == [20 if number % 10 == 0 else 2 for number in range(60)]


def test_a_batch_never_breaks_the_record_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 7)
    seed(incidents=60)
    school = School.objects.get(slug="bulk-001")
    told = Event.objects.across_schools("test").filter(school=school, kind=bulk.ADDED).count()
    assert told == 1 + 9
    assert verify(school).sound


def test_the_rows_agree_with_each_other_as_the_operations_would_leave_them() -> None:
    seed(incidents=60)
    for incident in made():
        facts, kept = facts_of(incident, NOW), (incident.due_at, incident.highest_step)
        refresh_due(incident)
        highest = ""
        for taken in facts.taken:
            highest = higher(highest, StepName(taken.step)) if taken.step != StepName.SUPPORT else highest
        assert (incident.due_at, highest) == kept
        words = [text for post in facts.posts for text in (post.words, post.url)]
        names = [link.person.name for link in facts.involvements]
        assert sorted(incident.search.split()) == sorted(searchable(incident, words, names).split())
        assert {link.person.school_id for link in facts.involvements} == {incident.school_id}
        assert facts.kinds and incident.reported_at < NOW
        assert all(told.at <= NOW for told in story(facts))


def test_about_three_in_ten_are_open_and_words_are_found_rarely_and_often() -> None:
    seed(incidents=400)
    still_open = made().filter(closed_at__isnull=True).count()
    assert 0.2 < still_open / 400 < 0.4
    assert made().filter(search__contains=RARE).count() == bulk.RARE_HITS
    assert 0.3 < made().filter(search__contains=COMMON).count() / 400 < 0.6
    kinds = Counter(Evidence._base_manager.filter(incident__in=made()).values_list("kind", flat=True))
    assert kinds[EvidenceKind.STATEMENT] > 2 * kinds[EvidenceKind.CAPTURE] > 0


def test_a_second_run_adds_what_is_missing_and_nothing_else() -> None:
    seed(incidents=30)
    first = set(made().values_list("pk", flat=True))
    seed(incidents=30)
    assert set(made().values_list("pk", flat=True)) == first
    seed(incidents=45)
    assert made().count() == 45
    assert first < set(made().values_list("pk", flat=True))
    assert verify(School.objects.get(slug="bulk-001")).sound


def test_it_refuses_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never for production"):
        seed()
    settings.PRODUCTION = False
    assert "Done in" in seed(incidents=1)


def test_a_school_that_was_not_made_here_is_left_alone() -> None:
    create_school(slug="bulk-002", name="A school of that name", by=SET_UP, at=NOW)
    with pytest.raises(CommandError, match="bulk-002 that was not made for measuring"):
        seed(schools=2)
    assert not School.objects.filter(slug="bulk-001").exists()
    assert "Done in" in seed(schools=1, incidents=1)


def test_a_school_with_an_incident_of_somebody_else_is_left_alone() -> None:
    seed(incidents=3)
    school = School.objects.get(slug="bulk-001")
    reported = Reported(summary="A real one", channel=Channel.FORUM, category_kinds=["COMPLAINT"])
    report(school=school, reported=reported, by=person(school, "staff"), at=NOW)
    with pytest.raises(CommandError, match="an incident that was not made for measuring"):
        seed(incidents=10)
    assert Incident._base_manager.filter(school=school).count() == 4


@pytest.mark.parametrize(("schools", "incidents"), [(0, 10), (1000, 10), (1, -1)])
def test_numbers_that_make_no_sense_are_refused(schools: int, incidents: int) -> None:
    with pytest.raises(CommandError, match="1 to 999 schools"):
        seed(schools, incidents)
