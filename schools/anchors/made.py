"""The statements that were made here, for pages that print them. Writes nothing."""

from datetime import date

from schools.anchors.statements import Statement, read
from schools.models import Anchor


def latest() -> Statement | None:
    """The last statement."""
    last = Anchor.objects.order_by("-number").first()
    return last and read(last.line)


def of_term(ends: date) -> Statement | None:
    """The first statement signed after a term, so that a summary printed twice says the same; until then the last."""
    after = Anchor.objects.filter(day__gt=ends).order_by("number").first()
    return read(after.line) if after else latest()
