"""Static files of Bootstrap, from the Python package that carries them: the linked stylesheet alone.

Bootstrap's script bundle is not used: menus are links and <details>. The source map is named in the
stylesheet's last line, so the manifest storage asks for it.
"""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

WANTED = ("css/bootstrap.min.css", "css/bootstrap.min.css.map")
PREFIX = "bootstrap"


def bootstrap_folder() -> Path:
    """Where the package keeps its files. Raises ImportError where it is not installed."""
    spec = find_spec("bootstrap")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("The package bootstrap-wrapper is not installed.")
    return Path(spec.submodule_search_locations[0])


class BootstrapFinder(BaseFinder):
    """Finds `bootstrap/css/bootstrap.min.css` and its map, and nothing else of the package."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=bootstrap_folder())
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic puts the files there
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        relative = path.removeprefix(f"{PREFIX}/")
        wanted = relative != path and relative in WANTED
        hits = [self.storage.path(relative)] if wanted else []
        return hits if find_all else (hits[0] if hits else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        for relative in WANTED:
            yield relative, self.storage
