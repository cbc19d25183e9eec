"""What production refuses to start with, and that it starts when all is well (S13.01, S13.02)."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.checks import refuse_unsafe_production
from config.setup import ROOT

SECRET, HOSTS = secrets.token_urlsafe(60), ["fairpost.example"]


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
    done = checked(tmp_path, SECRET_KEY=SECRET, ALLOWED_HOSTS="fairpost.example")
    assert done.returncode == 0, done.stderr


def test_without_any_setting_production_does_not_start(tmp_path: Path) -> None:
    done = checked(tmp_path)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    assert "ALLOWED_HOSTS" in done.stderr
