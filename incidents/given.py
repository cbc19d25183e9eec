"""What a person reads of each term: the figures that were kept when it was over; before that, what may be said so far.

Whoever works on incidents sees them all, so they read a term that goes on as it stands. For everybody else there is a
total in fives until the term's figures are kept; then the same figures ever after (S8.21). Writes nothing.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from django.db.models import Case, Q, Value, When

from incidents.models import TermFigures
from incidents.published import Published, publish, so_far
from incidents.summary import Counts, counted_for, counts_of
from incidents.suppression import FEW, KEPT_BACK, Cell, cell
from schools.access import Standing
from schools.calendar import Calendar, TermDates
from schools.vocabulary import Permission

TABLES = tuple(each.name for each in fields(Published) if each.name not in ("total", "final"))
WORDS = {"few": FEW, "kept": KEPT_BACK}


def published_of(standing: Standing, terms: Sequence[TermDates], calendar: Calendar) -> list[Published]:
    """What this person may read of each of these terms. Nothing they are kept from is in any figure."""
    kept = kept_for(standing, terms)
    live = [term for term in terms if term.name not in kept]
    counts = counts_of(counted_for(standing), live, calendar) if live else []
    shown = publish if standing.may(Permission.WORK_ON_INCIDENTS) else so_far
    found = kept | {term.name: shown(each) for term, each in zip(live, counts, strict=True)}
    return [found[term.name] for term in terms]


def kept_for(standing: Standing, terms: Sequence[TermDates]) -> dict[str, Published]:
    """The figures that were kept of these terms: this person's own where they have some, else everybody's."""
    theirs = Q(person__isnull=True) | Q(person=standing.user)
    names = [term.name for term in terms]
    rows = TermFigures.objects.of(standing.school).filter(theirs, term__in=names)
    own_last = Case(When(person__isnull=True, then=Value(0)), default=Value(1))
    return {term: read(figures) for term, figures in rows.order_by(own_last).values_list("term", "figures")}


def written(published: Published) -> dict[str, Any]:
    """Published figures as they are kept: numbers, and words for what is hidden."""
    tables = {name: {row: _plain(each) for row, each in getattr(published, name).items()} for name in TABLES}
    return {"total": _plain(published.total), **tables}


def read(kept: dict[str, Any]) -> Published:
    """Kept figures as they are shown. A row that there was no word for then is zero."""
    nothing = publish(Counts())
    tables = {
        name: {row: _cell(kept[name].get(row, 0)) for row in getattr(nothing, name)} for name in TABLES if name in kept
    }
    return replace(nothing, total=_cell(kept["total"]), **tables)


def _plain(each: Cell) -> int | str:
    return each.number if each.number is not None else "few" if each is FEW else "kept"


def _cell(plain: int | str) -> Cell:
    return WORDS[plain] if isinstance(plain, str) else cell(plain)
