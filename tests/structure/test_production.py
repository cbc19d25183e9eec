"""What production refuses to start with, and that it starts when all is well (S13.01, S13.02)."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from config.checks import is_key, made_up_key, refuse_unsafe_production, unsafe_sign_in
from config.setup import ROOT

SECRET, HOSTS = secrets.token_urlsafe(60), ["fairpost.example"]
KEY = Fernet.generate_key().decode()
SAFE = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "fairpost.example",
    "SITE_URL": "https://fairpost.example",
    "FAIRPOST_ANCHOR_KEY": f"{secrets.token_hex(8)}:{secrets.token_hex(32)}",
    "FAIRPOST_ANCHOR_FILE": "/nowhere/statements",
    "FAIRPOST_KEYS": f"{KEY},{Fernet.generate_key().decode()}",
}


@pytest.mark.parametrize(
    ("secret", "debug", "hosts", "named"),
    [
        ("", False, HOSTS, "SECRET_KEY"),
        ("short", False, HOSTS, "SECRET_KEY"),
        ("django-insecure-" + SECRET, False, HOSTS, "SECRET_KEY"),
        (SECRET, True, HOSTS, "DEBUG"),
        (SECRET, False, ["*"], "ALLOWED_HOSTS"),
        (SECRET, False, [""], "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_what_is_unsafe_and_says_which(
    secret: str, debug: bool, hosts: list[str], named: str
) -> None:
    refuse_unsafe_production("production", SECRET, False, HOSTS)
    with pytest.raises(ImproperlyConfigured, match=named):
        refuse_unsafe_production("production", secret, debug, hosts)


def test_debug_is_refused_in_every_mode_and_an_unknown_mode_is_an_error() -> None:
    for mode in ("demonstration", "test"):
        refuse_unsafe_production(mode, "", False, HOSTS)
        with pytest.raises(ImproperlyConfigured, match="DEBUG"):
            refuse_unsafe_production(mode, "", True, HOSTS)
    with pytest.raises(ImproperlyConfigured, match="FAIRPOST_MODE"):
        refuse_unsafe_production("staging", SECRET, False, HOSTS)


def checked(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What `check --deploy` says in production mode, with this environment alone."""
    given = {"PATH": os.environ["PATH"], "FAIRPOST_DATA": str(folder), **environment}
    words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(words, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def test_a_safe_production_passes_djangos_own_deployment_checks(tmp_path: Path) -> None:
    done = checked(tmp_path, **SAFE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("lacking", ["SITE_URL", "FAIRPOST_KEYS"])
def test_without_its_address_or_its_keys_production_does_not_start(tmp_path: Path, lacking: str) -> None:
    """S6.11, S6.18."""
    done = checked(tmp_path, **{**SAFE, lacking: ""})
    assert done.returncode != 0 and lacking in done.stderr


@pytest.mark.parametrize("lacking", ["FAIRPOST_ANCHOR_KEY", "FAIRPOST_ANCHOR_FILE"])
def test_a_deployment_check_says_when_no_record_is_anchored(tmp_path: Path, lacking: str) -> None:
    """S16.20."""
    done = checked(tmp_path, **{**SAFE, lacking: ""})
    assert done.returncode != 0 and f"{lacking} is not set" in done.stderr


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"MFA_TOTP_INSECURE_BYPASS_CODE": "123456"}, "BYPASS_CODE"),
        ({"MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": True}, "INSECURE_ORIGIN"),
        ({"MFA_TRUST_ENABLED": True}, "TRUST"),
        ({"MFA_TOTP_TOLERANCE": 1}, "TOLERANCE"),
        ({"SECOND_FACTOR_REQUIRED": False}, "SECOND_FACTOR_REQUIRED"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "EMAIL_BACKEND"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "EMAIL_BACKEND"),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}, "CACHES"),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}}, "CACHES"),
        ({"SITE_URL": "http://fairpost.example"}, "SITE_URL"),
        ({"FAIRPOST_KEYS": ["short"]}, "FAIRPOST_KEYS"),
        ({"INSTALLED_APPS": ["django.contrib.admin"]}, "admin"),
    ],
)
def test_what_would_weaken_a_sign_in_stops_production(changed: dict[str, object], named: str) -> None:
    """S6.02, S6.07, S6.16."""
    safe: dict[str, object] = {
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}},
        "EMAIL_BACKEND": "schools.mail.EmailBackend",
        "SITE_URL": "https://fairpost.example",
        "FAIRPOST_KEYS": [KEY],
        "SECOND_FACTOR_REQUIRED": True,
        "INSTALLED_APPS": [],
    }
    assert unsafe_sign_in(safe) == []
    (sentence,) = unsafe_sign_in({**safe, **changed})
    assert named in sentence


def test_a_key_is_as_the_package_makes_them() -> None:
    assert is_key(KEY) and is_key(made_up_key("anything"))
    assert not any(map(is_key, ("", "x" * 44, "ü" * 44, SECRET)))


def test_without_any_setting_production_does_not_start(tmp_path: Path) -> None:
    done = checked(tmp_path)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    assert "ALLOWED_HOSTS" in done.stderr
