"""What belongs to a school in the whole database: every row of every table, those of its history, and whose they are.

It reads the list of tables itself, so that a table which comes later is not forgotten: a test holds every model against
`ways_up`, `PERSONAL` and `OF_NO_SCHOOL`. A row of history goes by the thing that it is about, also where the thing is
gone; it stays where the thing is another school's by now. Writes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from simple_history.models import HistoricalChanges

from schools.models import Event, Invitation, Membership, Outgoing, School, User
from schools.scoping import path_of

Model = type[models.Model]
MANY = 5000

FURTHER: Mapping[str, tuple[str, ...]] = {
    "schools.Membership": ("school",),
    "policies.Policy": ("school",),
    "policies.PolicyVersion": ("policy",),
    "policies.PastVersion": ("policy",),
    "policies.Issue": ("school", "version"),
    "policies.Adoption": ("school", "version"),
    "policies.Milestone": ("version",),
    "policies.Category": ("version",),
    "policies.ProcedureStep": ("version",),
    "policies.LinkedPolicy": ("version",),
    "policies.Suggestion": ("version",),
    "incidents.Link": ("incident", "to"),
}
"""Which columns lead towards a school, where a model's manager does not say so or does not say all."""

PERSONAL: Mapping[str, str] = {
    "schools.User": "pk",
    "schools.User_groups": "user",
    "schools.User_user_permissions": "user",
    "schools.LastSignIn": "user",
    "schools.AcceptedStep": "user",
    "schools.RecoveryCode": "user",
    "schools.SignIn": "user",
    "schools.Outgoing": "person",
    "account.EmailAddress": "user",
    "account.EmailConfirmation": "email_address__user",
    "mfa.Authenticator": "user",
    "socialaccount.SocialAccount": "user",
    "socialaccount.SocialToken": "account__user",
}
"""What goes with a person, and which way leads to them."""

OF_NO_SCHOOL = {
    *("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType", "sessions.Session"),
    *("socialaccount.SocialApp", "schools.Trust", "schools.Anchor", "schools.DoomedFile", "schools.Safekeeping"),
    *("schools.TakenOut", "policies.Host"),
}
"""Of the whole installation. What of a school stands in them is seen to one by one."""


def ways_up(model: Model) -> tuple[str, ...]:
    """The columns of a model that lead to its school, or to what it is a part of; none where it belongs to none."""
    path = path_of(model)
    return FURTHER.get(model._meta.label) or ((path.partition("__")[0],) if path else ())


def is_history(model: Model) -> bool:
    """Whether a model is the history of another."""
    return issubclass(model, HistoricalChanges)


def every_model() -> list[Model]:
    """Every model that has a table, histories left out."""
    return [model for model in apps.get_models(include_auto_created=True) if not is_history(model)]


def rows_in(model: Model, column: str, numbers: Iterable[Any]) -> Iterator[models.QuerySet[Any]]:
    """The rows with one of these values in a column, some at a time: a database takes so many and no more."""
    wanted = sorted(numbers)
    for place in range(0, len(wanted), MANY):
        yield models.QuerySet(model).filter(**{f"{column}__in": wanted[place : place + MANY]})


@dataclass
class Belongings:
    """The numbers of all rows that belong to a school, found as they are asked for."""

    school: School
    _live: dict[Model, set[Any]] = field(default_factory=dict)
    _ever: dict[Model, set[Any]] = field(default_factory=dict)

    def live(self, model: Model) -> set[Any]:
        """The numbers of its rows in a table."""
        if model is School:
            return {self.school.pk}
        if model not in self._live:
            self._live[model] = set().union(*(self._below(model, model, way, "pk") for way in ways_up(model)))
        return self._live[model]

    def ever(self, model: Model) -> set[Any]:
        """The numbers that its rows have or had, those left out that stand for another school's by now."""
        if model not in self._ever:
            self._ever[model] = self.live(model) | self._past(model)
        return self._ever[model]

    def _below(self, model: Model, rows: Model, way: str, wanted: str) -> set[Any]:
        column: Any = model._meta.get_field(way)
        above = self.ever(column.related_model)
        return {each for some in rows_in(rows, column.attname, above) for each in some.values_list(wanted, flat=True)}

    def _past(self, model: Model) -> set[Any]:
        history = history_of(model)
        if history is None or model is School:
            return set()
        had = set().union(*(self._below(model, history, way, "id") for way in ways_up(model))) - self.live(model)
        elsewhere = {each for some in rows_in(model, "pk", had) for each in some.values_list("pk", flat=True)}
        return had - elsewhere

    @cached_property
    def everybody(self) -> set[int]:
        """Everybody who holds or held an office at the school, or was offered one with an account they had."""
        found = set(Membership.objects.filter(school=self.school).values_list("user_id", flat=True))
        found |= set(Membership.history.filter(school_id=self.school.pk).values_list("user_id", flat=True))
        offered = Invitation.objects.of(self.school).filter(person__isnull=False)
        return found | set(offered.values_list("person_id", flat=True))

    @cached_property
    def people(self) -> set[int]:
        """Those of them who are known nowhere else: no row of another school or of a trust, and no act, is theirs."""
        people = User.objects.filter(pk__in=self.everybody, is_superuser=False)
        keys = {str(key): number for number, key in people.values_list("pk", "key")}
        theirs = Event.objects.across_schools("Whoever acted at another school stays.").exclude(school=self.school)
        acted = {keys[each] for each in theirs.filter(actor__in=list(keys)).values_list("actor", flat=True).distinct()}
        return set(keys.values()) - acted - set(self._named_elsewhere(set(keys.values())))

    def _named_elsewhere(self, people: set[int]) -> Iterator[int]:
        for model in every_model():
            if model._meta.label in PERSONAL:
                continue
            going = self.live(model) if ways_up(model) else set()
            for column in model._meta.local_fields:
                if column.is_relation and column.related_model is User:
                    named = models.QuerySet(model).filter(**{f"{column.name}__in": people})
                    yield from (who for who, row in named.values_list(column.attname, "pk") if row not in going)

    def rows(self) -> Iterator[tuple[Model, set[Any]]]:
        """Every table with the numbers of the rows that go: of the school, its histories and its people."""
        for model in every_model():
            label, history = model._meta.label, history_of(model)
            if label in PERSONAL:
                going = self._of_people(model, PERSONAL[label]) | (self._mail() if model is Outgoing else set())
                past = going
            else:
                known = model is School or bool(ways_up(model))
                going, past = (self.live(model), self.ever(model)) if known else (set(), set())
            yield model, going
            if history is not None:
                yield (
                    history,
                    {each for some in rows_in(history, "id", past) for each in some.values_list("pk", flat=True)},
                )

    def _of_people(self, model: Model, way: str) -> set[Any]:
        return {each for some in rows_in(model, way, self.people) for each in some.values_list("pk", flat=True)}

    def _mail(self) -> set[int]:
        """Mail that names the school or leads to it, to whomever."""
        boxes = set(School.history.filter(id=self.school.pk).values_list("anchor_mailbox", flat=True)) - {""}
        return {
            each.pk
            for each in Outgoing.objects.all()
            if each.to in boxes or self.is_named_in(f"{each.subject} {each.data}")
        }

    def is_named_in(self, text: str) -> bool:
        """Whether a text says the school's name or leads to its pages."""
        return self.school.name in text or f"/{self.school.slug}/" in text


def history_of(model: Model) -> Model | None:
    """The history of a model, if it has one."""
    manager = getattr(model, "history", None)
    return manager.model if manager is not None and hasattr(manager, "model") else None
