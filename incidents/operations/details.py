"""Adding to an incident: further posts, categories, links, notes, and the details that were left out at first."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from incidents.access import Sight, not_excluded, sight_of
from incidents.facts import Facts
from incidents.models import Categorisation, Incident, Involvement, Link, Post
from incidents.operations.entry import enter, enter_to_act, refresh_search, save_changed, tell
from incidents.operations.knowing import mark_as_legal
from incidents.timeline import EventKind
from policies.models import Category
from policies.vocabulary import CategoryKind
from schools.models import User
from schools.operation import NotFound, Refused, operation
from schools.reach import within

When = date | datetime | None
"""When a post was made: a moment, a day, or not known."""

MAY_ENRICH = ("summary", "concern", "host", "audience", "group_size")


def post_of(
    incident: Incident, *, words: str, url: str, posted: When, by: Involvement | None, found_at: datetime
) -> Post:
    """Keep a post with its moment, its day alone, or neither."""
    moment = posted if isinstance(posted, datetime) else None
    day = timezone.localdate(moment) if moment else posted
    return Post.objects.create(
        incident=incident, words=words, url=url, posted_on=day, posted_at=moment, by=by, found_at=found_at
    )


@operation
def add_further_post(
    *,
    incident: Incident,
    words: str,
    posted: When,
    url: str = "",
    of: Involvement | None = None,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Post:
    """Add a further post. Where nobody is named for it, it is by the only person responsible, if there is one."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    author = of or only_responsible(entry.facts)
    if author and author.pk not in {each.pk for each in entry.facts.involvements}:
        raise Refused("This person is not linked to the incident.")
    post = post_of(entry.incident, words=words, url=url, posted=posted, by=author, found_at=at)
    tell(
        entry.incident, EventKind.FURTHER_POST, by=by, at=at, words=words, to=str(author.key) if author else "", url=url
    )
    refresh_search(entry.incident)
    save_changed(entry.incident)
    return post


def only_responsible(facts: Facts) -> Involvement | None:
    """The only person who made, shared or answered the post, if there is exactly one."""
    return facts.responsible[0] if len(facts.responsible) == 1 else None


@operation
def categorise(
    *,
    incident: Incident,
    categories: Collection[Category],
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> None:
    """Change the categories. Where none of the policy's own fits, `reason` says in a sentence what it is."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    check_categories(entry.incident, categories)
    if other_chosen(categories) and not reason.strip():
        raise Refused("Say in a sentence what it is, where none of the policy's categories fits.")
    wanted = {category.pk for category in categories}
    for old in Categorisation.objects.of(incident).exclude(category__in=wanted):
        old.delete()
    for category in categories:
        Categorisation.objects.of(entry.incident).get_or_create(incident=entry.incident, category=category)
    named = ", ".join(sorted(category.name for category in categories))
    tell(entry.incident, EventKind.CATEGORISED, by=by, at=at, categories=named, reason=reason)
    save_changed(entry.incident)


def check_categories(incident: Incident, categories: Collection[Category]) -> None:
    """At least one category, each of the version that governs the incident and none retired before. Raises Refused."""
    if not categories:
        raise Refused("Choose at least one category.")
    if any(category.version_id != incident.adoption.version_id for category in categories):
        raise Refused("Choose categories of the policy that was in force.")
    if retired := [category for category in categories if category.retired]:
        _check_kept(incident, retired)


def _check_kept(incident: Incident, retired: Collection[Category]) -> None:
    """A retired category is chosen for nothing new; an incident that has one keeps it. Raises Refused."""
    has = set(incident.categorisations.values_list("category", flat=True)) if incident.pk else set()
    if new := next((category for category in retired if category.pk not in has), None):
        raise Refused(f"“{new.name}” is retired in this policy: it is not chosen for anything new. Choose another.")


def other_chosen(categories: Collection[Category]) -> bool:
    """Whether the category that needs a sentence of its own was chosen."""
    return any(category.kind == CategoryKind.OTHER for category in categories)


@operation
def add_note(*, incident: Incident, words: str, legal: bool = False, by: User, at: datetime) -> None:
    """Write a note in the story. Somebody with a conflict of interest may. It does not change the version.

    `legal` where it is legal advice or was written for it: few may read it then.
    """
    entry = enter(incident, by=by, at=at)
    if not words.strip():
        raise Refused("Write the note first.")
    number = tell(entry.incident, EventKind.NOTED, by=by, at=at, words=words)
    if legal:
        mark_as_legal(entry.incident, note=number, by=by, at=at)


@operation
def link_incidents(
    *, incident: Incident, to: Incident, reason: str, by: User, at: datetime, version: int | None = None
) -> Link:
    """Link two incidents, at one school or at two of one trust. Neither school sees the other's people.

    It does not change the version: whoever is kept from the other incident could tell it from that (S8.13).
    """
    entry = enter_to_act(incident, by=by, at=at, version=version)
    _check_link(entry.incident, to, by, at)
    link, made = Link.objects.of(entry.incident).get_or_create(
        incident=entry.incident, to=to, defaults={"reason": reason, "linked_at": at, "linked_by": by}
    )
    if not made:
        raise Refused("These two incidents are linked already.")
    same = to.school_id == incident.school_id
    other = "another incident of this school" if same else "an incident at another school of the trust"
    tell(entry.incident, EventKind.LINKED, by=by, at=at, other=other, linked=str(to.key), reason=reason)
    return link


def _check_link(incident: Incident, to: Incident, by: User, at: datetime) -> None:
    if to.pk == incident.pk:
        raise Refused("An incident cannot be linked to itself.")
    if to.school_id == incident.school_id and sight_of(by, to, timezone.localdate(at)) is not Sight.ALL:
        raise NotFound()
    same_trust = incident.school.trust_id is not None and to.school.trust_id == incident.school.trust_id
    if to.school_id != incident.school_id and not (same_trust and _not_kept_from(to, by)):
        raise NotFound()


def _not_kept_from(there: Incident, by: User) -> bool:
    """Whether nothing keeps somebody from an incident at another school of the trust."""
    with within(there.school):
        return Incident.objects.of(there.school).filter(not_excluded(by), pk=there.pk).exists()


@operation
def enrich(
    *, incident: Incident, changes: dict[str, object], by: User, at: datetime, version: int | None = None
) -> None:
    """Add the details that were left out when the post was reported, or put them right."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    changed = [name for name in MAY_ENRICH if name in changes and changes[name] != getattr(entry.incident, name)]
    if not changed:
        return
    for name in changed:
        setattr(entry.incident, name, changes[name])
    labels = ", ".join(str(Incident._meta.get_field(name).verbose_name) for name in changed)
    tell(entry.incident, EventKind.ENRICHED, by=by, at=at, fields=labels)
    refresh_search(entry.incident)
    save_changed(entry.incident)
