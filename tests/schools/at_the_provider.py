"""At a real OpenID provider: Fairpost configured for it, somebody with an account, and the way there and back."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from schools.models import User
from tests.builders import person, the_schools
from tests.openid_provider import Provider, running, way_back, way_there

SCHOOL = "larkspur-infant"
BACK = "http://testserver/accounts/oidc/oakfield/login/callback/"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """One provider for these tests."""
    with running(BACK) as started:
        yield started


@pytest.fixture(autouse=True)
def configured(provider: Provider, settings: Any, db: None) -> None:
    """Fairpost knows it."""
    cache.clear()
    the_schools()
    configure(settings, provider)


def configure(settings: Any, provider: Provider, **changes: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider.app(**changes)]}}


def member() -> User:
    """A member of staff who has confirmed their address."""
    user = person(SCHOOL, "staff")
    EmailAddress.objects.update_or_create(user=user, defaults={"email": user.email, "primary": True, "verified": True})
    return user


def signed_in_as(client: Client) -> User | None:
    """Who is signed in, in this browser."""
    user = client.get("/sessions/").wsgi_request.user
    return user if isinstance(user, User) else None


def sign_in(provider: Provider, sub: str, client: Client | None = None) -> tuple[Client, Any]:
    """The whole way: the button, the provider, and back."""
    client = client or Client()
    return client, way_back(client, provider.agrees(way_there(client), sub))


def refused(provider: Provider, sub: str) -> None:
    """The whole way, to the one plain page and no further."""
    client, answer = sign_in(provider, sub)
    assert answer.status_code == 401
    assert answer.content.decode().count("You are not signed in") == 1
    assert signed_in_as(client) is None and not SocialAccount.objects.exists()
