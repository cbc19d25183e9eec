"""Whether an unpacked backup is whole, is ours, and is one that this version can take (R.24, R.25)."""

import json
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from config.backup.archive import digest_of
from config.backup.making import FORMAT
from config.backup.trouble import NotRestored
from schools.files.store import PATH

NO_MANIFEST = "There is no manifest in this backup, so nothing says what should be in it. Nothing was restored."
NEWER = "This backup was made by a newer Fairpost ({}). Bring this one up to date first. Nothing was restored."
NOT_LISTED = "{} is in the backup and not in its list, so the backup was tampered with. Nothing was restored."
LACKING = "{} is in the list of the backup and not in the backup. Nothing was restored."
CHANGED = "{} is not what it was when the backup was made. Nothing was restored."
NO_SCHOOL = "This is a backup of {}, and not of {}. Nothing was restored."
OWN = ("READ-ME.txt", "files.txt", "manifest.json")
DATABASES = ("database.sqlite3", "database.dump")


def check(opened: Path, school: str) -> dict[str, Any]:
    """The manifest, once every file was held against it. Raises NotRestored with the first thing that is wrong."""
    manifest = _manifest(opened)
    _refuse_newer(manifest)
    if school and school not in manifest["heads"]:
        raise NotRestored(NO_SCHOOL.format(", ".join(sorted(manifest["heads"])) or "no school", school))
    _check_files(opened, manifest)
    return manifest


def _manifest(opened: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((opened / "manifest.json").read_text(encoding="utf-8"))
        known = manifest["fairpost_backup"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotRestored(NO_MANIFEST) from error
    if known != FORMAT:
        raise NotRestored(NEWER.format(f"its backups are of form {known}"))
    return manifest


def _refuse_newer(manifest: dict[str, Any]) -> None:
    """A backup of tables that this version does not know yet cannot be read by it."""
    here = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - here)
    if unknown:
        raise NotRestored(NEWER.format(f"it has {unknown[-1]}"))


def _check_files(opened: Path, manifest: dict[str, Any]) -> None:
    listed = _listed(opened, manifest)
    there = {place.relative_to(opened).as_posix() for place in opened.rglob("*") if place.is_file()}
    for name in sorted(there - set(listed) - set(OWN)):
        raise NotRestored(NOT_LISTED.format(name))
    for name, digest in listed.items():
        if name not in DATABASES and not PATH.fullmatch(name.removeprefix("evidence/")):
            raise NotRestored(NOT_LISTED.format(name))
        if name not in there:
            raise NotRestored(LACKING.format(name))
        if digest_of(opened / name) != digest:
            raise NotRestored(CHANGED.format(name))


def _listed(opened: Path, manifest: dict[str, Any]) -> dict[str, str]:
    place = opened / "files.txt"
    if not place.is_file():
        raise NotRestored(LACKING.format("files.txt"))
    if digest_of(place) != manifest.get("files_sha256"):
        raise NotRestored(CHANGED.format("files.txt"))
    lines = place.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
