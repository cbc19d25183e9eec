"""Managers of models whose rows belong to one school: a question begins with that school, or says why not (S8.03).

`Incident.objects.of(school).filter(…)` is how a question begins. One about rows below something in hand begins with
that: `Post.objects.of(incident)`, for whoever holds the incident came through its door. What has to read several
schools at once says why: `Incident.objects.across_schools("why")`, and only in modules that a test lists. Anything
else fails, and says what to write instead. Django's own ways (`_base_manager`, related managers) stay as they are.
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models
from django.db.models.manager import BaseManager

SCHOOL = "schools.School"


class Unscoped(TypeError):
    """A question was begun without saying whose rows are meant (S8.03)."""

    def __init__(self, model: type[models.Model], word: str) -> None:
        begin = f"{model.__name__}.objects"
        super().__init__(
            f"{begin}.{word} would ask every school. Write {begin}.of(school).{word}, or, where several schools are "
            f'meant, {begin}.across_schools("why").{word}.'
        )


class Scoped(BaseManager[Any]):
    """`objects` of a model whose rows belong to one school; `path` leads from a row to it."""

    def __init__(self, path: str = "school", rows: type[models.QuerySet[Any]] = models.QuerySet) -> None:
        super().__init__()
        self.path = path
        self._plain = models.Manager.from_queryset(rows)()

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Stand on the model as `objects`, in front of the plain manager by which Django relates, checks and deletes.

        Django knows the plain one alone, by the usual name, so migrations have nothing to say of either.
        """
        self.name, self.model = name, cls
        self._plain.contribute_to_class(cls, name)
        setattr(cls, name, self)

    def __get__(self, row: models.Model | None, model: type[models.Model]) -> "Scoped":
        """Be found on the model; like any manager, not on a row."""
        if row is not None:
            raise AttributeError(f"{self.name} is found on {model.__name__}, not on a row of it.")
        return self

    def of(self, owner: Any) -> models.QuerySet[Any]:
        """The rows of a school (or of the school of that number), or of the thing in hand that they are parts of.

        :param owner: a school, the row that `path` names first, several of either, or an `OuterRef` to that row.
        """
        if isinstance(owner, models.QuerySet):
            return self._all().filter(**{f"{self._to(owner.model)}__in": owner})
        if isinstance(owner, models.Model | int):
            return self._all().filter(**{self._to(type(owner)): owner})
        if isinstance(owner, Iterable):
            several = list(owner)
            return self._all().filter(**{f"{self._to(type(several[0]) if several else int)}__in": several})
        return self._all().filter(**{self.begins_with: owner})

    def across_schools(self, why: str) -> models.QuerySet[Any]:
        """The rows of every school. `why` is a plain sentence, for whoever reads the code; a test lists the modules."""
        if not why.strip():
            raise Unscoped(self.model, "across_schools")
        return self._all()

    def none(self) -> models.QuerySet[Any]:
        """No rows."""
        return self._all().none()

    def create(self, **fields: Any) -> Any:
        """Add a row that says whose it is."""
        if self.begins_with not in fields and f"{self.begins_with}_id" not in fields:
            raise Unscoped(self.model, "create")
        return self._all().create(**fields)

    def bulk_create(self, rows: Any, *args: Any, **options: Any) -> list[Any]:
        """Add rows that say whose they are: django-simple-history adds those of a history so."""
        return self._all().bulk_create(rows, *args, **options)

    @property
    def begins_with(self) -> str:
        """The first step of the way to the school: `school` itself, or the thing that a row is a part of."""
        return self.path.partition("__")[0]

    def _to(self, kind: type) -> str:
        """The way to what is given: to the school, or to the thing above."""
        label = kind._meta.label if issubclass(kind, models.Model) else SCHOOL
        return self.path if label == SCHOOL else self.begins_with

    def _all(self) -> models.QuerySet[Any]:
        return self.model._default_manager.all()

    def all(self) -> NoReturn:
        """Refuse, always."""
        raise Unscoped(self.model, "all()")

    get_queryset = using = all  # type: ignore[assignment]

    def __getattr__(self, word: str) -> NoReturn:
        """Refuse every other way to begin."""
        if word.startswith("_") or word not in vars(models.Manager) | vars(models.QuerySet):
            raise AttributeError(word)
        raise Unscoped(self.model, f"{word}(…)")


def path_of(model: type[models.Model]) -> str:
    """The way from a model's rows to their school; empty where they belong to none."""
    manager = getattr(model, "objects", None)
    return manager.path if isinstance(manager, Scoped) else ""


def is_scoped(model: type[models.Model]) -> bool:
    """Whether the rows of a model, or of its history, belong to one school."""
    return bool(path_of(model))
