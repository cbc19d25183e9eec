"""A code works once, whoever else tries it at that moment; secrets are sealed with keys outside the database."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from schools.factors import matching_step
from schools.models import AcceptedStep, FactorReset, School, User
from schools.operations.factors import accept_step
from tests.builders import client_of, person, the_schools
from tests.schools.signing import at_once, code_of, half_signed_in, is_in, like, with_app, with_password

SCHOOL = "larkspur-infant"
SHAPED = json.dumps(
    {
        "id": "YQ",
        "rawId": "YQ",
        "type": "public-key",
        "response": dict.fromkeys(["clientDataJSON", "authenticatorData", "signature", "attestationObject"], "o2E"),
    }
)
NOON = datetime(2026, 11, 16, 12, 0, 10, tzinfo=UTC)
STEP = "/accounts/2fa/authenticate/"


NONSENSE = ["", "[]", "{}", "null", "1", '"x"', "{", '{"id": 1}', '{"id": "a", "response": []}', SHAPED]


@pytest.fixture
def head(db: None) -> User:
    """A head of school with a password."""
    return with_password(person(SCHOOL, "head"))


def test_a_code_is_six_figures_of_this_half_minute_and_no_other(head: User) -> None:
    """S6.10: tolerance 0."""
    with time_machine.travel(NOON, tick=False):
        secret = with_app(head)
        assert len(code_of(secret)) == 6
        assert matching_step(head, code_of(secret)) is not None
        assert matching_step(head, f" {code_of(secret)[:3]} {code_of(secret)[3:]} ") is not None
        for later in (-2, -1, 1, 2):
            assert matching_step(head, code_of(secret, later)) is None, later


def test_a_code_is_refused_the_second_time_in_another_browser_and_after_the_cache_is_gone(head: User) -> None:
    """S6.10: one use across workers, sessions and cache restarts."""
    with time_machine.travel(NOON, tick=False) as clock:
        secret = with_app(head)
        first, second = half_signed_in(head), half_signed_in(head)
        code = code_of(secret)
        first.post(STEP, {"code": code})
        cache.clear()
        assert second.post(STEP, {"code": code}).status_code == 200
        assert is_in(first) and not is_in(second)
        clock.shift(31)
        assert second.post(STEP, {"code": code}).status_code == 200
        second.post(STEP, {"code": code_of(secret)})
        assert is_in(second)


def test_an_older_code_is_refused_once_a_newer_one_was_used(head: User) -> None:
    assert accept_step(user=head, step=100, by=head)
    assert not accept_step(user=head, step=100, by=head)
    assert not accept_step(user=head, step=99, by=head)
    assert accept_step(user=head, step=101, by=head)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_tries_of_one_code_at_once_one_succeeds(settings: Any) -> None:
    """S6.10: by the page itself, each from a browser of its own in which the password was typed."""
    the_schools()
    head = with_password(person(SCHOOL, "head"))
    secret = with_app(head)
    settings.ACCOUNT_RATE_LIMITS = False
    browsers = [like(half) for half in [half_signed_in(head)] for _ in range(50)]
    with time_machine.travel(NOON, tick=False):
        code = code_of(secret)
        answers = at_once(50, lambda turn: browsers[turn].post(STEP, {"code": code}).status_code)
        assert sum(is_in(each) for each in browsers) == 1
    assert sorted(answers) == [200] * 49 + [302]
    assert AcceptedStep.objects.count() == 1


def dump() -> str:
    """Every row of every table that could hold a secret, as a thief of the database reads it; sessions decoded."""
    from django.contrib.sessions.models import Session

    models = (Authenticator, AcceptedStep, FactorReset, User, School)
    rows = [serializers.serialize("json", model._base_manager.all()) for model in models]
    rows += [json.dumps(each.get_decoded()) for each in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mfa_authenticator")
        rows.append(repr(cursor.fetchall()))
    return "\n".join(rows)


def test_the_database_holds_no_secret_of_an_app_before_or_after_it_is_set_up(head: User) -> None:
    """S6.11: base32 of every secret is absent from a raw dump, that of one being set up included."""
    other = with_app(person(SCHOOL, "dsl"))
    client = Client()
    client.post("/accounts/login/", {"login": head.email, "password": "lantern meadow copper"})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    assert "mfa.totp.secret" in dump()
    assert secret not in dump() and other not in dump()
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=head).exists()
    assert secret not in dump() and other not in dump()


def test_keys_are_changed_without_anybody_setting_up_anew(head: User, settings: Any, capsys: Any) -> None:
    """S11.02: what was sealed before is readable, what is sealed now is under the new key, the old one can go."""
    old, new = settings.FAIRPOST_KEYS[0], Fernet.generate_key().decode()
    secret = with_app(head)
    settings.FAIRPOST_KEYS = [new]
    assert matching_step(head, code_of(secret)) is None
    with pytest.raises(CommandError, match="Nothing has changed"):
        call_command("rotate_keys")
    settings.FAIRPOST_KEYS = [new, old]
    assert matching_step(head, code_of(secret)) is not None
    call_command("rotate_keys")
    assert "Sealed anew: 1" in capsys.readouterr().out
    settings.FAIRPOST_KEYS = [new]
    assert matching_step(head, code_of(secret)) is not None


def test_five_wrong_codes_end_the_half_login_and_count_against_the_account(head: User) -> None:
    """S6.14."""
    cache.clear()
    secret = with_app(head)
    half, other = half_signed_in(head), half_signed_in(head)
    for _ in range(4):
        assert half.post(STEP, {"code": "000000"}).status_code == 200
    assert half.post(STEP, {"code": "000000"}).url == "/accounts/login/"
    assert half.post(STEP, {"code": code_of(secret)}).url == "/accounts/login/" and not is_in(half)
    assert b"too many wrong codes" in half.get("/accounts/login/").content
    assert other.post(STEP, {"code": code_of(secret)}).status_code == 302 and not is_in(other)
    late = Client().post("/accounts/login/", {"login": head.email, "password": "lantern meadow copper"})
    assert b"Too many tries" in late.content
    cache.clear()


@pytest.mark.parametrize("code", ["", "\0", "x" * 10_000, "１２３４５６", "-----", "'; --", "\u202e123456", "00000\n0"])
def test_nonsense_for_a_code_is_a_plain_refusal(head: User, code: str) -> None:
    cache.clear()
    with_app(head)
    half = half_signed_in(head)
    answer = half.post(STEP, {"code": code})
    assert answer.status_code == 200 and not is_in(half)


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_for_a_passkey_is_a_plain_refusal(head: User, credential: str) -> None:
    """S6.13: at each of the four forms that take one."""
    cache.clear()
    with_app(head)
    half = half_signed_in(head)
    assert half.post(STEP, {"credential": credential}).status_code == 200 and not is_in(half)
    stranger = Client()
    refused = stranger.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert refused.status_code == 200 and "_auth_user_id" not in stranger.session
    assert b"The passkey was not used" in refused.content

    inside = client_of(head)
    assert inside.post(reverse("mfa_add_webauthn"), {"credential": credential}).status_code == 200
    assert inside.post(reverse("mfa_reauthenticate_webauthn"), {"credential": credential}).status_code == 302
