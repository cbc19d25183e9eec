"""Signing in with a school's own account by OpenID Connect: what is asked of the provider, and what is believed of it.

The way there carries a state, a nonce and a PKCE challenge, each of one use; the way back leads to one exact address.
Of what comes back only the signed id token counts: its signature, issuer, audience, time and nonce are all checked,
though the line it came by is safe, and nothing else is fetched. Which account it opens is in `user_of`: one that
exists, with the same confirmed e-mail address, or nobody's. allauth keeps the state and speaks to the provider.
"""

import secrets
from typing import Any

import jwt
import requests
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.urls import reverse

from schools.models import User

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""What an id token may be signed with. Never a shared secret, and never nothing."""

CLAIMS = ("iss", "sub", "aud", "exp", "iat", "nonce")
SLACK = 30
"""For how many seconds the provider's clock may differ from ours."""

CONFIG_FOR = 600
"""For how many seconds the provider's own description of itself is kept."""


class NotSignedIn(Exception):
    """The provider, or somebody in its name, did not say what opens an account here. The reason is for the log."""


class SocialAdapter(DefaultSocialAccountAdapter):
    """Providers come from the environment alone, are never followed elsewhere, and make no accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Closed."""
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The providers of the settings; the database may name none."""
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        found = [SocialApp(provider="openid_connect", **each) for each in apps]
        return [each for each in found if provider in (None, each.provider, each.provider_id)]

    def get_requests_session(self) -> requests.Session:
        """A line to a provider that ends after some seconds and leads nowhere else."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """Nothing that can be guessed."""
        return secrets.token_urlsafe(32)


class Provider(OpenIDConnectOAuth2Adapter):
    """One provider, before one request."""

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        super().__init__(request, provider_id)
        apps = get_adapter().list_apps(request, provider=provider_id)
        if len(apps) != 1 or apps[0].provider_id != provider_id:
            raise Http404
        self.app: SocialApp = apps[0]

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, kept for some minutes. Raises `NotSignedIn`."""
        key = f"openid:{self.app.settings['server_url']}"
        found: dict[str, Any] | None = cache.get(key)
        if found is None:
            found = self._fetch(self.get_provider().server_url)
            if str(found.get("issuer", "")).rstrip("/") != self.app.settings["server_url"]:
                raise NotSignedIn("the provider describes another one")
            cache.set(key, found, CONFIG_FOR)
        return found

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back: at the site's own address, whatever the request called it (S6.18)."""
        path = reverse("openid_connect_callback", args=[self.provider_id])
        return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)

    def _fetch(self, address: str) -> dict[str, Any]:
        if settings.PRODUCTION and not address.startswith("https://"):
            raise NotSignedIn("an address of the provider is not https")
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict):
            raise NotSignedIn("the provider did not answer with an object")
        return found

    def way_there(self, next_url: str | None) -> str:
        """The address at the provider, with a state, a nonce and a challenge that only this session can answer."""
        nonce, pkce = secrets.token_urlsafe(32), generate_code_challenge()
        state = {"next": next_url, "nonce": nonce, "pkce_code_verifier": pkce.pop("code_verifier")}
        client = self.get_client(self.request, self.app)
        client.state = statekit.stash_state(self.request, provider_id=self.provider_id, state=state)
        return client.get_redirect_url(self.authorize_url, ["openid", "email"], {"nonce": nonce, **pkce})

    def way_back(self) -> tuple[dict[str, Any], str | None]:
        """What the id token says, and where to go on. A state serves once. Raises `NotSignedIn`."""
        asked = self.request.GET
        state = statekit.unstash_state(self.request, state_id=asked.get("state", ""), provider_id=self.provider_id)
        if state is None or "code" not in asked:
            raise NotSignedIn("no way there was begun in this session" if state is None else "no code came back")
        client = self.get_client(self.request, self.app)
        token = self.get_access_token_data(self.request, self.app, client, state["pkce_code_verifier"])
        claims = self._read(str(token.get("id_token", "")))
        if not secrets.compare_digest(str(claims["nonce"]), state["nonce"]):
            raise NotSignedIn("the token belongs to another way there")
        return claims, state["next"]

    def _read(self, token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=self._key_for(jwt.get_unverified_header(token).get("kid")),
            algorithms=list(ALGORITHMS),
            audience=self.app.client_id,
            issuer=self.openid_config["issuer"],
            leeway=SLACK,
            options={"require": list(CLAIMS)},
        )
        if claims.get("azp", self.app.client_id) != self.app.client_id:
            raise NotSignedIn("the token was made for somebody else")
        return claims

    def _key_for(self, kid: str | None) -> Any:
        keys = jwt.PyJWKSet.from_dict(self._fetch(self.openid_config["jwks_uri"])).keys
        found = [each for each in keys if each.key_id == kid] if kid else keys
        if len(found) != 1:
            raise NotSignedIn("the provider has no such key")
        return found[0].key


FAILURES = (NotSignedIn, jwt.PyJWTError, OAuth2Error, requests.RequestException, KeyError, ValueError)
"""Whatever a provider can get wrong: each ends in the same plain page."""


def user_of(app: SocialApp, claims: dict[str, Any]) -> User:
    """The person here whose account this is. Raises `NotSignedIn` for everybody else, without saying which it was.

    After the first time it goes by the provider's own key of the account, which no e-mail address can take over. At
    the first time it takes an address that both sides have confirmed, and a person with no other such account: an
    address that a school gives to a newcomer does not open what belonged to whoever left.
    """
    known = (
        SocialAccount.objects.filter(provider=app.provider_id, uid=str(claims["sub"])).select_related("user").first()
    )
    if known:
        return known.user
    email = str(claims.get("email", "")).strip()
    _vouched_for(app, claims, email)
    match = EmailAddress.objects.filter(email__iexact=email, verified=True, primary=True).select_related("user").first()
    if match is None or SocialAccount.objects.filter(provider=app.provider_id, user=match.user).exists():
        raise NotSignedIn("no account here, or one that is bound to another account there")
    return match.user


def _vouched_for(app: SocialApp, claims: dict[str, Any], email: str) -> None:
    domains = [each.lower() for each in app.settings["domains"]]
    if not email or (domains and email.rpartition("@")[2].lower() not in domains):
        raise NotSignedIn("not an address of a school that signs in this way")
    said = claims.get("email_verified", True if app.settings["assume_verified"] else None)
    if said is not True:
        raise NotSignedIn("the provider has not confirmed the address")


def second_step_there(app: SocialApp, claims: dict[str, Any]) -> bool:
    """Whether the provider says that a second step was taken, and is believed."""
    ways = claims.get("amr")
    return bool(app.settings["trust_amr"]) and isinstance(ways, list) and "mfa" in ways


def second_step_done_there(request: HttpRequest, user: Any) -> bool:
    """Whether this session began with a school's account whose provider took the second step."""
    records = get_authentication_records(request, user)
    return any(each.get("method") == "socialaccount" and each.get("mfa") for each in records)


class SecondStep(AuthenticateStage):
    """allauth's second step of signing in, left out where the provider took one that is believed."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not second_step_done_there(request, self.login.user) and super()._should_handle(request)
