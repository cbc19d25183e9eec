"""Signing in with a school's own account, against a real OpenID provider that runs on the loopback (V10)."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from schools.history import SET_UP, acting
from schools.models import Event, User
from tests.builders import now, person, seat
from tests.openid_provider import NAME, Provider, way_back, way_there
from tests.schools.at_the_provider import (
    BACK,
    SCHOOL,
    configure,
    configured,
    member,
    provider,
    refused,
    sign_in,
    signed_in_as,
)

__all__ = ["configured", "provider"]
pytestmark = pytest.mark.django_db


def test_the_sign_in_page_shows_the_button_only_where_a_provider_is_configured(settings: Any) -> None:
    assert f"Sign in with {NAME}" in Client().get("/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Sign in with" not in Client().get("/accounts/login/").content.decode()
    for answer in (Client().post("/accounts/oidc/oakfield/login/"), Client().get(urlsplit(BACK).path)):
        assert answer.status_code == 404


def test_somebody_with_an_account_signs_in_and_it_is_bound_once(provider: Provider) -> None:
    user = member()
    provider.knows("member", email=user.email.upper(), email_verified=True, name="Somebody Else")
    for times in (1, 2):
        client, answer = sign_in(provider, "member")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert signed_in_as(client) == user
        assert client.session.get_expire_at_browser_close()
        assert user.sign_ins.count() == times
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.provider, bound.uid, bound.extra_data) == (user, "oakfield", "member", {})
    assert Event.objects.across_schools("test").filter(school__slug=SCHOOL, kind="account-bound").count() == 1
    assert not SocialToken.objects.exists()
    user.refresh_from_db()
    assert user.name != "Somebody Else"


def test_it_goes_on_to_the_page_that_was_asked_for_and_never_to_another_site(provider: Provider) -> None:
    """S3.14."""
    user = member()
    provider.knows("member", email=user.email, email_verified=True)
    for wanted, found in ((f"/{SCHOOL}/report/", f"/{SCHOOL}/report/"), ("//evil.example/", "/")):
        client = Client()
        answer = way_back(client, provider.agrees(way_there(client, wanted), "member"))
        assert answer.headers["Location"] == found


def test_the_way_there_carries_a_state_a_nonce_a_challenge_and_one_exact_way_back(provider: Provider) -> None:
    ways = [parse_qs(urlsplit(way_there(Client())).query) for _ in range(2)]
    for way in ways:
        assert way["redirect_uri"] == [BACK] and way["response_type"] == ["code"]
        assert way["code_challenge_method"] == ["S256"] and set(way["scope"][0].split()) == {"openid", "email"}
    for name in ("state", "nonce", "code_challenge"):
        one, other = (way[name][0] for way in ways)
        assert one != other and min(len(one), len(other)) >= 43


def test_nothing_in_our_own_address_changes_what_the_provider_is_asked(provider: Provider) -> None:
    """Neither what is asked for, nor whether two accounts are joined, nor which host is named."""
    client = Client()
    answer = client.post("/accounts/oidc/oakfield/login/?auth_params=prompt%3Dnone&scope=openid+drive&process=connect")
    html = answer.content.decode()
    assert answer.status_code == 200 and "drive" not in html and "prompt" not in html
    assert Client().post("/accounts/oidc/oakfield/login/", headers={"Host": "evil.example"}).status_code == 400


def test_a_stranger_and_an_unconfirmed_address_get_the_same_page(provider: Provider) -> None:
    """No account is made, and nobody learns which of it was the matter."""
    user = member()
    provider.knows("stranger", email="nobody@elsewhere.example", email_verified=True)
    provider.knows("unsure", email=user.email, email_verified=False)
    provider.knows("silent", email=user.email)
    provider.knows("odd", email=user.email, email_verified="true")
    provider.knows("nameless")
    users = User.objects.count()
    for sub in ("stranger", "unsure", "silent", "odd", "nameless"):
        refused(provider, sub)
    assert User.objects.count() == users
    EmailAddress.objects.filter(user=user).update(verified=False)
    provider.knows("sure", email=user.email, email_verified=True)
    refused(provider, "sure")


def test_a_provider_that_says_nothing_is_believed_only_for_domains_that_are_named(
    provider: Provider, settings: Any
) -> None:
    user = member()
    provider.knows("silent", email=user.email)
    provider.knows("unsure", email=user.email, email_verified=False)
    configure(settings, provider, assume_verified=True, domains=["other.example"])
    refused(provider, "silent")
    configure(settings, provider, assume_verified=True, domains=[user.email.rpartition("@")[2].upper()])
    refused(provider, "unsure")
    assert signed_in_as(sign_in(provider, "silent")[0]) == user


def test_a_deactivated_person_does_not_come_in(provider: Provider) -> None:
    """S7.06: neither at the first time nor later."""
    user = member()
    provider.knows("member", email=user.email, email_verified=True)
    for bound in (False, True):
        user.is_active = False
        with acting(SET_UP):
            user.save()
        client, answer = sign_in(provider, "member")
        assert answer.headers["Location"] == "/accounts/login/"
        assert signed_in_as(client) is None and SocialAccount.objects.exists() is bound
        user.is_active = True
        with acting(SET_UP):
            user.save()
        assert signed_in_as(sign_in(provider, "member")[0]) == user


def test_an_address_that_was_given_to_a_newcomer_does_not_open_the_leavers_account(provider: Provider) -> None:
    user = member()
    provider.knows("leaver", email=user.email, email_verified=True)
    assert signed_in_as(sign_in(provider, "leaver")[0]) == user
    provider.knows("newcomer", email=user.email, email_verified=True)
    client, answer = sign_in(provider, "newcomer")
    assert answer.status_code == 401 and signed_in_as(client) is None
    provider.knows("leaver", email="changed@school.example", email_verified=True)
    assert signed_in_as(sign_in(provider, "leaver")[0]) == user


def test_a_second_step_is_asked_for_unless_the_provider_took_one_and_is_believed(
    provider: Provider, settings: Any
) -> None:
    """S6.01: what it says of itself counts only where the installation trusts it."""
    user = member()
    TOTP.activate(user, generate_totp_secret())
    provider.knows("member", email=user.email, email_verified=True, amr=["pwd", "mfa"])
    provider.knows("weak", email=user.email, email_verified=True, amr=["pwd"])
    client, answer = sign_in(provider, "member")
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/" and signed_in_as(client) is None
    configure(settings, provider, trust_amr=True)
    client, _ = sign_in(provider, "member")
    assert signed_in_as(client) == user
    records = client.session["account_authentication_methods"]
    assert [(each["method"], each["mfa"]) for each in records] == [("socialaccount", True)]
    SocialAccount.objects.all().delete()
    client, answer = sign_in(provider, "weak")
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/" and signed_in_as(client) is None


def test_whoever_is_signed_in_already_becomes_the_other_and_nothing_of_theirs_stays(provider: Provider) -> None:
    """The old session is over, and its key is dead."""
    user = member()
    provider.knows("member", email=user.email, email_verified=True)
    client = Client()
    location = provider.agrees(way_there(client), "member")
    head = person(SCHOOL, "head")
    client.force_login(head, backend="allauth.account.auth_backends.AuthenticationBackend")
    seat(client, head, at=now())
    before = client.cookies["sessionid"].value
    assert client.get("/sessions/").status_code == 200
    way_back(client, location)
    assert signed_in_as(client) == user
    assert client.cookies["sessionid"].value != before
    assert head.sign_ins.filter(ended_at__isnull=True).count() == 0
