"""What a provider, or somebody in its name, may bring back that opens nothing; and to whom we speak at all (V10)."""

import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.openid_provider import Provider, running, way_back, way_there
from tests.schools.at_the_provider import BACK, configure, configured, member, provider, refused, sign_in, signed_in_as

__all__ = ["configured", "provider"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-site"},
        {"iss": "https://accounts.elsewhere.example"},
        {"nonce": "from another way there"},
        {"exp": 1_000_000_000},
        {"iat": 4_000_000_000},
        {"azp": "another-site"},
        {"aud": ["another-site", "a-third"]},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_token_that_is_not_for_this_site_or_this_moment_opens_nothing(
    provider: Provider, wrong: dict[str, Any]
) -> None:
    """The provider signs it; it is refused all the same. What it is without the fault is shown above."""
    user = member()
    provider.knows("member", email=user.email, email_verified=True, **wrong)
    refused(provider, "member")


def test_a_token_signed_with_another_key_opens_nothing(provider: Provider) -> None:
    """The keys are a second provider's: so the signature is checked, and not only the line it came by."""
    user = member()
    provider.knows("member", email=user.email, email_verified=True)
    client = Client()
    location = provider.agrees(way_there(client), "member")
    key = f"openid:{provider.address}"
    with running(BACK) as another:
        cache.set(key, {**cache.get(key), "jwks_uri": f"{another.address}/jwks"})
        assert way_back(client, location).status_code == 401
    cache.clear()
    assert way_back(client, provider.agrees(way_there(client), "member")).status_code == 302


def test_a_code_or_a_state_serves_once_and_in_its_own_browser_only(provider: Provider) -> None:
    user = member()
    provider.knows("member", email=user.email, email_verified=True)
    client, thief = Client(), Client()
    location = provider.agrees(way_there(client), "member")
    assert way_back(thief, location).status_code == 401
    way_there(thief)
    assert way_back(thief, location).status_code == 401
    assert way_back(client, location).status_code == 302
    client.post("/accounts/logout/")
    assert way_back(client, location).status_code == 401
    code = parse_qs(urlsplit(location).query)["code"][0]
    state = parse_qs(urlsplit(way_there(client)).query)["state"][0]
    assert way_back(client, f"{BACK}?code={code}&state={state}").status_code == 401
    assert signed_in_as(client) is None and signed_in_as(thief) is None


def test_nonsense_on_the_way_back_gets_the_plain_page(provider: Provider) -> None:
    for query in ("", "?state=x", "?code=x", "?state=%00&code=%00", "?error=access_denied", "?state=" + "9" * 5000):
        assert Client().get(urlsplit(BACK).path + query).status_code == 401
    client = Client()
    state = parse_qs(urlsplit(way_there(client)).query)["state"][0]
    assert way_back(client, f"{BACK}?state={state}&error=access_denied").status_code == 401


def test_no_line_is_opened_but_to_the_provider(provider: Provider) -> None:
    """S1.15: every connection of the process is watched, down to the socket."""
    user = member()
    provider.knows("member", email=user.email, email_verified=True)
    opened: list[Any] = []
    watching = [True]
    sys.addaudithook(lambda event, given: opened.append(given[1]) if watching and event == "socket.connect" else None)
    assert signed_in_as(sign_in(provider, "member")[0]) == user
    watching.clear()
    host, port = urlsplit(provider.address).hostname, urlsplit(provider.address).port
    lines = [each for each in opened if isinstance(each, tuple)]
    assert len(lines) >= 2
    assert {each[:2] for each in lines if each[:2] != database_line()} == {(host, port)}


def database_line() -> tuple[str, int]:
    """The line to the database server, where there is one."""
    given = connection.settings_dict
    return given.get("HOST") or "", int(given.get("PORT") or 0)


def test_a_provider_that_does_not_answer_leads_to_the_plain_page(provider: Provider, settings: Any) -> None:
    configure(settings, provider, server_url="http://127.0.0.1:9")
    assert Client().post("/accounts/oidc/oakfield/login/").status_code == 401


def test_a_provider_that_describes_another_is_refused(provider: Provider, settings: Any) -> None:
    configure(settings, provider, server_url=provider.address.replace("127.0.0.1", "localhost") + "/.well-known/x")
    assert Client().post("/accounts/oidc/oakfield/login/").status_code == 401
