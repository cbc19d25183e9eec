"""Which categories of a version may be chosen for an incident, and which of them is meant by one of another version.

A retired category is offered for no new post; an incident that has one keeps it. A version may have several categories
of one kind, and may lack a kind. Writes nothing.
"""

from collections.abc import Iterable, Sequence

from policies.models import Category


def offered_in(version_id: int) -> list[Category]:
    """The categories of a version that may be chosen for a new post, in the school's own order."""
    return list(Category.objects.filter(version=version_id, retired=False))


def offered_beside(version_id: int, chosen: Iterable[Category]) -> list[Category]:
    """The same, with those that an incident has already, retired or not."""
    kept = {each.pk for each in chosen}
    return [each for each in Category.objects.filter(version=version_id) if not each.retired or each.pk in kept]


def same_in(offered: Sequence[Category], row: Category) -> Category | None:
    """The category that a row of another version stands for: itself carried over, one of its name, or of its kind."""
    ways = (
        lambda each: each.pk == row.pk,
        lambda each: each.pk == row.before_id or each.before_id == row.pk,
        lambda each: each.name.casefold() == row.name.casefold(),
    )
    found = (each for way in ways for each in offered if way(each))
    return next(found, None) or first_of_kind(offered, row.kind)


def first_of_kind(offered: Sequence[Category], kind: str) -> Category | None:
    """The first category that behaves as this kind."""
    return next((each for each in offered if each.kind == kind), None)
