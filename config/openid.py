"""The schools' accounts with which people may sign in (Google, Microsoft), as the environment names them. Pure.

`OIDC_PROVIDERS` is a list in JSON, an object for each: `id` (part of the address the provider sends people back to),
`name` (on the button), `server_url` (its issuer), `client_id`, `secret`; and, if wanted, `domains` (the only e-mail
domains taken), `assume_verified` (take the address on the provider's word where it says nothing of its own about
having checked it, as Microsoft does; only with `domains`) and `trust_amr` (believe its "this was a second step").
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("id", "name", "server_url", "client_id", "secret")
OPTIONS: dict[str, Any] = {"domains": [], "assume_verified": False, "trust_amr": False}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ID = re.compile(r"[a-z0-9-]{1,30}")


def providers_from(text: str, *, production: bool) -> list[dict[str, Any]]:
    """Each provider as allauth wants it told; none where nothing is set. Raises ImproperlyConfigured, saying why."""
    try:
        given = json.loads(text or "[]")
        assert isinstance(given, list) and all(isinstance(each, dict) for each in given)
    except (ValueError, AssertionError) as error:
        raise ImproperlyConfigured("OIDC_PROVIDERS must be a list of objects in JSON.") from error
    for each in given:
        if wrong := _wrong_with(each, production):
            raise ImproperlyConfigured(f"OIDC_PROVIDERS, {each.get('id', 'one of them')!r}: {wrong}")
    if len({each["id"] for each in given}) < len(given):
        raise ImproperlyConfigured("OIDC_PROVIDERS: two providers have the same id.")
    return [_as_app(each) for each in given]


def _wrong_with(given: dict[str, Any], production: bool) -> str:
    if missing := [name for name in NEEDED if not isinstance(given.get(name), str) or not given[name]]:
        return f"{', '.join(missing)} must be given."
    if unknown := sorted(set(given) - set(NEEDED) - set(OPTIONS)):
        return f"{', '.join(unknown)} is not known."
    if not ID.fullmatch(given["id"]):
        return "its id must be small letters, figures and hyphens."
    return _wrong_with_its_word(given, production)


def _wrong_with_its_word(given: dict[str, Any], production: bool) -> str:
    address = urlsplit(given["server_url"])
    at_home = not production and address.hostname in LOOPBACK
    if address.scheme != "https" and not at_home:
        return "server_url must begin with https://."
    if any(not isinstance(given.get(name, normal), type(normal)) for name, normal in OPTIONS.items()):
        return "domains is a list; assume_verified and trust_amr are true or false."
    if given.get("assume_verified") and not given.get("domains"):
        return "assume_verified is only for domains that are named."
    return ""


def _as_app(given: dict[str, Any]) -> dict[str, Any]:
    more = {name: given.get(name, normal) for name, normal in OPTIONS.items()}
    return {
        "provider_id": given["id"],
        "name": given["name"],
        "client_id": given["client_id"],
        "secret": given["secret"],
        "settings": {"server_url": given["server_url"].rstrip("/"), "fetch_userinfo": False, **more},
    }
