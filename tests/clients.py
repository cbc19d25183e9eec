"""Many browsers, one site: what answers the tests' clients is put together once, as a running service does it.

Django puts the middleware together anew for each client, and WhiteNoise then looks at every static file: a quarter of
the time of the walks, measured. It is put together again once a setting has changed that it may have read.
"""

from typing import Any

from django.test.client import ClientHandler
from django.test.signals import setting_changed

OF_ONE_TEST = {"EVIDENCE_ROOT", "ERASURE_LOG", "DATA_DIR"}
"""Folders, which every test has for itself and no middleware asks for before a request."""

PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")
_put_together: dict[str, Any] = {}
_load = ClientHandler.load_middleware


def _load_once(self: ClientHandler, is_async: bool = False) -> None:
    if not _put_together:
        _load(self, is_async)
        _put_together.update({name: getattr(self, name) for name in PARTS})
    self.__dict__.update(_put_together)


def _forget(*, setting: str, **rest: Any) -> None:
    if setting not in OF_ONE_TEST:
        _put_together.clear()


def share_one_site() -> None:
    """Let every client from here on share it."""
    ClientHandler.load_middleware = _load_once  # type: ignore[method-assign]
    setting_changed.connect(_forget, dispatch_uid="tests.clients")
