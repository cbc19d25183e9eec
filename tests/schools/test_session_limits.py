"""How long a session lasts, what its end says, and when its key changes (S7.01, S7.02, S7.06, S7.08)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client

from schools.history import SET_UP, acting
from schools.models import School, SignIn, User
from schools.operations import appoint, end_membership
from schools.sign_ins import hash_of
from schools.vocabulary import Ended, Role
from tests.builders import AT, a_reported_post, client_of, keep_a_capture, person, the_schools

pytestmark = pytest.mark.django_db
HOME = "/larkspur-infant/"
SIGN_IN = "/accounts/login/"
PASSWORD = "plain words that nobody guesses"
LONG_AGO = AT.date() - timedelta(days=90)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def a_password_is_enough(settings: Any) -> None:
    """What is asked for besides a password has tests of its own."""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    """A Monday morning, on a clock that the test moves."""
    with time_machine.travel(AT, tick=False) as moved:
        the_schools()
        yield moved


def head() -> User:
    """The head of the infant school, with a password."""
    found = person("larkspur-infant", "head")
    found.password = make_password(PASSWORD)
    found.save(update_fields=["password"])
    return found


def typed_in(user: User, client: Client | None = None) -> Client:
    """A browser in which this person typed their password."""
    client = client or Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36"})
    answer = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def key_of(client: Client) -> str:
    """The key of a browser's session."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def opens(client: Client) -> bool:
    """Whether the home page opens; else the browser is led to the sign-in."""
    answer = client.get(HOME)
    assert answer.status_code == 200 or answer.headers["Location"] == f"{SIGN_IN}?next={HOME}"
    return answer.status_code == 200


@pytest.mark.parametrize(
    ("after", "open_still"), [(timedelta(minutes=30) - SECOND, True), (timedelta(minutes=30) + SECOND, False)]
)
def test_a_session_lasts_thirty_minutes_without_a_page_and_no_second_more(
    clock: Any, after: timedelta, open_still: bool
) -> None:
    """S7.01, idle, at limit-1 s and limit+1 s; and the sign-in page says why."""
    client = typed_in(head())
    clock.move_to(AT + after)
    assert opens(client) is open_still
    assert (Ended.IDLE.label in client.get(SIGN_IN).content.decode()) is not open_still


@pytest.mark.parametrize(
    ("after", "open_still"), [(timedelta(hours=10) - SECOND, True), (timedelta(hours=10) + SECOND, False)]
)
def test_a_session_lasts_ten_hours_however_busy_and_no_second_more(
    clock: Any, after: timedelta, open_still: bool
) -> None:
    """S7.01, absolute."""
    client, moment = typed_in(head()), AT
    while moment + timedelta(minutes=25) < AT + timedelta(hours=10):
        moment += timedelta(minutes=25)
        clock.move_to(moment)
        assert opens(client)
    clock.move_to(AT + after)
    assert opens(client) is open_still
    assert (Ended.LONG.label in client.get(SIGN_IN).content.decode()) is not open_still


def test_both_limits_are_settings(clock: Any, settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 5, 1
    client = typed_in(head())
    clock.move_to(AT + timedelta(minutes=5) + SECOND)
    assert not opens(client)
    client, began = typed_in(head()), AT + timedelta(minutes=6)
    for minutes in range(6, 66, 4):
        clock.move_to(began + timedelta(minutes=minutes - 6))
        assert opens(client)
    clock.move_to(began + timedelta(minutes=61))
    assert not opens(client)


def test_being_there_is_written_down_once_a_minute_and_not_at_every_page(clock: Any) -> None:
    client = typed_in(head())
    for seconds in (1, 30, 59):
        clock.move_to(AT + timedelta(seconds=seconds))
        assert opens(client)
        assert SignIn.objects.get().seen_at == AT
    clock.move_to(AT + timedelta(seconds=61))
    assert opens(client)
    assert SignIn.objects.get().seen_at == AT + timedelta(seconds=61)


def test_a_clock_that_steps_back_ends_a_session_and_does_not_lengthen_it(clock: Any) -> None:
    """R.13: a minute between two servers is nothing, an hour is."""
    client = typed_in(head())
    clock.move_to(AT - timedelta(minutes=1))
    assert opens(client)
    clock.move_to(AT - timedelta(hours=1))
    assert not opens(client)
    clock.move_to(AT)
    assert not opens(client)


def test_a_session_whose_sign_in_is_not_written_down_is_nobodys() -> None:
    user = head()
    let_in = Client()
    let_in.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert not opens(let_in)
    assert opens(client_of(user))


def test_the_key_changes_at_sign_in_and_the_one_before_is_dead() -> None:
    """S7.02, sign-in: a key that somebody planted beforehand opens nothing afterwards."""
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    planted = key_of(client)
    typed_in(head(), client)
    assert key_of(client) != planted
    assert not Session.objects.filter(pk=planted).exists()
    assert SignIn.objects.get().session_hash == hash_of(key_of(client))
    assert key_of(client) not in str(SignIn.objects.values().get())


def with_key(key: str) -> Client:
    """Another browser that has got hold of a session's key."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_the_key_changes_at_step_up_and_the_old_one_is_dead() -> None:
    """S7.02, step-up."""
    client = typed_in(head())
    before = key_of(client)
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    assert key_of(client) != before
    assert opens(client)
    assert not opens(with_key(before))
    assert SignIn.objects.count() == 1


def test_the_key_changes_when_rights_change_and_the_old_one_is_dead(clock: Any) -> None:
    """S7.02, change of rights: an office more, and an office less."""
    user, school = head(), School.objects.get(slug="larkspur-infant")
    client = typed_in(user)
    first = key_of(client)
    assert opens(client) and key_of(client) == first
    office = appoint(user=user, role=Role.DSL, school=school, starts=LONG_AGO, by=SET_UP, at=AT)
    assert opens(client)
    second = key_of(client)
    assert second != first and not opens(with_key(first))
    end_membership(membership=office, ends=AT.date() - timedelta(days=1), by=SET_UP, at=AT)  # type: ignore[arg-type]
    assert opens(client) and key_of(client) != second


def test_signing_out_makes_the_cookie_useless_for_pages_and_files_alike() -> None:
    """S7.08, S3.08: the server forgets the key, and the browser is told to forget the pages."""
    client = typed_in(head())
    stolen = key_of(client)
    incident = a_reported_post()
    kept = keep_a_capture(incident, person("larkspur-infant", "head"))
    file = f"{HOME}incidents/{incident.reference}/evidence/{kept.key}/"
    assert client.get(file).getvalue()
    answer = client.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(pk=stolen).exists()
    assert SignIn.objects.get().ended_why == Ended.LEFT
    assert with_key(stolen).get(HOME).status_code == 302
    assert with_key(stolen).get(file, headers={"Range": "bytes=0-99"}).status_code == 302


def test_a_new_password_ends_every_other_sign_in_and_keeps_this_one() -> None:
    """S7.02: and the list says so at once, not only when the other browser comes back."""
    user = head()
    here, there = typed_in(user), typed_in(user)
    new = "other words that nobody guesses"
    answer = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert SignIn.objects.filter(ended_at__isnull=True).count() == 1
    assert opens(here) and not opens(there)


def test_a_deactivated_person_is_out_at_the_next_request_and_stays_out_when_activated_again() -> None:
    """S7.06."""
    user = head()
    client = typed_in(user)
    assert opens(client)
    for active in (False, True):
        user.is_active = active
        with acting(SET_UP):
            user.save()
        assert not opens(client)


def test_who_lost_an_office_never_opens_a_page_after_that() -> None:
    """S7.06: five browsers ask in turn, before and after; not one page is shown that should not be."""
    user, school = head(), School.objects.get(slug="larkspur-infant")
    stale = asked = 0
    for _turn in range(10):
        browsers = [client_of(User.objects.get(pk=user.pk)) for _ in range(5)]
        for held in (True, False):
            if not held:
                office = user.memberships.get(school=school, ends__isnull=True)
                end_membership(membership=office, ends=AT.date() - timedelta(days=1), by=SET_UP, at=AT)
            for client in browsers:
                asked += 1
                stale += (client.get(HOME).status_code == 200) is not held
        appoint(user=user, role=Role.HEAD, school=school, starts=AT.date(), by=SET_UP, at=AT)
    assert (asked, stale) == (100, 0)
