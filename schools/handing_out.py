"""What goes out as a file: the line that says by whom, when and for whom, and the look that is kept (S14.08).

Which file carries a mark, and why one does not, is in `tests/structure/handed_out.py`; a test holds that every address
which answers with a file has a row there.
"""

from datetime import datetime

from django.utils import timezone

from schools import record
from schools.access import Standing

DOWNLOAD = "download"
"""The kind of a look that is left where a file is handed out whose page leaves none of its own."""


def mark_of(standing: Standing, at: datetime) -> str:
    """The line at the foot of a document that somebody takes out of the service."""
    when = timezone.localtime(at)
    return f"Printed by {standing.user.name} on {when:%-d %B %Y} at {when:%H:%M}, for {standing.school.name}."


def note_download(standing: Standing, what: str, *, rows: int = 1, at: datetime) -> None:
    """Write down who takes what out, and how many rows there are in it, before it leaves. Raises LookNotRecorded."""
    record.look(school=standing.school, viewer=standing.user, kind=DOWNLOAD, about=f"{what}.rows-{rows}", at=at)
