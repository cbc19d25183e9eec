"""How often a sign-in may be tried, who is kept out by it, and what its answers tell (S6.06 to S6.08)."""

import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as project
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schools.history import SET_UP, acting
from schools.models import User
from tests.builders import person
from tests.prove._counting import looked
from tests.prove.sign_in_abuse import run
from tests.schools.signing import (
    PASSWORD,
    code_of,
    half_signed_in,
    is_in,
    type_password,
    with_app,
    with_password,
)

SCHOOL = "larkspur-infant"
WRONG = "a wrong guess entirely"
FAR = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def head(db: None) -> User:
    """A head of school with a password."""
    cache.clear()
    return with_password(person(SCHOOL, "head"))


@pytest.mark.django_db(transaction=True)
def test_many_wrong_guesses_give_no_more_looks_than_documented() -> None:
    """S6.06, S6.07: the experiment at a small size, over the shared cache, eight at a time."""
    assert run(110) == 0


def test_the_sixth_guess_is_not_looked_at_and_five_minutes_later_it_is(head: User, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.prove._counting.CountingHasher"]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            type_password(Client(), head.email, WRONG)
        looked.clear()
        late = type_password(Client(), head.email)
        assert b"Too many tries" in late.content and looked == []
        clock.shift(timedelta(minutes=5, seconds=1))
        client = Client()
        type_password(client, head.email)
        assert is_in(client) and looked


def test_strangers_do_not_shut_an_account_in_the_browser_where_its_owner_signs_in(head: User) -> None:
    """S6.06: no lasting lock that an outsider can cause."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        own = Client()
        type_password(own, head.email)
        own.post(reverse("account_logout"))
        for _ in range(12):
            for _ in range(6):
                type_password(Client(), head.email, WRONG, **FAR)
            assert b"Too many tries" in type_password(Client(), head.email).content
            type_password(own, head.email)
            assert is_in(own)
            own.post(reverse("account_logout"))
            clock.shift(timedelta(seconds=200))


def test_a_known_browser_is_counted_too_and_its_mark_is_good_for_one_account(head: User) -> None:
    own, dsl = Client(), with_password(person(SCHOOL, "dsl"))
    type_password(own, head.email)
    own.post(reverse("account_logout"))
    for _ in range(5):
        type_password(own, head.email, WRONG)
    assert b"Too many tries" in type_password(own, head.email).content
    for _ in range(5):
        type_password(Client(), dsl.email, WRONG, **FAR)
    assert b"Too many tries" in type_password(own, dsl.email).content
    forged = Client()
    forged.cookies[project.KNOWN_COOKIE_NAME] = own.cookies[project.KNOWN_COOKIE_NAME].value[:-1] + "x"
    type_password(forged, dsl.email)
    assert not is_in(forged)


def test_a_right_password_between_wrong_ones_does_not_open_the_count_again(head: User) -> None:
    dsl = with_password(person(SCHOOL, "dsl"))
    secret = with_app(dsl)
    for turn in range(25):
        type_password(Client(), f"nobody{turn}@school{turn}.example", WRONG)
        if turn == 10:
            half = half_signed_in(dsl)
            half.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
            assert is_in(half)
    assert b"Too many tries" in type_password(Client(), head.email, WRONG).content


def test_unknown_wrong_and_closed_get_one_answer(head: User) -> None:
    """S6.08: the same status, words, length and headers; and for the link, and for a passkey of a closed account."""
    closed = with_password(person(SCHOOL, "slt"))
    closed.is_active = False
    with acting(SET_UP):
        closed.save()
    nobody = "z" + closed.email[1:]
    tried = {head.email: WRONG, closed.email: PASSWORD, nobody: PASSWORD}
    answers = set()
    for email, password in tried.items():
        answer = type_password(Client(), email, password)
        words = plain(answer, email)
        answers.add((answer.status_code, words, tuple(sorted(answer.headers)), tuple(sorted(answer.cookies))))
    assert len(answers) == 1
    links = set()
    for email in tried:
        cache.clear()
        answer = Client().post(reverse("account_reset_password"), {"email": email})
        links.add((answer.status_code, answer.url, answer.content, tuple(sorted(answer.cookies))))
    assert len(links) == 1


def plain(answer: Any, email: str) -> str:
    """The page without what was typed, and without its token."""
    words = answer.content.decode().replace(email, "")
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", words)


def test_the_three_take_one_look_each_and_about_as_long(head: User, settings: Any) -> None:
    """S6.08: one hash each, which is nearly all of the time; the medians are of one class."""
    settings.PASSWORD_HASHERS = ["tests.prove._counting.CountingHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    closed = with_password(person(SCHOOL, "slt"))
    closed.is_active = False
    with acting(SET_UP):
        closed.save()
    took: dict[str, list[float]] = {head.email: [], closed.email: [], "nobody@larkspur.example": []}
    for _ in range(5):
        for email, times in took.items():
            looked.clear()
            start = time.process_time()
            type_password(Client(), email, WRONG)
            times.append(time.process_time() - start)
            assert len(looked) == 1, email
    medians = [statistics.median(each) for each in took.values()]
    print("medians", [round(each * 1000) for each in medians], "ms of work")
    assert max(medians) < 2 * min(medians)
