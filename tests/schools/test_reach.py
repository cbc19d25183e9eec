"""The second wall, in PostgreSQL itself: with the first one down, another school's rows are neither seen nor written.

S8.09 and S13.03. SQLite has no such wall (decision 0024): there every test says so, and the managers are all there is.
"""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpRequest
from django.urls import reverse

from incidents import access
from incidents.models import Incident, Person, Post
from incidents.operations.drafts import start_draft
from incidents.playing.files import made_up
from schools import reach, row_security
from schools.files.store import receive
from schools.models import Event, School
from schools.reach import across_schools, come_within, nowhere, within
from schools.scoping import Scoped, path_of
from tests.builders import AT, a_reported_post, client_of, keep_a_capture, person
from tests.databases import as_the_owner
from tests.structure.scoping import scoped

pytestmark = pytest.mark.django_db
WALLED = connection.vendor == "postgresql"
Two = tuple[Incident, Incident]


@pytest.fixture
def two() -> Two:
    """An incident of each of two schools of one trust, with evidence, and a report in progress at each."""
    both = a_reported_post(), a_reported_post("larkspur-junior")
    for each in both:
        keep_a_capture(each, person(each.school.slug, "head"))
        start_draft(school=each.school, by=person(each.school.slug, "staff"), at=AT)
    assert receive(made_up("png", 2), folder="x")
    return both


@pytest.fixture
def first_wall_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The managers give everything to everybody."""
    monkeypatch.setattr(Scoped, "of", lambda self, owner: self.model._default_manager.all())


def schools_seen(model: type[models.Model]) -> set[int]:
    """The schools whose rows of a table come back when nobody asks for a school."""
    rows = model._default_manager.values_list(f"{path_of(model)}_id", flat=True)
    return set(rows.distinct())


def refused(way: Callable[[], Any]) -> bool:
    """Whether the database would not do it; whatever it did is taken back."""
    try:
        with transaction.atomic():
            way()
            transaction.set_rollback(True)
    except DatabaseError as error:
        return "row-level security" in str(error)
    return False


def test_every_table_of_schools_has_its_rule_after_migrating() -> None:
    walls = row_security.declared(connection)
    assert row_security.missing(connection) == []
    assert len(walls) == (len(scoped()) if WALLED else 0)


def test_a_rule_that_is_switched_off_widened_or_hollowed_out_is_missed_and_put_back() -> None:
    table, hollow = "incidents_incident", "CREATE OR REPLACE FUNCTION fairpost_reaches(school bigint) RETURNS boolean"
    ways = {
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY": 1,
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY": 1,
        f"DROP POLICY within_reach ON {table}": 1,
        f"CREATE POLICY also ON {table} USING (true)": 1,
        f"ALTER POLICY within_reach ON {table} USING (true)": 1,
        f"ALTER POLICY within_reach ON {table} WITH CHECK (true)": 1,
        f"ALTER POLICY within_reach ON {table} TO fairpost_owner": 1,
        f"{hollow} LANGUAGE sql STABLE AS $$SELECT true$$": len(row_security.declared(connection)),
    }
    for statement, number in ways.items() if WALLED else ():
        with transaction.atomic(), as_the_owner():
            connection.check_constraints()
            with connection.cursor() as cursor:
                cursor.execute(statement)
            assert len(row_security.missing(connection)) == number, statement
            if "also" not in statement:  # a rule that somebody added is for somebody to take away
                assert len(row_security.install(connection)) == number
                assert row_security.missing(connection) == []
            transaction.set_rollback(True)
    assert row_security.missing(connection) == []


def test_the_tests_are_the_application_which_owns_nothing_and_is_held_by_every_rule() -> None:
    if WALLED:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, rolsuper, rolbypassrls, rolinherit FROM pg_roles "
                           "WHERE rolname = current_user")  # fmt: skip
            assert cursor.fetchall() == [("fairpost_application", False, False, False)]
            cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
            assert cursor.fetchall() == [("fairpost_owner",)]
            for statement in ("TRUNCATE incidents_post", "ALTER TABLE incidents_post DISABLE ROW LEVEL SECURITY"):
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(statement)


def test_with_the_managers_open_only_the_rows_of_the_school_come_back_from_any_table(
    two: Two, first_wall_down: None
) -> None:
    ours, theirs = two
    seen = {name: schools_seen(model) for name, model in scoped().items()}
    full = {name for name, found in seen.items() if {ours.school_id, theirs.school_id} <= found}
    assert len(full) >= 12, full
    for name in full:
        model = scoped()[name]
        with within(ours.school):
            assert (schools_seen(model) == {ours.school_id}) is WALLED, name
        with nowhere():
            assert (schools_seen(model) == set()) is WALLED, name
        with within(ours.school, theirs.school):
            assert schools_seen(model) >= {ours.school_id, theirs.school_id}, name
        with nowhere(), across_schools("A test looks at everything."), as_the_owner():
            assert schools_seen(model) == seen[name], name
        with nowhere(), as_the_owner():
            assert (schools_seen(model) == set()) is WALLED, "the owner is held as well"


def test_nothing_is_written_for_another_school(two: Two) -> None:
    ours, theirs = two
    event = Event.objects.of(theirs.school).latest("number")
    ways: list[Callable[[], Any]] = [
        lambda: Person._base_manager.bulk_create([Person(school=theirs.school, name="A", folded="a")]),
        lambda: Post._base_manager.bulk_create([Post(incident=theirs, found_at=AT)]),
        lambda: Event(
            school=theirs.school,
            number=999,
            kind="x",
            about="y",
            actor="z",
            at=AT,
            recorded_at=AT,
            commitment=b"",
            previous=b"",
            hash=bytes(event.hash),
        ).save(),  # fmt: skip
        lambda: Incident._base_manager.filter(pk=ours.pk).update(school=theirs.school),
        lambda: Post._base_manager.filter(incident=ours).update(incident=theirs),
    ]
    with within(ours.school):
        assert [refused(way) for way in ways] == [WALLED] * len(ways)
        assert (Incident._base_manager.filter(pk=theirs.pk).update(summary="Mine") == 0) is WALLED
        assert (Post._base_manager.filter(incident=theirs).update(words="Mine") == 0) is WALLED
    with within(theirs.school):
        assert not any(refused(way) for way in ways[:2])


def test_pages_give_away_nothing_with_both_the_managers_and_the_door_open(
    two: Two, first_wall_down: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = two
    everything = lambda standing: Incident._base_manager.all()  # noqa: E731
    monkeypatch.setattr(access, "incidents_for", everything)
    monkeypatch.setattr("incidents.views.lists.incidents_for", everything, raising=False)
    monkeypatch.setattr("incidents.home.incidents_for", everything, raising=False)
    client, slug = client_of(person("larkspur-infant", "head")), ours.school.slug
    assert client.get(reverse("incident", args=[slug, ours.reference])).status_code == 200
    shown = client.get(reverse("incident", args=[slug, theirs.reference]))
    assert shown.status_code == (404 if WALLED else 200), "on SQLite the managers and the door are the wall"
    if WALLED:
        for name in ("home", "incident_list", "people", "notices"):
            assert theirs.reference not in client.get(reverse(name, args=[slug])).content.decode(), name


def test_commands_reach_what_they_are_for_though_nobody_named_a_school(two: Two) -> None:
    said = StringIO()
    with nowhere():
        call_command("verify_record", school=two[0].school.slug, stdout=said)
        with time_machine.travel(AT + timedelta(days=30), tick=False):
            call_command("sweep", stdout=said)
            call_command("see_leavers_off", stdout=said)
        assert not Incident._base_manager.exists() or not WALLED
    assert "Reports in progress deleted: 2" in said.getvalue()
    assert "sound" in said.getvalue() and ": 0 events" not in said.getvalue()


def now_reached() -> tuple[str, str]:
    """What the connection itself says."""
    if not WALLED:
        return "", ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fairpost.school', true), current_setting('fairpost.why', true)")
        schools, why = cursor.fetchone()
    return schools or "", why or ""


def test_what_the_door_sets_does_not_outlive_the_request_even_after_an_error(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, _ = two
    client, seen = client_of(person("larkspur-infant", "head")), []
    before, address = now_reached(), reverse("incident", args=[ours.school.slug, ours.reference])
    real = access.look_at
    monkeypatch.setattr(access, "look_at", lambda *words: (seen.append(now_reached()), real(*words)))
    assert client.get(address).status_code == 200
    assert seen == [(f"{{{ours.school_id}}}", "")] if WALLED else [("", "")]
    assert now_reached() == before

    def fails(request: HttpRequest) -> None:
        seen.append(now_reached())
        raise ZeroDivisionError

    monkeypatch.setattr(access, "look_at", lambda *words: fails(HttpRequest()))
    with pytest.raises(ZeroDivisionError):
        client.get(address)
    assert now_reached() == before
    monkeypatch.setattr("incidents.views.home.schools_of", lambda *words: seen.append(now_reached()) or [])
    client.get(reverse("front_door"))
    assert seen[-1] == ("", ""), "the next request on the same connection begins with nothing"
    assert now_reached() == before and len(seen) == 3


def test_going_back_is_sure_in_nested_blocks_failed_transactions_and_new_connections(two: Two) -> None:
    ours, theirs = (each.school for each in two)
    if not WALLED:
        return
    with within(ours):
        with pytest.raises(DatabaseError), transaction.atomic(), within(theirs), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert now_reached() == (f"{{{ours.pk}}}", "")
        with transaction.atomic(), across_schools("A test looks."):
            assert now_reached() == ("", "A test looks.")
            transaction.set_rollback(True)
        assert now_reached() == (f"{{{ours.pk}}}", "")
        with nowhere():
            come_within(theirs)
            assert now_reached() == (f"{{{theirs.pk}}}", "")
        assert now_reached() == (f"{{{ours.pk}}}", "")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_opened_anew_reaches_nothing_until_it_is_told() -> None:
    school = School.objects.first() or School(pk=1)
    with within(school):
        connection.close()
        if WALLED:
            assert now_reached() == ("", reach.unless_set.why), "only what its own address says"
    with nowhere():
        assert now_reached() == ("", "")
