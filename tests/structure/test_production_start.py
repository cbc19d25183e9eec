"""What README says to whoever sets Fairpost up for a school, done in an empty folder, as it stands there (S13.01)."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config import serving
from config.setup import ROOT

HOST = "fairpost.example"
SCHOOL = ("oakfield", "Oakfield School", "--admin-name", "Ann Lee", "--admin-email", "ann@oakfield.example")
EVERY_DAY = (
    "see_leavers_off sweep propose_disposal send_reminders verify_records_nightly tell_of_unused_accounts verify_record"
).split()
STEPS = (("migrate",), ("createcachetable",), ("collectstatic", "--noinput"), ("create_school", *SCHOOL))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What README asks for, and nothing else of ours."""
    ours = ("FAIRPOST", "DATABASE", "DJANGO", "SECRET_KEY", "PYTEST")
    machine = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    return machine | {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "FAIRPOST_DATA": str(folder),
        "FAIRPOST_KEYS": Fernet.generate_key().decode(),
        "BEHIND_PROXY": "1",
        "TRUSTED_PROXY_COUNT": "1",
    }


def managed(environment: dict[str, str], *words: str) -> str:
    """What a command says."""
    command = [sys.executable, "manage.py", *words]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@contextmanager
def served(environment: dict[str, str], log: Path) -> Iterator[str]:
    """The last line of the list: gunicorn, at an address."""
    port = serving.free_port(8970)
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "config.wsgi"]
    with log.open("wb") as said:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


def answer(address: str) -> tuple[int, str]:
    """What comes back by way of a proxy that speaks HTTPS. Waits until the server listens."""
    asked = urllib.request.Request(address, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(asked, timeout=30) as page:
                return page.status, page.read().decode()
        except urllib.error.URLError:
            assert time.monotonic() < until, "it does not answer"
            time.sleep(0.2)


def test_each_step_is_taken_the_site_is_there_and_what_runs_every_day_runs(
    environment: dict[str, str], tmp_path: Path
) -> None:
    said = [managed(environment, *step) for step in STEPS]
    link = re.search(rf"https://{HOST}(/accounts/password/reset/key/\S+)", said[-1])
    assert link, said[-1]
    with served(environment, tmp_path / "log") as address:
        assert answer(f"{address}/health/") == (200, "well\n")
        status, page = answer(f"{address}/accounts/login/")
        assert status == 200 and "Sign in" in page
        status, page = answer(f"{address}{link[1]}")
        assert status == 200
    log = (tmp_path / "log").read_text()
    assert "Started in the mode production." in log and "Stopped." in log and "ERROR" not in log
    for command in EVERY_DAY:
        managed(environment, command)
    files = [each for each in (tmp_path / "data").glob("*.sqlite3*") if each.stat().st_mode & 0o007]
    assert not files, "nobody else on the machine reads them"
