"""`@operation`: one transaction, one person acting. Every writer of this product is an operation.

An operation takes keyword arguments only, re-checks permission and procedure itself, and refuses by raising
`Refused` (with sentences fit for the user) before any write.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction

from schools.history import acting

R = TypeVar("R")


class Refused(Exception):
    """An operation will not do this. `sentences` say why, for the person who asked."""

    def __init__(self, *sentences: str) -> None:
        self.sentences: Sequence[str] = sentences
        super().__init__(" ".join(sentences))


class NotFound(Refused):
    """The person may not see the thing: they learn no more than that it is not found (S8.02)."""

    def __init__(self) -> None:
        super().__init__("Not found.")


class Stale(Refused):
    """Somebody else changed the incident since this person opened it (R.02)."""


def operation(function: Callable[..., R]) -> Callable[..., R]:
    """Run `function(..., by=...)` in one transaction, naming `by` in every history row it writes."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(), acting(kwargs["by"]):
            return function(*args, **kwargs)

    return run
