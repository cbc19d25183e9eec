"""What the tests of signing in share: somebody with a password and a second factor, and a browser that signs in."""

import contextlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from schools.models import User
from tests.builders import client_of
from tests.databases import as_the_owner

PASSWORD = "lantern meadow copper"
HASH = make_password(PASSWORD)
LOGIN = "/accounts/login/"
SHARED = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}


def with_password(user: User) -> User:
    """Somebody who has chosen a password."""
    user.password = HASH
    user.save(update_fields=["password"])
    return user


def with_app(user: User) -> str:
    """Somebody who has an authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def a_passkey() -> dict[str, Any]:
    """A passkey as it is kept, of a device that is nowhere; real ones are used in the browser's tests."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    holder = AttestedCredentialData.create(bytes(16), secrets.token_bytes(16), public)
    told = AuthenticatorData.create(sha256(b"localhost").digest(), 0x45, 0, holder)
    answer = {
        "clientDataJSON": websafe_encode(
            json.dumps({"type": "webauthn.create", "challenge": "", "origin": ""}).encode()
        ),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", told, {}))),
    }
    name = websafe_encode(holder.credential_id)
    return {"name": "My phone", "credential": {"id": name, "rawId": name, "type": "public-key", "response": answer}}


def code_of(secret: str, later: int = 0) -> str:
    """What the app shows now, or some half minutes later."""
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + later))


def type_password(client: Client, email: str, password: str = PASSWORD, **headers: Any) -> HttpResponse:
    """Send the first form of the sign-in."""
    return client.post(LOGIN, {"login": email, "password": password}, **headers)


def half_signed_in(user: User) -> Client:
    """A browser in which the password was typed, and the second step waits."""
    client = Client()
    assert type_password(client, user.email).url == reverse("mfa_authenticate")
    return client


def like(client: Client) -> Client:
    """Another browser as far as that one: a session of its own with the same in it."""
    other = Client()
    session = other.session
    session.update(dict(client.session))
    session.save()
    other.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return other


def on_password_alone(user: User) -> Client:
    """A browser that is signed in, without a second factor."""
    client = client_of(user)
    session = client.session
    del session["account_authentication_methods"]
    session.save()
    return client


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return "_auth_user_id" in client.session


def factors(user: User) -> list[str]:
    """The kinds of factors somebody has."""
    return list(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def at_once(count: int, work: Callable[[int], Any], width: int = 10) -> list[Any]:
    """Do it so many times, `width` at a time, each on a line of its own to the database; what came of each."""
    found: list[Any] = [None] * count
    turns = iter(range(count))
    lock, start = threading.Lock(), threading.Barrier(width)

    def worker() -> None:
        start.wait()
        with contextlib.closing(connection):
            if connection.vendor == "sqlite":
                connection.ensure_connection()
                connection.connection.execute("PRAGMA busy_timeout = 60000")  # a slow disk is not what is tested
            while (turn := _next(turns, lock)) is not None:
                try:
                    found[turn] = work(turn)
                except Exception as error:
                    found[turn] = error

    threads = [threading.Thread(target=worker) for _ in range(width)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def _next(turns: Iterator[int], lock: threading.Lock) -> int | None:
    with lock:
        return next(turns, None)


def make_shared_cache() -> None:
    """The table of the cache that all workers share, empty."""
    with as_the_owner():
        call_command("createcachetable", verbosity=0)
    cache.clear()
