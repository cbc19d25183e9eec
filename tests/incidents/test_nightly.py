"""What the check every night finds: rows changed past the software, files altered or gone (S16.13, S16.14, S16.19)."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from simple_history.models import HistoricalChanges

from incidents.kept_files import CHANGED, MISSING, OTHERWISE, check_files, orphans
from incidents.models import Evidence, Incident
from incidents.operations.tidying import paths_kept
from incidents.playing.player import Playing, all_scenarios, play_all
from schools.history import SET_UP, acting
from schools.models import RecordCheck, School, User
from schools.reconcile import BACK, GONE, NO_HISTORY, Difference, _fields, differences, schools_of, tracked_models
from tests.builders import AT, a_reported_post, keep_a_capture, person
from tests.incidents.at_the_pages import SCHOOL
from tests.schools.flush import lifted
from tests.schools.tracked import edited

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> None:
    """Run it past the software."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def all_differences() -> list[Difference]:
    """What differs in any table."""
    return [each for model in tracked_models() for each in differences(model)]


@pytest.fixture
def incident() -> Incident:
    """An incident with a file of evidence."""
    found = a_reported_post()
    keep_a_capture(found, person(SCHOOL, "head"), AT)
    return found


def test_after_every_scenario_each_row_is_as_its_history_says_and_any_field_changed_past_it_is_named() -> None:
    """S16.13 and S16.14, over whatever the scenarios do."""
    apart = [each for each in all_scenarios() if not each.links][::3]
    list(play_all(apart, Playing(), AT))
    assert all_differences() == []
    histories = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    rows = sum(model._base_manager.count() for model in histories)
    assert sum(model._base_manager.filter(history_user_id=None).count() for model in histories) == 0
    wrong, fields, models = [], 0, 0
    for model in tracked_models():
        pk = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        models += pk is not None
        for field in _fields(model) if pk is not None else []:
            found = next(edited(model, pk, field), None)
            fields += found is not None
            if found is not None and found != [Difference(model, pk, field.name)]:
                wrong.append((model.__name__, field.name, found))
            if found is None:
                print(f"{model.__name__}.{field.name}: the database took no other value")
    print(f"{models} tables, {fields} fields, {rows} rows of history")
    assert wrong == []
    assert models >= 24 and fields >= 190 and rows > 500


def test_a_row_added_removed_or_brought_back_past_the_software_is_named(incident: Incident) -> None:
    """S16.13."""
    with acting(SET_UP):
        closure = incident.school.closures.create(day=AT.date(), why="Snow")
    table, model = type(closure)._meta.db_table, type(closure)
    with transaction.atomic():
        sql(f"DELETE FROM {table} WHERE id = %s", closure.pk)
        assert list(differences(model)) == [Difference(model, closure.pk, GONE)]
        transaction.set_rollback(True)
    with transaction.atomic():
        sql(f"INSERT INTO {table} (school_id, day, why) SELECT school_id, '2001-01-01', why FROM {table} WHERE id = %s",
            closure.pk)  # fmt: skip
        (added,) = differences(model)
        assert added.field == NO_HISTORY and schools_of(added) == [incident.school.pk]
        transaction.set_rollback(True)
    pk = closure.pk
    with transaction.atomic(), acting(SET_UP):
        closure.delete()
        assert list(differences(model)) == []
        sql(f"INSERT INTO {table} (id, school_id, day, why) VALUES (%s, %s, '2001-01-01', 'x')", pk, incident.school.pk)
        assert list(differences(model)) == [Difference(model, pk, BACK)]
        transaction.set_rollback(True)


def test_what_belongs_to_one_school_is_told_there_and_a_person_everywhere(incident: Incident) -> None:
    one = Evidence.objects.of(incident).get()
    assert schools_of(Difference(Evidence, one.pk, "source")) == [incident.school.pk]
    assert len(schools_of(Difference(User, 1, "email"))) == School.objects.count() > 1


def test_files_altered_gone_or_altered_together_with_their_row_are_told_apart(
    incident: Incident, evidence_root: Path
) -> None:
    """S16.19 and S5.17."""
    kept, school = Evidence.objects.of(incident).get(), incident.school
    place = evidence_root / kept.path
    good = check_files(school)
    assert (good.read, good.odd) == (1, ())
    whole = place.read_bytes()
    place.chmod(0o640)
    place.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    assert check_files(school).odd == ((kept.pk, CHANGED),)
    sql("UPDATE incidents_evidence SET sha256 = %s WHERE id = %s", "0" * 64, kept.pk)
    assert check_files(school).odd == ((kept.pk, OTHERWISE),)
    sql("UPDATE incidents_evidence SET sha256 = %s WHERE id = %s", kept.sha256, kept.pk)
    assert orphans(paths_kept()) == 0
    place.rename(place.with_name("f" * 32))
    assert check_files(school).odd == ((kept.pk, MISSING),)
    assert orphans(paths_kept()) == 1


def nightly() -> tuple[str, int]:
    """What the command prints, and the code that it ends with."""
    out = StringIO()
    try:
        call_command("verify_records_nightly", stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_the_nightly_check_keeps_what_it_found_for_every_school_and_says_whether_all_is_well(
    incident: Incident, caplog: pytest.LogCaptureFixture
) -> None:
    """S16.24, S16.04: well, then with a row edited, then with the record edited as well."""
    said, code = nightly()
    schools = School.objects.count()
    assert code == 0 and said.count(" is sound: ") == schools == RecordCheck.objects.across_schools("test").count()
    check = RecordCheck.objects.of(incident.school).get()
    assert (check.files, check.well, check.by) == (1, True, "system:checking-the-record") and (check.rows or 0) > 50
    sql("UPDATE incidents_incident SET summary = 'a secret word' WHERE id = %s", incident.pk)
    said, code = nightly()
    assert code == 1 and f"incidents_incident, row {incident.pk}: summary" in said
    assert "secret" not in said + caplog.text and "The record of larkspur-infant is not well" in caplog.text
    with lifted(connection):
        third = "SELECT id FROM schools_event WHERE school_id = %s AND number = 3"
        sql(f"DELETE FROM schools_eventpayload WHERE event_id = ({third})", incident.school.pk)
        sql("DELETE FROM schools_event WHERE school_id = %s AND number = 3", incident.school.pk)
    said, code = nightly()
    assert code == 1 and "event 3 is missing" in said and said.count(" is sound: ") == schools - 1
    assert [one.well for one in RecordCheck.objects.of(incident.school).order_by("pk")] == [
        True, False, False,
    ]  # fmt: skip
