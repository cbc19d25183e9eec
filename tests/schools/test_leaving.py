"""Leavers: signed out everywhere on their next request, their links dead, their name let go (S7.06, S7.07, S14.17)."""

import threading
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from schools import record
from schools.adapter import note_sign_in
from schools.history import SET_UP
from schools.links import reset_path
from schools.models import Event, Invitation, Membership, Outgoing, School, User
from schools.operation import NotFound, Refused
from schools.operations import appoint, deactivate, end_membership, pseudonymise, send_reset
from schools.page import unused_at
from schools.verification import verify
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_schools
from tests.schools.at_the_people import ELSEWHERE, HERE, PASSWORD, TODAY, admin, invited, somebody, words
from tests.schools.at_the_people import school as school

YESTERDAY = TODAY - timedelta(days=1)


def leave(user: User, ends: date = YESTERDAY) -> None:
    for membership in Membership.objects.filter(user=user, school__slug=HERE):
        end_membership(membership=membership, ends=ends, by=admin(), at=AT)


def shut(user: User, school: School) -> User:
    leave(user)
    deactivate(user=user, school=school, by=admin(), at=AT)
    return User.objects.get(pk=user.pk)


def signed_in(browser: Client) -> bool:
    """Whether the way in leads anywhere but to the sign-in."""
    return "/accounts/login/" not in browser.get("/").headers.get("Location", "")


def is_dead(link: str) -> bool:
    """Whether a link for a new password is refused."""
    return "This link works no more" in words(Client().get(link, follow=True))


def test_ending_the_last_office_ends_every_session_and_link_on_the_next_request(school: School) -> None:
    """S7.06, S7.07."""
    user = person(HERE, "slt")
    browsers, link = [client_of(user), client_of(user)], reset_path(user.key)
    open_one = invited(school, email=user.email)
    assert all(signed_in(each) for each in browsers) and not is_dead(link)
    leave(user)
    assert not any(signed_in(each) for each in browsers)
    assert is_dead(link)
    assert Invitation._base_manager.get(pk=open_one.pk).outcome == Invitation.Outcome.WITHDRAWN
    assert signed_in(client_of(User.objects.get(pk=user.pk))), "they may sign in, and see nothing"
    assert client_of(User.objects.get(pk=user.pk)).get(f"/{HERE}/").status_code == 404


def test_an_office_elsewhere_or_another_here_keeps_the_session(school: School) -> None:
    user = person(HERE, "slt")
    other = the_schools()[ELSEWHERE]
    appoint(user=user, role=Role.STAFF, school=other, starts=TODAY, by=SET_UP, at=AT)
    browser = client_of(user)
    leave(user)
    assert signed_in(browser)
    assert browser.get(f"/{HERE}/").status_code == 404 and browser.get(f"/{ELSEWHERE}/").status_code == 200


def test_after_a_last_day_to_come_the_nightly_job_sees_them_off_once(school: School) -> None:
    user = person(HERE, "slt")
    leave(user, TODAY)
    with time_machine.travel(AT + timedelta(hours=14, minutes=50), tick=True):
        browser = client_of(User.objects.get(pk=user.pk))
        assert browser.get(f"/{HERE}/").status_code == 200, "the last day counts"
    with time_machine.travel(AT + timedelta(hours=15, minutes=10), tick=True):
        assert browser.get(f"/{HERE}/").status_code == 404, "whatever the job does"
        assert signed_in(browser)
        said = StringIO()
        for _ in range(2):
            call_command("see_leavers_off", stdout=said)
        assert said.getvalue() == "Signed out everywhere: 1.\nSigned out everywhere: 0.\n"
        assert not signed_in(browser)


def test_an_account_is_shut_only_without_an_office_and_then_nothing_of_it_opens(school: School) -> None:
    """S7.07."""
    user = person(HERE, "slt")
    with pytest.raises(Refused, match="still in use"):
        deactivate(user=user, school=school, by=admin(), at=AT)
    leave(user)
    browser, link = client_of(User.objects.get(pk=user.pk)), reset_path(user.key)
    deactivate(user=user, school=school, by=admin(), at=AT)
    assert not signed_in(browser) and is_dead(link)
    typed = {"login": user.email, "password": PASSWORD}
    assert Client().post("/accounts/login/", typed).status_code == 200
    with pytest.raises(Refused, match="is shut"):
        send_reset(user=User.objects.get(pk=user.pk), school=school, by=admin(), at=AT)
    assert record.story_of(school, f"person:{user.record_key}")[-1].kind == "account-shut"


def test_nobody_shuts_the_account_of_a_stranger_of_somebody_in_use_elsewhere_or_their_own(school: School) -> None:
    other = the_schools()[ELSEWHERE]
    user = person(HERE, "slt")
    appoint(user=user, role=Role.STAFF, school=other, starts=TODAY, by=SET_UP, at=AT)
    leave(user)
    with pytest.raises(Refused, match="still in use"):
        deactivate(user=user, school=school, by=admin(), at=AT)
    with pytest.raises(NotFound):
        deactivate(user=person(ELSEWHERE, "slt"), school=school, by=admin(), at=AT)
    with pytest.raises(Refused, match="their own"):
        deactivate(user=admin(), school=school, by=admin(), at=AT)
    for by in (person(HERE, "head"), person(ELSEWHERE, "admin")):
        with pytest.raises(Refused, match="Your office"):
            deactivate(user=user, school=school, by=by, at=AT)


def test_a_name_that_was_let_go_is_nowhere_but_in_what_was_written_before(school: School) -> None:
    """S14.17."""
    user = person(HERE, "slt")
    with pytest.raises(Refused, match="Shut the account first"):
        pseudonymise(user=user, school=school, by=admin(), at=AT)
    gone, key = shut(user, school), user.record_key
    events = Event.objects.across_schools("test").filter(about=f"person:{key}").count()
    for _ in range(2):
        pseudonymise(user=gone, school=school, by=admin(), at=AT)
    gone = User.objects.get(pk=user.pk)
    assert (gone.name, gone.record_key) == ("A former colleague (1)", key)
    assert gone.email == f"former-{key}@fairpost.invalid" and not gone.has_usable_password()
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert Event.objects.across_schools("test").filter(about=f"person:{key}").count() == events + 1
    assert User.history.filter(id=user.pk).count() >= 3 and verify(school).sound
    with pytest.raises(CommandError, match="nobody of that address"):
        call_command("open_account", "--school=coldwell", f"--email={user.email}")


def test_whoever_worked_at_two_schools_is_not_renamed_by_one_of_them(school: School) -> None:
    user, other = person(HERE, "slt"), the_schools()[ELSEWHERE]
    held = appoint(user=user, role=Role.STAFF, school=other, starts=date(2025, 9, 1), by=SET_UP, at=AT)
    end_membership(membership=held, ends=YESTERDAY, by=SET_UP, at=AT)
    gone = shut(user, school)
    with pytest.raises(Refused, match="more than one school"):
        pseudonymise(user=gone, school=school, by=admin(), at=AT)
    pseudonymise(user=gone, school=school, by=SET_UP, at=AT)


def test_the_operator_opens_a_shut_account_again(school: School) -> None:
    user = shut(person(HERE, "slt"), school)
    call_command("open_account", "--school=coldwell", f"--email={user.email}", stdout=StringIO())
    assert User.objects.get(pk=user.pk).is_active
    with pytest.raises(CommandError, match="is open"):
        call_command("open_account", "--school=coldwell", f"--email={user.email}")


def test_accounts_that_nobody_uses_are_found_after_90_days(school: School) -> None:
    """S7.07."""
    new = somebody(school)
    appoint(user=new, role=Role.STAFF, school=school, starts=TODAY - timedelta(days=89), by=SET_UP, at=AT)
    old, used = person(HERE, "dsl"), person(HERE, "head")
    note_sign_in(old, TODAY - timedelta(days=91))
    note_sign_in(used, TODAY - timedelta(days=90))
    found = unused_at(school, TODAY)
    assert old in found and person(HERE, "staff") in found, "somebody who never signed in counts too"
    assert used not in found and new not in found
    assert Client().get(f"/{HERE}/people/").status_code == 302
    assert "Nobody has signed in for 90 days" in words(client_of(admin()).get(f"/{HERE}/people/"))


def test_mail_that_waits_for_somebody_whose_account_is_shut_is_not_sent(school: School) -> None:
    """S7.07."""
    user = person(HERE, "slt")
    shut(user, school)
    assert set(Outgoing.objects.filter(person=user).values_list("state", flat=True)) == {"GIVEN_UP"}


@pytest.mark.django_db(transaction=True)
def test_no_request_gets_through_once_the_office_has_ended() -> None:
    """S7.06: hundreds of requests from four sessions, and the office ends among them."""
    with time_machine.travel(AT, tick=True):
        the_schools()
        user, over, stale, asked = person(HERE, "slt"), threading.Event(), [], []

        def ask() -> None:
            browser = client_of(User.objects.get(pk=user.pk))
            for _ in range(60):
                ended_before = over.is_set()
                status = browser.get(f"/{HERE}/hosts/").status_code
                asked.append(status)
                if ended_before and status == 200:
                    stale.append(status)
            connection.close()

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for each in threads:
            each.start()
        while asked.count(200) < 20:
            threading.Event().wait(0.01)
        leave(user)
        over.set()
        for each in threads:
            each.join()
    assert stale == [] and asked.count(302) > 20 and len(asked) == 240
