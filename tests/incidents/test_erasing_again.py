"""A backup that is restored is made to forget again what was erased after it was made (S14.16)."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone

from incidents.models import Disposal, Incident
from incidents.operations.disposing import agree, propose_person
from schools import erasure, erasure_log, triggers
from schools.damage import Damage
from schools.models import ErasurePermit, Event, RecordHead, School
from schools.models.erasure import TOMBSTONE
from schools.operations.erasing import finish
from schools.verification import verify
from tests.builders import person
from tests.incidents.at_erasing import LATER, SLUG, Case, a_case, both_agree, propose, the_school
from tests.incidents.at_erasing import case as case
from tests.incidents.at_erasing import marked as marked
from tests.incidents.test_erasing import a_wrong_link
from tests.prove._marked import Marked
from tests.schools.flush import lifted

pytestmark = pytest.mark.django_db


def kept_tables() -> list[type[models.Model]]:
    """The tables of incidents and of the record, histories among them."""
    rows = [*apps.get_app_config("incidents").get_models(), *triggers.protected(), RecordHead]
    return [model for model in dict.fromkeys(rows) if model is not Event]


def a_backup() -> list[tuple[type[models.Model], list[dict[str, Any]]]]:
    """Every row of these tables as it is now."""
    return [(model, list(model._base_manager.values())) for model in [Event, *kept_tables()]]


def restore(backup: list[tuple[type[models.Model], list[dict[str, Any]]]]) -> None:
    """Put the tables back as they were, as whoever owns the database does."""
    with lifted(connection), connection.constraint_checks_disabled(), transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for model, _ in backup:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        for model, rows in backup:
            models.QuerySet(model).bulk_create([model(**row) for row in rows])


def stones() -> list[str]:
    """The hashes of every erasure in the database."""
    return [
        bytes(value).hex()
        for value in Event.objects.across_schools("The test asks.")
        .filter(kind=TOMBSTONE)
        .values_list("hash", flat=True)
    ]


def test_a_restored_backup_forgets_again_and_the_record_is_sound(case: Case) -> None:
    """S14.16: erase, restore an older backup, and what was erased stays erased."""
    waiting = propose(case.incident)
    backup = a_backup()
    both_agree(waiting)
    finish()
    first = stones()
    restore(backup)
    assert case.left and not stones() and verify(the_school()).sound
    done = erasure.reapply(erasure_log.kept(), at=timezone.now())
    finish()
    assert len(done) == 1 and case.left == {}
    verdict = verify(the_school())
    assert verdict.sound and verdict.erased[0][0] == done[0].number
    receipt = erasure.receipts_of(the_school())[0]
    assert (receipt.details["again_of"], receipt.confirmed_by) == (first[0], person(SLUG, "head").name)
    assert done[0].actor == erasure.RESTORING.record_key
    assert erasure.reapply(erasure_log.kept(), at=timezone.now()) == []


def test_somebody_wrongly_linked_stays_erased_and_what_came_after_the_backup_is_passed_over(marked: Marked) -> None:
    """S14.16: the same for a person, by the command; a receipt of what is not there does nothing."""
    case = a_case(marked)
    before_link = a_backup()
    link = a_wrong_link(case)
    head, dsl = person(SLUG, "head"), person(SLUG, "dsl")
    backup = a_backup()
    waiting = propose_person(incident=case.incident, link=link, reason="A namesake", by=dsl, at=LATER)
    assert agree(disposal=waiting, by=head, at=LATER)
    finish()
    restore(backup)
    assert case.left
    call_command("reapply_erasures", verbosity=0)
    assert case.left == {} and verify(the_school()).sound
    restore(before_link)
    assert erasure.reapply(erasure_log.kept(), at=LATER) == []
    assert verify(the_school()).sound and not ErasurePermit.objects.across_schools("The test asks.").exists()


def test_a_receipt_of_another_school_or_of_nonsense_erases_nothing(case: Case) -> None:
    """S8: an incident is found in its own school alone."""
    both_agree(propose(case.incident))
    line, other = erasure.erasures_since()[0], a_case(case.marked)
    theirs = School.objects.get(slug="tregarth")
    forged = {**line, "event": "00", "subject": other.incident.about, "school": theirs.pk}
    odd = [{**forged, "subject": "nothing:1"}, {**forged, "school": 10**9}, forged]
    assert erasure.reapply(odd, at=LATER) == []
    assert other.now().disposed_at is None


def test_since_gives_what_was_recorded_from_then_on(case: Case) -> None:
    """S14.16: by the server's clock, whatever the erasure says of itself."""
    before = timezone.now()
    both_agree(propose(case.incident))
    assert len(erasure.erasures_since(before)) == 1 and erasure.erasures_since(timezone.now()) == []
    words = [*case.words, *(person(SLUG, office).name.lower() for office in ("head", "chair"))]
    said = str(erasure.erasures_since(before)).lower()
    assert not [word for word in words if word in said]


def test_a_restored_record_without_its_details_and_its_receipt_is_damaged(case: Case) -> None:
    """S14.13: copying rows away by hand is not an erasure."""
    backup = a_backup()
    both_agree(propose(case.incident))
    gone = {row["event_id"] for row in dict(backup)[triggers.EventPayload]} - set(
        triggers.EventPayload.objects.across_schools("The test asks.").values_list("pk", flat=True)
    )
    restore([(model, [row for row in rows if row.get("event_id") not in gone]) for model, rows in backup])
    broken = verify(the_school()).broken
    assert broken is not None and broken.damage is Damage.DETAILS_MISSING
    assert Disposal._base_manager.count() == 0 and Incident._base_manager.exists()
