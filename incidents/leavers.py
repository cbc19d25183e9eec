"""Whose name is due to be let go of: people who left long ago and are needed for nothing that is kept (S14.17).

Not due is whoever holds an office anywhere or will, and whoever owns, reported, decided or did anything in an incident
that is not disposed of: their name goes with the story it tells, not before. Nor is anybody who ever worked at another
school or for a trust: no school lets a name go that another school's record needs. Reads, and never writes.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpRequest

from incidents.models import Incident, Leaving
from incidents.retention import periods_of, years_after
from incidents.vocabulary import Rule
from schools.access import Standing
from schools.door import get_school
from schools.models import Event, Membership, School, User
from schools.vocabulary import Permission

KEPT = {"disposed_at__isnull": True}
BEYOND = ("incident", "document__incident")
"""How a row of an incident leads to it."""


def left_for_good(school: School) -> QuerySet[User]:
    """Everybody whose offices were all at this school and have all ended, with the last day of the last."""
    elsewhere = Membership.objects.exclude(school=school).values("user")
    held = Membership.objects.filter(school=school)
    standing = held.filter(ends__isnull=True).values("user")
    gone = User.objects.filter(pk__in=held.values("user"), is_superuser=False)
    return gone.exclude(pk__in=elsewhere).exclude(pk__in=standing).annotate(last=Max("memberships__ends"))


def due_leavers(school: School, today: date) -> Iterator[tuple[User, date]]:
    """Whose name is due at a school and neither let go of, proposed already nor kept for longer, with since when."""
    years = periods_of(school)[Rule.LEAVERS]
    settled = Leaving.objects.of(school).filter(
        Q(outcome="") | Q(outcome=Leaving.Outcome.LET_GO) | Q(outcome=Leaving.Outcome.KEPT, kept_until__gt=today)
    )
    gone = left_for_good(school).exclude(pk__in=settled.values("user")).filter(last__lt=today).order_by("pk")
    over = {user: years_after(user.last, years) for user in gone}
    due = {user: day for user, day in over.items() if day <= today}
    needed = needed_still(school, due)
    yield from ((user, day) for user, day in due.items() if user.pk not in needed)


def is_due(school: School, user: User, today: date) -> bool:
    """Whether it is due as things are now: an office, an incident or a longer time may have come between."""
    found = left_for_good(school).filter(pk=user.pk, last__lt=today).first()
    if found is None or years_after(found.last, periods_of(school)[Rule.LEAVERS]) > today:
        return False
    return not needed_still(school, [user])


def needed_still(school: School, people: Collection[User]) -> set[int]:
    """Those of them who own, reported, decided or did something in an incident that is not disposed of."""
    if not people:
        return set()
    keys = {str(user.key): user.pk for user in people}
    abouts = {each.about for each in Incident.objects.of(school).filter(**KEPT)}
    done = Event.objects.of(school).filter(actor__in=list(keys), about__startswith="incident:")
    acted = {keys[actor] for actor, about in done.values_list("actor", "about").distinct() if about in abouts}
    return acted | set(_named(school, list(keys.values())))


def _named(school: School, people: Collection[int]) -> Iterator[int]:
    """Whom a row of such an incident names."""
    every: list[Any] = list(apps.get_app_config("incidents").get_models())
    for model in every:
        way = _way(model)
        for column in model._meta.local_fields:
            if way is not None and column.is_relation and column.related_model is User:
                kept = {f"{way}{name}": value for name, value in KEPT.items()}
                rows = model.objects.of(school).filter(**kept, **{f"{column.name}__in": people})
                yield from rows.values_list(column.attname, flat=True)


def _way(model: type[models.Model]) -> str | None:
    """How a row leads to an incident; nothing where it is the incident, None where it is no part of one."""
    if model is Incident:
        return ""
    names = {field.name for field in model._meta.local_fields}
    if hasattr(model, "instance_type"):
        return None
    return next((f"{way}__" for way in BEYOND if way.partition("__")[0] in names), None)


def waiting_in(standing: Standing) -> QuerySet[Leaving]:
    """The names that wait for somebody's word at the school. Nobody decides about their own."""
    rows = Leaving.objects.of(standing.school).filter(outcome="").exclude(user=standing.user)
    return rows.select_related("user", "agreed_by", "school").order_by("due_on", "pk")


def get_leaving(request: HttpRequest, slug: str, key: UUID) -> tuple[Standing, Leaving]:
    """One name that waits. Raises Http404, always the same, for whoever may not decide it, and once it is decided."""
    standing = get_school(request, slug, Permission.DISPOSE)
    found = waiting_in(standing).filter(key=key).first()
    if found is None:
        raise Http404
    return standing, found
