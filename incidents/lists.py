"""The list of a school's incidents: narrowed, searched, sorted and paged by key. Writes nothing.

It is given the incidents that the door lets through, and can only make them fewer: what somebody may not see is in no
row, no count and no choice of a filter. Pages go by key, never by offset, so a page far down costs no more than the
first, and nobody is shown twice while others report.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from incidents.models import Categorisation, Incident, Involvement
from incidents.need_to_know import name_kept_back
from incidents.references import PATTERN
from incidents.summary import window
from incidents.text import fold
from incidents.where_it_stands import stands_at
from schools.calendar import Calendar, TermDates

PAGE = 25
MOST = 1000
"""Counts stop here: an exact one would cost more with every year."""

WORDS = 8
"""Words of a search beyond these are left out."""

_CATEGORISED = Categorisation.objects.of(OuterRef("pk"))


class State(models.TextChoices):
    """Which incidents to show."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    ALL = "all", "Open and closed"


class Sort(models.TextChoices):
    """In which order."""

    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"
    DUE = "due", "Next date first"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Nothing given is nothing asked."""

    words: str = ""
    state: str = State.OPEN
    where: str = ""
    kind: str = ""
    channel: str = ""
    term: TermDates | None = None
    person: str = ""
    sort: str = Sort.NEWEST


def narrowed(incidents: QuerySet[Incident], wanted: Wanted, at: datetime, calendar: Calendar) -> QuerySet[Incident]:
    """Those that are looked for: every condition and every word holds."""
    conditions = [_word(word) for word in _words(wanted.words)]
    if wanted.state != State.ALL:
        conditions.append(Q(closed_at__isnull=wanted.state == State.OPEN))
    if wanted.where:
        conditions.append(stands_at(wanted.where, at))
    if wanted.kind:
        conditions.append(Q(Exists(_CATEGORISED.filter(category__kind=wanted.kind))))
    if wanted.channel:
        conditions.append(Q(channel=wanted.channel))
    if wanted.term:
        starts, ends = window(wanted.term, calendar)
        conditions.append(Q(reported_at__gte=starts, reported_at__lt=ends))
    if wanted.person:
        conditions.append(Q(Exists(_people_called(wanted.person))))
    return incidents.filter(*conditions)


def _words(text: str) -> Sequence[str]:
    return fold(text).split()[:WORDS]


def _word(word: str) -> Q:
    """The word stands in the incident; a reference is found without its hyphen too."""
    found = Q(search__contains=word)
    if re.fullmatch("[a-z0-9]{6}", word):
        found |= Q(reference=f"{word[:3]}-{word[3:]}".upper())
    return found


def _people_called(name: str) -> QuerySet[Involvement]:
    """Somebody linked, not unlinked since and named to those who see the incident, in whose name every word stands."""
    linked = Involvement.objects.of(OuterRef("pk")).filter(unlinked_at__isnull=True).exclude(name_kept_back())
    return linked.filter(*(Q(person__folded__contains=word) for word in _words(name)))


def counted(incidents: QuerySet[Incident]) -> str:
    """How many, as people say it: never more than "1,000+"."""
    found = incidents[: MOST + 1].count()
    return f"{MOST:,}+" if found > MOST else f"{found:,}"


# Paging by key

Columns = Sequence[tuple[str, int]]
"""Columns of an order, each upwards (1) or downwards (-1). The last is unique."""

ORDERS: Mapping[str, Columns] = {
    Sort.NEWEST: (("reported_at", -1), ("id", -1)),
    Sort.OLDEST: (("reported_at", 1), ("id", 1)),
    Sort.DUE: (("undated", 1), ("due_at", 1), ("id", 1)),
}


@dataclass(frozen=True)
class Page:
    """A page of rows, and the references that the page before and the page after go by."""

    rows: Sequence[Incident]
    before: str = ""
    after: str = ""


def turning_at(incidents: QuerySet[Incident], reference: str) -> Incident | None:
    """The incident that a page before or after is counted from; what is no reference of theirs is nothing."""
    return incidents.filter(reference=reference).first() if re.fullmatch(PATTERN, reference) else None


def page_of(
    incidents: QuerySet[Incident], sort: str, *, after: Incident | None = None, before: Incident | None = None
) -> Page:
    """The rows after (or before) an incident, the first ones without either. One more is asked for, to know of more."""
    columns, key = ORDERS[sort], before or after
    if before:
        columns = [(name, -sign) for name, sign in columns]
    found = _in_order(incidents, columns)
    if key:
        found = found.filter(_beyond(columns, {"undated": int(key.due_at is None), **vars(key)}))
    rows = list(found[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if before:
        rows.reverse()
    behind, ahead = (more, bool(rows)) if before else (bool(key and rows), more)
    return Page(rows, rows[0].reference if behind else "", rows[-1].reference if ahead else "")


def _in_order(incidents: QuerySet[Incident], columns: Columns) -> QuerySet[Incident]:
    rows = listed(incidents)
    if columns[0][0] == "undated":
        rows = rows.annotate(undated=UNDATED)
    return rows.order_by(*(name if sign > 0 else f"-{name}" for name, sign in columns))


UNDATED = Case(When(due_at__isnull=True, then=Value(1)), default=Value(0))
"""Sets what has no next date behind what has one: databases do not agree where nothing comes in an order."""


def listed(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """The incidents with their owners and categories: two questions to the database, however many lines."""
    every = Categorisation.objects.across_schools("Django asks for those of these incidents alone.")
    categories = Prefetch("categorisations", every.select_related("category"))
    return incidents.defer("search", "concern", "closing_reasons").select_related("owner").prefetch_related(categories)


def _beyond(columns: Columns, key: Mapping[str, Any]) -> Q:
    """Whatever comes later in this order: a larger first column, or the same and a larger second, and so on."""
    later, same = Q(), Q()
    for name, sign in columns:
        if key[name] is not None:
            later |= same & Q(**{f"{name}__{'gt' if sign > 0 else 'lt'}": key[name]})
        same &= Q(**{name: key[name]})
    name, sign = columns[0]
    return Q(**{f"{name}__{'gte' if sign > 0 else 'lte'}": key[name]}) & later
