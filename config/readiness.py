"""What else is asked before production opens its first page: tables, files and clock that can be trusted (S13.01)."""

import stat
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from schools.models import Event
from schools.reach import across_schools

BEHIND = timedelta(seconds=120)
WHY = "Before a service starts, its clock is compared with the last event of every school."


def unready(connection: BaseDatabaseWrapper) -> list[str]:
    """A sentence for each thing that is not as it must be, saying what to do."""
    waiting = _migrations_waiting(connection)
    if waiting:
        return [f"{waiting} migrations have not been run. Run `manage.py migrate`."]
    return [*_open_files(connection), *_clock()]


def _migrations_waiting(connection: BaseDatabaseWrapper) -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _open_files(connection: BaseDatabaseWrapper) -> list[str]:
    places = [Path(settings.EVIDENCE_ROOT)]
    if connection.vendor == "sqlite":
        places.append(Path(str(connection.settings_dict["NAME"])))
    return [
        f"{place} can be read by everybody on this machine. Run `chmod o-rwx {place}`."
        for place in places
        if place.exists() and open_to_others(place)
    ]


def open_to_others(place: Path) -> bool:
    """Whether somebody who is neither its owner nor of its group could read it: it and every folder above let them."""
    above = (bool(folder.stat().st_mode & stat.S_IXOTH) for folder in place.resolve().parents)
    return bool(place.stat().st_mode & stat.S_IROTH) and all(above)


def _clock() -> list[str]:
    with across_schools(WHY):
        last = Event.objects.across_schools(WHY).aggregate(last=Max("recorded_at"))["last"]
    if last is None or timezone.now() >= last - BEHIND:
        return []
    return [
        f"The clock of this machine is behind the record, whose last event is of {last:%d %B %Y, %H:%M} UTC. Set it."
    ]
