"""The categories of a draft: added, changed, moved, retired and brought back, each in the school's own words.

A category that an earlier version has is never taken away: incidents may refer to it there, and whoever compares two
versions is to see what became of it. It is retired, and offered for no new post from then on (S1-22 to S1-32).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from policies.citing import missing_from
from policies.models import Category, PolicyVersion
from policies.operations.entry import count_up, keeper_of, lock_draft, open_draft, tell
from policies.starters import ADDED
from policies.vocabulary import CategoryKind
from schools.history import Actor
from schools.operation import NotFound, Refused, operation

KEPT = (
    "This category is part of version {number}. It can be retired: it then is offered for no new post, and incidents "
    "keep it."
)
BUILT_ON = "A later version was made from this draft and has this category too. It can be retired instead."
NO_NAME = "Give the category a name."
NO_REASON = "Say why it is retired."
SAME_NAME = "This version has a category called “{name}” already. Give this one another name, or change that one."
SAME_RETIRED = "This version has a retired category called “{name}”. Bring that one back, or give this another name."
NO_PARAGRAPH = "There is no such paragraph in this version. Choose another."
NO_KIND = "Choose what the category behaves as."
AT_THE_END = "It cannot be moved further."


@operation
def add_category(
    *,
    version: PolicyVersion,
    kind: str,
    name: str,
    help: str,
    examples: Sequence[str],
    paragraph: str,
    by: Actor,
    at: datetime,
    edition: int | None = None,
) -> Category:
    """Add a category at the end of a draft's list. Without a paragraph it is added by the school."""
    draft = open_draft(version, edition, by, at)
    words = _checked(draft, None, kind, name, help, examples, paragraph)
    last = max((each.order for each in draft.categories.all()), default=-1)
    added = Category.objects.create(version=draft, order=last + 1, **words)
    _tell(draft, "added", added.name, by, at, behaves_as=added.kind)
    return added


@operation
def change_category(
    *,
    category: Category,
    kind: str,
    name: str,
    help: str,
    examples: Sequence[str],
    paragraph: str,
    edition: int | None,
    by: Actor,
    at: datetime,
) -> Category:
    """Change a category's words, what it behaves as, or where the policy says it."""
    draft, mine = _find(category, edition, by, at)
    words = _checked(draft, mine, kind, name, help, examples, paragraph)
    changed = [field for field, value in words.items() if getattr(mine, field) != value]
    if not changed:
        return mine
    count_up(draft, category.version)
    was = mine.name
    for field in changed:
        setattr(mine, field, words[field])
    mine.save()
    _tell(draft, "changed", mine.name, by, at, was=was, changed=", ".join(changed))
    return mine


@operation
def move_category(*, category: Category, up: bool, edition: int | None, by: Actor, at: datetime) -> None:
    """Move a category one place up or down among those that are offered. Retired ones stand after them."""
    draft, mine = _open(category, edition, by, at)
    rows = list(draft.categories.all())
    offered = [each for each in rows if not each.retired]
    place = next((place for place, each in enumerate(offered) if each.pk == mine.pk), None)
    to = None if place is None else place - 1 if up else place + 1
    if place is None or to is None or not 0 <= to < len(offered):
        raise Refused(AT_THE_END)
    offered[place], offered[to] = offered[to], offered[place]
    _put_in_order([*offered, *(each for each in rows if each.retired)])
    _tell(draft, "moved", mine.name, by, at, way="up" if up else "down")


@operation
def retire_category(*, category: Category, reason: str, edition: int | None, by: Actor, at: datetime) -> None:
    """Retire a category: it is offered for no new post. The reason stands in the school's record."""
    draft, mine = _open(category, edition, by, at)
    if not reason.strip():
        raise Refused(NO_REASON)
    if mine.retired:
        raise Refused("It is retired already.")
    mine.retired = True
    mine.save()
    _tell(draft, "retired", mine.name, by, at, reason=reason.strip())


@operation
def bring_back_category(*, category: Category, edition: int | None, by: Actor, at: datetime) -> None:
    """Offer a retired category again."""
    draft, mine = _open(category, edition, by, at)
    if not mine.retired:
        raise Refused("It is not retired.")
    mine.retired = False
    mine.save()
    _tell(draft, "brought-back", mine.name, by, at)


@operation
def take_out_category(*, category: Category, edition: int | None, by: Actor, at: datetime) -> None:
    """Take out a category that this very draft added and nothing refers to. Any other is retired."""
    draft, mine = _open(category, edition, by, at)
    if mine.before is not None:
        raise Refused(KEPT.format(number=mine.before.version.number))
    try:
        with transaction.atomic():
            mine.delete()
    except ProtectedError:
        raise Refused(BUILT_ON) from None
    _tell(draft, "taken-out", category.name, by, at)


def _open(category: Category, edition: int | None, by: Actor, at: datetime) -> tuple[PolicyVersion, Category]:
    """The draft, locked and counted up, and the category as it stands in it now."""
    draft, mine = _find(category, edition, by, at)
    count_up(draft, category.version)
    return draft, mine


def _find(category: Category, edition: int | None, by: Actor, at: datetime) -> tuple[PolicyVersion, Category]:
    draft = lock_draft(category.version, edition, by, at)
    mine = draft.categories.select_related("before__version", "version").filter(pk=category.pk).first()
    if mine is None:
        raise NotFound()
    return draft, mine


def _checked(
    draft: PolicyVersion,
    mine: Category | None,
    kind: str,
    name: str,
    help: str,
    examples: Sequence[str],
    paragraph: str,
) -> dict[str, Any]:
    """The columns of a category, once its words may stand in this draft. Raises Refused."""
    if not name.strip():
        raise Refused(NO_NAME)
    if kind not in CategoryKind.values:
        raise Refused(NO_KIND)
    _check_name(draft, mine, name)
    if (mine is None or paragraph != mine.paragraph) and missing_from(paragraph, draft.sections):
        raise Refused(NO_PARAGRAPH)
    added = paragraph in ("", ADDED)
    words = {"kind": str(kind), "name": name, "help": help, "examples": list(examples)}
    return {**words, "paragraph": ADDED if added else paragraph, "added": added}


def _check_name(draft: PolicyVersion, mine: Category | None, name: str) -> None:
    """No two categories of a version by one name: whoever reports a post could not tell them apart."""
    for each in draft.categories.all():
        if each.name.casefold() == name.casefold() and (mine is None or each.pk != mine.pk):
            raise Refused((SAME_RETIRED if each.retired else SAME_NAME).format(name=each.name))


def _put_in_order(rows: Sequence[Category]) -> None:
    for place, each in enumerate(rows):
        if each.order != place:
            each.order = place
            each.save()


def _tell(draft: PolicyVersion, what: str, name: str, by: Actor, at: datetime, **details: str) -> None:
    tell(keeper_of(draft), f"policy-category-{what}", by, at, version=str(draft), category=name, **details)
