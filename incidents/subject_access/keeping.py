"""For how long a request itself is kept: three years after it was closed, then two people let it go. Writes nothing.

It is due by what whoever logged it did, whatever others answer: by when it can go tells nothing of them (S8.13).
"""

from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from incidents.models import SubjectAccessPart, SubjectAccessRequest
from incidents.retention import years_after

YEARS = 3


def closing() -> Any:
    """When a request was withdrawn, or whoever logged it had answered, as a column; empty as long as neither is so."""
    theirs = SubjectAccessPart.objects.of(OuterRef("pk")).filter(by=OuterRef("logged_by"))
    return Coalesce("withdrawn_at", Subquery(theirs.values("closed_at")[:1]))


def last_day(closed: datetime | None) -> date | None:
    """From which day on two people may let it go."""
    return years_after(timezone.localdate(closed), YEARS) if closed else None


def kept_until(request: SubjectAccessRequest) -> date | None:
    """The same, of one request."""
    of_school = SubjectAccessRequest.objects.of(request.school_id).annotate(closed=closing())
    return last_day(of_school.values_list("closed", flat=True).get(pk=request.pk))
