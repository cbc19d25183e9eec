"""Writing down that an incident went out of the house: by whom, for whom, and exactly what (S14.08)."""

from datetime import datetime

from incidents.exporting.archive import Archive
from incidents.exporting.contents import Contents
from incidents.models import Incident
from incidents.operations.entry import enter_to_act, tell
from incidents.timeline import EventKind
from schools.models import User
from schools.operation import NotFound, Refused, operation


@operation
def record_export(*, incident: Incident, contents: Contents, archive: Archive, by: User, at: datetime) -> None:
    """Record an export before it is handed over. The owner's act. It changes nothing, so not the version either.

    The event holds the hash of the whole archive, by which it can be told later which one went out.
    """
    entry = enter_to_act(incident, by=by, at=at)
    if not entry.viewer.owns:
        raise NotFound()
    if not contents.choice.purpose.strip():
        raise Refused("Say for whom this export is.")
    tell(
        entry.incident,
        EventKind.EXPORTED,
        by=by,
        at=at,
        purpose=contents.choice.purpose,
        events=len(contents.events),
        files=archive.files,
        left_out=len(contents.withheld),
        sha256=archive.sha256,
    )
