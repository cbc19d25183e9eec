"""What production refuses to start with (S13.01). Pure: it is asked before Django is set up."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demonstration", "test")
SHORTEST_SECRET = 50


def unsafe_settings(secret: str, debug: bool, hosts: Sequence[str]) -> list[str]:
    """A sentence for each setting that production must not start with."""
    found = []
    if len(secret) < SHORTEST_SECRET or secret.startswith(("not-a-secret", "django-insecure")):
        found.append(f"SECRET_KEY must be set to a secret of at least {SHORTEST_SECRET} characters.")
    if debug:
        found.append("DEBUG must be off.")
    if "*" in hosts or not any(hosts):
        found.append("ALLOWED_HOSTS must name the addresses of this site; '*' or nothing is refused.")
    return found


SHARED_CACHES = ("DatabaseCache", "RedisCache", "PyMemcacheCache", "PyLibMCCache")
NO_MAIL = ("console", "locmem", "dummy", "filebased")


def unsafe_sign_in(settings: Mapping[str, Any]) -> list[str]:
    """A sentence for each setting with which a sign-in would be worth less than it looks (S6.07, S6.11, S6.16)."""
    cache = settings["CACHES"]["default"]["BACKEND"].rpartition(".")[2]
    faults = {
        "SECOND_FACTOR_REQUIRED must be on.": not settings.get("SECOND_FACTOR_REQUIRED"),
        "MFA_TOTP_INSECURE_BYPASS_CODE must not be set.": settings.get("MFA_TOTP_INSECURE_BYPASS_CODE"),
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN must be off.": settings.get("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"),
        "MFA_TRUST_ENABLED must be off.": settings.get("MFA_TRUST_ENABLED"),
        "MFA_TOTP_TOLERANCE must be 0.": settings.get("MFA_TOTP_TOLERANCE"),
        "EMAIL_BACKEND must send mail.": any(word in settings["EMAIL_BACKEND"] for word in NO_MAIL),
        "CACHES must be shared by all workers: a database, Redis or Memcached.": cache not in SHARED_CACHES,
        "django.contrib.admin must not be installed.": "django.contrib.admin" in settings["INSTALLED_APPS"],
        "SITE_URL must be the address of this site, with https.": not settings["SITE_URL"].startswith("https://"),
        "FAIRPOST_KEYS must hold a key, or several with commas between, each as `Fernet.generate_key()` makes one.": (
            not settings["FAIRPOST_KEYS"] or not all(map(is_key, settings["FAIRPOST_KEYS"]))
        ),
    }
    return [sentence for sentence, fault in faults.items() if fault]


def is_key(text: str) -> bool:
    """Whether a text is a Fernet key: 32 bytes in base64 for addresses."""
    try:
        return len(base64.urlsafe_b64decode(text)) == 32
    except (binascii.Error, ValueError):
        return False


def made_up_key(secret: str) -> str:
    """A key for the demonstration and the tests, which keep nothing that is worth one."""
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).decode()


def made_up_anchor_key(secret: str) -> str:
    """The same for the key that signs statements: an installation's number, and a secret."""
    installation, key = (hashlib.sha256(part + secret.encode()).hexdigest() for part in (b"installation", b"key"))
    return f"{installation[:16]}:{key}"


def refuse_unsafe_sign_in(mode: str, settings: Mapping[str, Any]) -> None:
    """As below, for what is known only once the settings are whole. Raises ImproperlyConfigured."""
    found = unsafe_sign_in(settings) if mode == "production" else []
    if found:
        raise ImproperlyConfigured("Fairpost will not start in production. " + " ".join(found))


def refuse_unsafe_production(mode: str, secret: str, debug: bool, hosts: Sequence[str]) -> None:
    """Stop here, saying which setting is at fault. Raises ImproperlyConfigured."""
    if mode not in MODES:
        raise ImproperlyConfigured(f"FAIRPOST_MODE is {mode!r}; it must be one of {', '.join(MODES)}.")
    if debug and mode != "production":
        raise ImproperlyConfigured("DEBUG must be off.")
    found = unsafe_settings(secret, debug, hosts) if mode == "production" else []
    if found:
        raise ImproperlyConfigured("Fairpost will not start in production. " + " ".join(found))
