"""Serving on this machine: a free port, static files brought together when one changed, and a clean end at Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from config import serving

PROGRAM = """
import signal; signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
import django; django.setup()
from config import serving
serving.collect_static()
serving.{server}({port}, lambda: print("ready", flush=True))
print("ended", flush=True)
"""

ENDED = {"with_gunicorn": [], "with_django": ["ended"]}
"""What is printed after Ctrl-C: gunicorn leaves by itself."""


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind((serving.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_gives_way_to_the_next_free_one(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    free = serving.free_port(taken)
    assert taken < free <= taken + serving.TRIED
    assert serving.free_port(free) == free
    monkeypatch.setattr(serving, "TRIED", 1)
    with pytest.raises(serving.NoPort, match=f"from {taken} on"):
        serving.free_port(taken)


def test_static_files_are_brought_together_once_and_again_when_one_has_changed(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path / "static")
    assert serving.collect_static()
    assert (tmp_path / "static" / "staticfiles.json").exists()
    assert not serving.collect_static()
    settings.STATICFILES_FINDERS = settings.STATICFILES_FINDERS[:1]
    assert serving.collect_static()
    assert not serving.collect_static()


@pytest.mark.parametrize("server", ["with_gunicorn", "with_django"])
def test_a_server_answers_and_ends_cleanly_at_ctrl_c(server: str, tmp_path: Path) -> None:
    port = serving.free_port(8900)
    environment = os.environ | {"FAIRPOST_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= {"FAIRPOST_MODE": "demonstration", "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [sys.executable, "-c", PROGRAM.format(server=server, port=port)]
    running = subprocess.Popen(
        command, cwd=project.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert running.stdout is not None
    try:
        assert running.stdout.readline() == "ready\n"
        answer = urllib.request.Request(f"http://{serving.HOST}:{port}/no-such-school/", method="POST")
        with pytest.raises(urllib.error.HTTPError, match="403"):  # the product itself: a form without its token
            urllib.request.urlopen(answer, timeout=30)
    finally:
        running.send_signal(signal.SIGINT)
        rest, _ = running.communicate(timeout=30)
    assert running.returncode == 0
    assert [line for line in rest.splitlines() if "django.security.csrf" not in line] == ENDED[server]
