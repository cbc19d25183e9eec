"""The demonstration's database: every scenario played once, on a database of its own alone."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from incidents import demonstration
from incidents.demonstration_plan import plan, stays_open
from incidents.management.commands.demo import welcome
from incidents.models import Evidence, Incident
from incidents.playing.moments import local
from incidents.playing.player import all_scenarios
from incidents.policy_warnings import warnings_for
from policies.models import Adoption, Notice
from schools.dates import calendar_of
from schools.history import SET_UP
from schools.models import Event, School, User
from schools.operations import create_school, create_user
from schools.verification import verify

SCENARIOS = all_scenarios()
LEAP_DAY = local("2028-02-29T12:00")
PLAN = plan(SCENARIOS, LEAP_DAY)


@pytest.fixture
def demonstration_mode(db: None, settings: Any, tmp_path: Path) -> datetime:
    """The demonstration's mode, with a data folder of its own, on a leap day."""
    settings.DEMONSTRATION, settings.DATA_DIR = True, tmp_path
    return LEAP_DAY


@pytest.fixture
def an_empty_one(transactional_db: None, demonstration_mode: datetime) -> datetime:
    """The same, on a database with tables and no rows."""
    call_command("flush", interactive=False, verbosity=0)
    return demonstration_mode


def seed() -> list[str]:
    """Run the command; the lines it prints."""
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue().splitlines()


def test_everything_is_played_once_even_when_a_run_is_stopped_in_the_middle(
    an_empty_one: datetime, monkeypatch: pytest.MonkeyPatch, evidence_root: Path
) -> None:
    real, calls = demonstration.play, []

    def stopped(scenario: Any, playing: Any, **given: Any) -> Any:
        calls.append(scenario.id)
        played = real(scenario, playing, **given)
        if len(calls) == 20:
            raise KeyboardInterrupt
        return played

    with time_machine.travel(an_empty_one, tick=True):
        demonstration.mark(an_empty_one)
        monkeypatch.setattr(demonstration, "play", stopped)
        with pytest.raises(KeyboardInterrupt):
            seed()
        kept = Incident._base_manager.count()
        assert 0 < kept < 20
        assert kept == Event.objects.across_schools("test").filter(kind=demonstration.PLAYED).count()
    with time_machine.travel(an_empty_one + timedelta(days=3), tick=True):
        monkeypatch.undo()
        lines = seed()
        assert f"{kept + 1:>3} of 60" in "\n".join(lines)
        assert lines[-1].startswith(" 60 of 60")
        assert seed() == []
    everything_is_there_once(an_empty_one, evidence_root)


def everything_is_there_once(now: datetime, evidence_root: Path) -> None:
    """What a full demonstration holds."""
    assert Incident._base_manager.count() == len(SCENARIOS) == 60
    assert Event.objects.across_schools("test").filter(kind=demonstration.PLAYED).count() == 60
    assert Incident._base_manager.filter(closed_at__isnull=True).count() == sum(map(stays_open, SCENARIOS))
    assert Incident._base_manager.filter(reported_at__gt=now).count() == 0
    assert Notice._base_manager.filter(told_on__gt=now.date()).count() == 0
    files = {path.relative_to(evidence_root).as_posix() for path in evidence_root.glob("*/*") if path.is_file()}
    assert files == set(Evidence._base_manager.exclude(path="").values_list("path", flat=True))
    for school in demonstration.fixture_schools():
        assert school.demonstration
        assert verify(school).sound
        named(school, now)


def named(school: School, now: datetime) -> None:
    """Only Tregarth's policy is past its review date: a scenario says so."""
    incident = Incident._base_manager.filter(school=school, closed_at__isnull=True).first()
    assert incident is not None
    codes = {each.code for each in warnings_for(incident, calendar_of(school), now)}
    assert ("policy review overdue" in codes) == (school.slug == "tregarth")


def test_people_sign_in_with_the_password_and_see_their_school(an_empty_one: datetime) -> None:
    marker = demonstration.mark(an_empty_one)
    demonstration.make_schools(marker, PLAN)
    assert all(user.check_password(demonstration.PASSWORD) for user in User.objects.all()[:2])
    assert len(set(User.objects.values_list("password", flat=True))) == 1
    printed = "\n".join(welcome("http://127.0.0.1:8000/"))
    assert all(f"{user.name}" in printed and user.email in printed for user in User.objects.all())
    assert User.objects.count() == 30
    assert all(name in printed for name in School.objects.values_list("name", flat=True))
    assert demonstration.PASSWORD in printed
    assert {each.review_due for each in Adoption.objects.all()} == {"Summer 2030"}


def test_the_demonstration_keeps_to_its_mode(db: None, settings: Any) -> None:
    for mode in (True, False):
        settings.PRODUCTION = mode
        for command in ("demo", "seed_demo"):
            with pytest.raises(CommandError, match="manage.py demo"):
                call_command(command, stdout=StringIO())
    assert not School.objects.filter(demonstration=True).exists()


def refused() -> str:
    """What the command says when it refuses; nothing is written."""
    before = Event.objects.across_schools("test").count()
    with pytest.raises(CommandError) as found:
        seed()
    assert Event.objects.across_schools("test").count() == before
    return str(found.value)


def test_a_database_without_its_marker_is_left_alone(demonstration_mode: datetime) -> None:
    sentence = refused()
    assert "was not made by the demonstration" in sentence
    assert "there is no marker of it" in sentence
    demonstration.mark(demonstration_mode)
    assert "a school in it that is not made up" in refused()


def test_a_marker_of_another_database_does_not_count(an_empty_one: datetime, tmp_path: Path) -> None:
    demonstration.mark(an_empty_one)
    file = tmp_path / "demonstration.json"
    kept = file.read_text()
    for broken in (kept.replace(demonstration.address(), "elsewhere"), kept[:40], "[]", ""):
        file.write_text(broken)
        assert "there is no marker of it" in refused()
    file.write_text(kept)
    assert demonstration.claim(an_empty_one).moment == an_empty_one


def test_an_empty_database_is_taken_unless_its_folder_holds_evidence_of_another(
    demonstration_mode: datetime, monkeypatch: pytest.MonkeyPatch, evidence_root: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    kept = evidence_root / "elm-lane" / ("a" * 32)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"evidence")
    assert "holds evidence of another one" in refused()
    assert kept.exists() and not (tmp_path / "demonstration.json").exists()
    kept.unlink()
    first = demonstration.claim(demonstration_mode)
    kept.write_bytes(b"made by the demonstration, whose database was then deleted")
    assert demonstration.claim(demonstration_mode).identity != first.identity


def test_a_database_with_a_real_school_is_left_alone(an_empty_one: datetime) -> None:
    marker = demonstration.mark(an_empty_one)
    demonstration.make_schools(marker, PLAN)
    assert demonstration.claim(an_empty_one) == marker
    create_school(slug="elm-lane", name="Elm Lane", by=SET_UP, at=an_empty_one)
    assert "a school in it that is not made up" in refused()


def test_a_database_with_people_and_no_school_is_left_alone(an_empty_one: datetime) -> None:
    marker = demonstration.mark(an_empty_one)
    assert demonstration.claim(an_empty_one) == marker
    create_user(email="operator@real.example", name="Somebody real", by=SET_UP)
    assert "people in it and no school" in refused()


def test_a_marker_written_anew_does_not_claim_an_older_demonstration(an_empty_one: datetime) -> None:
    demonstration.make_schools(demonstration.mark(an_empty_one), PLAN)
    demonstration.mark(an_empty_one)
    assert "another than the one" in refused()


def test_a_year_later_the_terms_and_the_notice_are_there(an_empty_one: datetime) -> None:
    demonstration.make_schools(demonstration.mark(an_empty_one), PLAN)
    later = an_empty_one + timedelta(weeks=60)
    demonstration.keep_up(later)
    school = School.objects.get(slug="tregarth")
    assert calendar_of(school).term_of(later.date())
    assert school.notices.filter(told_on__gte=later.date() - timedelta(days=365)).exists()
    before = Event.objects.across_schools("test").count()
    demonstration.keep_up(later)
    assert Event.objects.across_schools("test").count() == before
