"""The September reminder: to whom, from when, once a school year each, over a real line to a real mail server."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from incidents.models import Incident
from incidents.playing.cast import pass_governors
from incidents.playing.moments import LONDON
from policies.models import Reminder
from policies.operations.life import adopt
from policies.operations.reminding import claim_reminder
from policies.operations.starting import load_starter
from policies.operations.telling import record_notice, withdraw_notice
from policies.reminding import due_at, due_reminders
from policies.starters import load
from schools import record
from schools.history import REMINDING, SET_UP, acting
from schools.models import Membership, School
from schools.operations import appoint, create_school, create_user, end_membership
from schools.vocabulary import Role
from tests.builders import a_reported_post, person, the_schools
from tests.smtp import DATA, END, FROM, HELLO, TO, Mailbox, mail_server

SEPTEMBER = datetime(2026, 9, 1, 7, 0, tzinfo=LONDON)
HERE = "tregarth"
KEEPERS = ["admin@tregarth.example", "chair@tregarth.example", "head@tregarth.example"]


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    """A mail server, and the settings that lead to it."""
    with mail_server() as found:
        settings.EMAIL_BACKEND = "schools.mail.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 10
        settings.SITE_URL = "https://fairpost.example"
        yield found


@pytest.fixture
def school(db: None) -> Iterator[School]:
    """A school on the morning of 1 September 2026 that has told nobody yet; the other schools told parents early."""
    with time_machine.travel(SEPTEMBER, tick=True):
        found = the_schools()
        not_told(found[HERE])
        yield found[HERE]


def not_told(school: School) -> None:
    for notice in school.notices.filter(school_year=2026):
        withdraw_notice(notice=notice, reason="Not sent yet", by=SET_UP, at=SEPTEMBER)


def run() -> str:
    said = StringIO()
    call_command("send_reminders", stdout=said)
    return said.getvalue()


def kinds(school: School) -> Counter[str]:
    return Counter(each.kind for each in record.story_of(school, "policy") if each.kind.startswith("reminder"))


def due(school: School, on: date) -> list[str]:
    return sorted(each.person.email for each in due_at(school, on))


# To whom, and from when


def test_whoever_keeps_the_policy_is_mailed_once_and_nobody_else(school: School, box: Mailbox) -> None:
    assert run() == "Reminders to tell parents sent: 3.\n"
    assert box.readers == KEEPERS
    assert run() == "Reminders to tell parents sent: 0.\n"
    assert box.readers == KEEPERS
    assert kinds(school) == {"reminder-to-tell-parents": 3}
    details = [each.details for each in record.story_of(school, "policy") if each.kind == "reminder-to-tell-parents"]
    assert {each["to"] for each in details} == {
        person(HERE, office).record_key for office in ("head", "chair", "admin")
    }


def test_the_mail_is_plain_names_nobody_and_leads_to_the_register(school: School, box: Mailbox) -> None:
    incident = a_reported_post(HERE, at=SEPTEMBER - timedelta(days=1), summary="A pupil is named")
    run()
    mail = next(each for each in box.taken if each["To"] == "head@tregarth.example")
    text = mail.get_content()
    assert mail.get_content_type() == "text/plain"
    assert mail["Subject"] == "Tregarth Primary School: tell parents about the social media policy"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert text.startswith("Hello,") and "2026 to 2027" in text
    assert "https://fairpost.example/tregarth/notices/" in text
    everything = mail.as_string()
    others = {each.user.name for each in Membership.objects.filter(school=school)}
    assert [name for name in others if name in everything] == []
    for words in (incident.reference, incident.summary, "Kerry Lodge", "incident"):
        assert words not in everything
    assert Incident._base_manager.count() == 1


def test_nothing_is_due_before_september_nor_once_parents_were_told(school: School) -> None:
    assert due(school, date(2026, 9, 1)) == KEEPERS
    assert due(school, date(2026, 8, 31)) == [], "parents were told in the school year before"
    assert due(school, date(2027, 8, 31)) == KEEPERS
    booklet = {"told_on": date(2026, 7, 6), "school_year": 2026, "way": "BOOKLET", "details": ""}
    notice = record_notice(school=school, by=SET_UP, at=SEPTEMBER, **booklet)
    assert due(school, date(2026, 9, 1)) == []
    withdraw_notice(notice=notice, reason="It was last year's", by=SET_UP, at=SEPTEMBER)
    assert due(school, date(2026, 9, 1)) == KEEPERS


@pytest.mark.parametrize(
    ("adopted", "first"),
    [(date(2026, 9, 1), 2026), (date(2026, 9, 2), 2027), (date(2026, 7, 1), 2026), (date(2025, 11, 3), 2026)],
)
def test_the_first_reminder_comes_in_the_first_september_of_a_policy(school: School, adopted: date, first: int) -> None:
    new = a_school("new-school", adopted)
    for year in (2025, 2026, 2027, 2028):
        assert due(new, date(year, 9, 20)) == (["head@new-school.example"] if year >= first else [])


def test_a_school_without_a_policy_and_one_that_is_made_up_are_left_alone(school: School) -> None:
    bare, made_up = a_school("bare", None), a_school("made-up", date(2025, 9, 1), demonstration=True)
    a_school("real", date(2025, 9, 1))
    assert {each.school.slug for each in due_reminders(SEPTEMBER.date())} == {HERE, "real"}
    assert due(bare, SEPTEMBER.date()) == due(made_up, SEPTEMBER.date()) == []


def test_somebody_with_two_offices_gets_one_and_a_newcomer_theirs_when_they_come(school: School, box: Mailbox) -> None:
    head, admin = person(HERE, "head"), Membership.objects.get(user=person(HERE, "admin"))
    appoint(user=head, role=Role.ADMIN, school=school, starts=SEPTEMBER.date(), by=SET_UP, at=SEPTEMBER)
    end_membership(membership=admin, ends=date(2026, 8, 31), by=SET_UP, at=SEPTEMBER)
    run()
    assert box.readers == ["chair@tregarth.example", "head@tregarth.example"]
    new = create_user(email="new@tregarth.example", name="New Chair", by=SET_UP)
    appoint(user=new, role=Role.CHAIR, school=school, starts=SEPTEMBER.date(), by=SET_UP, at=SEPTEMBER)
    run()
    assert box.readers == ["chair@tregarth.example", "head@tregarth.example", "new@tregarth.example"]


def test_in_the_next_school_year_everybody_is_reminded_anew(school: School, box: Mailbox) -> None:
    run()
    with time_machine.travel(SEPTEMBER + timedelta(days=365), tick=True):
        run()
        assert box.readers == KEEPERS, "the fixture school has told parents in 2027"
        for notice in school.notices.filter(school_year=2027):
            withdraw_notice(notice=notice, reason="Not sent yet", by=SET_UP, at=timezone.now())
        run()
    assert box.readers == sorted(KEEPERS * 2)


# When something fails


@pytest.mark.parametrize("moment", [HELLO, FROM, TO, DATA])
def test_mail_that_was_not_taken_is_tried_again_and_nobody_gets_it_twice(
    school: School, box: Mailbox, moment: str
) -> None:
    box.hangs_up_at = moment
    with pytest.raises(CommandError, match="Run this again later"):
        run()
    assert (box.readers, Reminder._base_manager.count()) == ([], 0)
    box.hangs_up_at = ""
    assert "sent: 3." in run() and "sent: 0." in run()
    assert box.readers == KEEPERS


def test_a_reader_whom_the_server_refuses_holds_up_nobody_and_is_tried_again(school: School, box: Mailbox) -> None:
    box.refuses = {"chair@"}
    with pytest.raises(CommandError, match="did not take 1 of them"):
        run()
    assert box.readers == ["admin@tregarth.example", "head@tregarth.example"]
    assert kinds(school) == {"reminder-to-tell-parents": 3, "reminder-not-sent": 1}
    box.refuses = set()
    assert "sent: 1." in run()
    assert box.readers == KEEPERS


@pytest.mark.parametrize("arrived", [True, False])
def test_mail_that_may_have_arrived_is_not_sent_again_and_the_run_says_so(
    school: School, box: Mailbox, arrived: bool
) -> None:
    box.hangs_up_at, box.hangs_up_once_taken = END, arrived
    assert "Cut off on their way, perhaps not arrived, and not sent again: 3." in run()
    box.hangs_up_at = ""
    assert "sent: 0." in run()
    assert box.readers == (KEEPERS if arrived else [])


def test_a_server_that_is_not_there_leaves_everything_for_the_next_run(
    school: School, box: Mailbox, settings: Any
) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(CommandError, match="cannot be reached: ConnectionRefusedError"):
        run()
    assert (Reminder._base_manager.count(), kinds(school)) == (0, {})
    settings.EMAIL_PORT = box.port
    assert "sent: 3." in run()


def test_without_the_address_of_the_site_nothing_is_sent(school: School, box: Mailbox, settings: Any) -> None:
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL is not set"):
        run()
    assert (box.taken, Reminder._base_manager.count()) == ([], 0)


def test_a_reminder_that_is_no_longer_due_is_not_taken(school: School) -> None:
    first, second, _ = due_at(school, SEPTEMBER.date())
    assert claim_reminder(due=first, by=REMINDING, at=SEPTEMBER) is not None
    assert claim_reminder(due=first, by=REMINDING, at=SEPTEMBER) is None
    record_notice(school=school, told_on=SEPTEMBER.date(), way="NEWSLETTER", details="", by=SET_UP, at=SEPTEMBER)
    assert claim_reminder(due=second, by=REMINDING, at=SEPTEMBER) is None
    assert Reminder._base_manager.count() == kinds(school)["reminder-to-tell-parents"] == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_mail_once(box: Mailbox) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def work() -> None:
        try:
            start.wait()
            run()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    with time_machine.travel(SEPTEMBER, tick=True):
        for school in the_schools().values():
            not_told(school)
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(box.readers) == len(set(box.readers)) == Reminder._base_manager.count() == 12


def test_the_database_itself_refuses_a_second_row(school: School) -> None:
    row = {"school": school, "person": person(HERE, "head"), "school_year": 2026, "sent_at": SEPTEMBER}
    with acting(REMINDING):
        Reminder.objects.create(**row)
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.create(**row)


def a_school(slug: str, adopted: date | None, **more: Any) -> School:
    """A school with a head, and with a policy from a day unless there is none."""
    made = create_school(slug=slug, name=slug.title(), by=SET_UP, at=SEPTEMBER, **more)
    head = create_user(email=f"head@{slug}.example", name="A Head", by=SET_UP)
    appoint(user=head, role=Role.HEAD, school=made, starts=date(2020, 9, 1), by=SET_UP, at=SEPTEMBER)
    if adopted:
        version = load_starter(starter=load("primary"), school=made, by=SET_UP, at=SEPTEMBER)
        pass_governors(version, SET_UP, SET_UP, "", SEPTEMBER)
        adopt(school=made, version=version, adopted_on=adopted, review_due="", by=SET_UP, at=SEPTEMBER)
    return made
