"""Who is acting, and the history kept of every editable row.

The history (django-simple-history) is the safety net behind the record: whole rows, with the person who changed
them, never null (S16.14). `history_user` is an unconstrained integer, because a foreign key would be set to null,
which is an UPDATE of an append-only table. Commands act as a named `SystemActor` with a negative number.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from schools.scoping import Scoped, path_of


class Actor(Protocol):
    """Whoever changes something: a user, or the system under a name."""

    id: int
    name: str

    @property
    def record_key(self) -> str: ...


@dataclass(frozen=True)
class SystemActor:
    """A command that acts by itself. The number is negative, so that it can never be a user's."""

    id: int
    name: str

    @property
    def record_key(self) -> str:
        """How the record names this actor."""
        return f"system:{self.name}"


SET_UP = SystemActor(-1, "set-up")
TIDYING = SystemActor(-2, "tidying")
REMINDING = SystemActor(-3, "reminding")
ROTATING = SystemActor(-4, "rotating-keys")
OPERATING = SystemActor(-6, "operator")
INVITING = SystemActor(-7, "invitation")
CHECKING = SystemActor(-11, "checking-the-record")
ANCHORING = SystemActor(-26, "anchoring")

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


class NobodyActing(RuntimeError):
    """A tracked row was written outside an operation, so nobody could be named for it."""


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Name `actor` in every history row written inside."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)


def _current(**_: Any) -> int:
    actor = _acting.get()
    if actor is None or actor.id is None:
        raise NobodyActing("A tracked row may only be written inside an operation, which names who acts.")
    return actor.id


def _set_user(historical_instance: models.Model, user: Any) -> None:
    historical_instance.history_user_id = user if isinstance(user, int) else user.id


class _Records(HistoricalRecords):
    """Histories of rows of one school, which belong to that school themselves (S8.03)."""

    def get_extra_fields(self, model: type[models.Model], fields: Any) -> dict[str, Any]:
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        path = path_of(model)
        return extra | ({"objects": Scoped(path)} if path else {})


def tracked(**options: Any) -> HistoricalRecords:
    """The history of a model, configured in the one way this product uses."""
    return _Records(
        history_user_id_field=models.IntegerField(),
        history_user_getter=lambda historical: historical.history_user_id,
        history_user_setter=_set_user,
        get_user=_current,
        **options,
    )


def create_all(rows: Sequence[models.Model]) -> None:
    """Write new rows of one tracked model with their history: two statements, however many rows there are.

    For rows that one operation writes together, such as the people of a report. Their history names who acts, as
    elsewhere; nothing is left out of it.
    """
    if rows:
        bulk_create_with_history(rows, type(rows[0]))
