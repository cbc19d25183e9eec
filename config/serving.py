"""Serving the site on this machine for the demonstration: the static files, a free port, and a server.

gunicorn where it runs; on Windows, where it does not, Django's own server with threads. In production the school's
provider starts gunicorn itself. What is served is the same in both: the application of `wsgi.py`.
"""

import hashlib
import logging
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.servers import basehttp
from django.core.wsgi import get_wsgi_application
from django.db import connections

HOST = "127.0.0.1"
WORKERS, THREADS = 2, 4
TRIED = 50


class NoPort(Exception):
    """No port is free near the one that was asked for."""


def collect_static() -> bool:
    """Bring the static files together, hashed and compressed, where one has changed. Says whether that was so."""
    done = Path(settings.STATIC_ROOT) / "collected.sha256"
    now = _fingerprint()
    if done.exists() and done.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    done.write_text(now)
    return True


def _fingerprint() -> str:
    """One hash for every file that would be brought together."""
    lines = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                lines.append(f"{path} {hashlib.file_digest(file, 'sha256').hexdigest()}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def free_port(wanted: int) -> int:
    """The port that is wanted or the next free one. Raises NoPort."""
    for port in range(wanted, min(wanted + TRIED, 65536)):
        with socket.socket() as probe:
            if sys.platform != "win32":  # there the option would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise NoPort(f"No port is free from {wanted} on.")


def serve(port: int, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C; `ready` is called once when the port answers."""
    connections.close_all()  # a connection does not outlive a fork
    try:
        with_gunicorn(port, ready)
    except ImportError:
        with_django(port, ready)


def with_gunicorn(port: int, ready: Callable[[], None]) -> None:
    """Serve in worker processes with threads. Raises ImportError where gunicorn does not run."""
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):
        """gunicorn with these settings and no others, whatever the command line says."""

        def load_config(self) -> None:
            for name, value in _gunicorn_settings(port, ready).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    Site().run()


def _gunicorn_settings(port: int, ready: Callable[[], None]) -> dict[str, Any]:
    return {
        "bind": f"{HOST}:{port}",
        "workers": WORKERS,
        "threads": THREADS,
        "preload_app": True,
        "loglevel": "error",
        "control_socket_disable": True,
        "when_ready": lambda _: ready(),
    }


def with_django(port: int, ready: Callable[[], None]) -> None:
    """Serve in this process with a thread a request."""
    application = get_wsgi_application()
    logging.getLogger("django.server").setLevel(logging.ERROR)  # no line a request; set-up puts it back, so after it
    try:
        basehttp.run(HOST, port, application, threading=True, on_bind=lambda _: ready())
    except KeyboardInterrupt:
        connections.close_all()
