"""One line of a list: what a page shows of an incident beside others. Writes nothing; rows come from `lists.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from incidents.access import owns
from incidents.models import Incident
from incidents.ownership import owner_in_words
from incidents.where_it_stands import Stand, know_stands, last_step_in_words, stand_of
from schools.access import Standing


@dataclass(frozen=True)
class Row:
    """An incident in a list: reference and summary, owner, where it stands, how long, and the next date."""

    reference: str
    summary: str
    place: str
    categories: Sequence[str]
    owner: str
    stand: Stand
    last_step: str
    days: str
    reported_at: datetime
    due_at: datetime | None
    overdue: bool


def rows_of(incidents: Sequence[Incident], standing: Standing, at: datetime) -> list[Row]:
    """The lines of a list, as this person reads them: one question to the database."""
    return [_row(incident, standing, at) for incident in know_stands(incidents)]


def _row(incident: Incident, standing: Standing, at: datetime) -> Row:
    mine = owns(standing.user, incident, standing.roles)
    pending = incident.due_at if incident.is_open else None
    return Row(
        reference=incident.reference,
        summary=incident.summary,
        place=incident.host or incident.get_channel_display(),
        categories=[each.category.name for each in incident.categorisations.all()],
        owner="You" if mine else _upper_first(owner_in_words(incident)),
        stand=stand_of(incident, at),
        last_step=last_step_in_words(incident),
        days=_days(incident, at),
        reported_at=incident.reported_at,
        due_at=pending,
        overdue=bool(pending and pending < at),
    )


def _days(incident: Incident, at: datetime) -> str:
    until = timezone.localdate(incident.closed_at or at)
    days = (until - timezone.localdate(incident.reported_at)).days
    if incident.is_open:
        return "Since today" if days <= 0 else f"{days:,} day{'s' if days > 1 else ''}"
    return "Closed the same day" if days <= 0 else f"Closed after {days:,} day{'s' if days > 1 else ''}"


def _upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]
