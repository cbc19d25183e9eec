"""What a proxy forwards is believed from the proxy alone: tries are counted and links made by what is true (S4.01)."""

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from schools.mail import wait_until_handed_over
from schools.models import User
from tests.builders import person
from tests.schools.signing import type_password, with_password

WRONG, TOO_MANY = "a wrong guess entirely", b"Too many tries"
SITE = "https://fairpost.example"


@pytest.fixture
def head(db: None) -> User:
    """A head of school with a password."""
    cache.clear()
    return with_password(person("larkspur-infant", "head"))


def forged(turn: int) -> dict[str, str]:
    """What somebody writes who would like to be taken for another, and for nearer than they are."""
    far = f"198.51.{turn // 250}.{turn % 250 + 1}"
    return {
        "HTTP_X_FORWARDED_FOR": f"{far}, 10.0.0.1",
        "HTTP_FORWARDED": f"for={far};host=evil.example;proto=https",
        "HTTP_X_REAL_IP": far,
        "HTTP_CLIENT_IP": far,
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_PORT": "8443",
    }


def guesses(count: int, **changes: str) -> list[bool]:
    """So many guesses from one address, each of another account and with another forgery; which were too many."""
    found = []
    for turn in range(count):
        headers = forged(turn) | {"REMOTE_ADDR": "203.0.113.9"} | {k: v.format(turn + 1) for k, v in changes.items()}
        answer = type_password(Client(), f"nobody{turn}@school{turn}.example", WRONG, **headers)
        found.append(TOO_MANY in answer.content)
    return found


def test_a_forged_address_gives_nobody_more_tries(head: User) -> None:
    """S4.01: without a proxy, what it would forward is nothing but words."""
    assert guesses(22) == [False] * 20 + [True] * 2


def test_behind_one_proxy_the_address_that_it_wrote_counts_and_none_before_it(head: User, settings: Any) -> None:
    """S4.01: the proxy adds what it saw at the end; whatever stands before it was sent by somebody."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    same = guesses(22, HTTP_X_FORWARDED_FOR="198.51.100.{0}, 203.0.113.77")
    assert same == [False] * 20 + [True] * 2
    cache.clear()
    each_their_own = guesses(22, HTTP_X_FORWARDED_FOR="203.0.113.77, 198.51.100.{0}")
    assert not any(each_their_own)


def test_a_forged_host_or_scheme_is_in_no_link_and_makes_nothing_secure(head: User, settings: Any) -> None:
    """S4.01."""
    settings.SITE_URL = SITE
    answer = Client().post("/accounts/password/reset/", {"email": head.email}, **forged(1))
    wait_until_handed_over()
    assert answer.status_code == 302 and answer.url.startswith("/")
    assert SITE in mail.outbox[0].body and "evil.example" not in str(mail.outbox[0].message())
    assert Client().get("/", **forged(1)).url == "/accounts/login/?next=/"
    assert not Client().get("/", **forged(1)).wsgi_request.is_secure()


def test_production_believes_no_forwarded_scheme_unless_it_is_told_of_a_proxy() -> None:
    """S4.01: both switches are off by default, in the environment alone."""
    from tests.structure.answers import in_production

    assert in_production()["SECURE_PROXY_SSL_HEADER"] is None
    assert in_production(BEHIND_PROXY="1")["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert in_production()["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert not in_production().get("USE_X_FORWARDED_HOST", False)
