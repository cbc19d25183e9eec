"""Keeping the reference of hosts: bringing in our own file, and what the operator adds, changes and retires.

These belong to no school, so no school's record tells of them: the history of each entry says who changed it, when and
from what. An entry is retired, never deleted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.utils import timezone

from policies.hosts import NO_DAY, NO_SOURCE, Entry, HostFacts
from policies.hosts.matching import plain
from policies.hosts.shown import seen_now
from policies.models import Host
from schools.history import SET_UP, Actor, SystemActor, create_all
from schools.models import User
from schools.operation import NotFound, Refused, Stale, operation

TAKEN = "{name} is a name or address of {other} already."
STALE = "Somebody else changed this entry since you opened it. Look at what it says now, then save yours again."


@operation
def load_hosts(*, entries: Sequence[Entry], by: SystemActor) -> int:
    """Bring the entries of our file in: new ones, and newer words for those that no person has touched.

    What the operator has edited or retired stays as it is; an entry whose name they gave to one of their own is left
    out. Returns how many were added or changed; run again, none.
    """
    known = {each.key: each for each in Host.objects.all()}
    touched = set(Host.history.exclude(history_user_id=SET_UP.id).values_list("key", flat=True))
    taken = {plain(each.name): each.key for each in known.values()}
    usable = [each for each in entries if taken.get(plain(each.facts.name), each.key) == each.key]
    new = [_filled(Host(key=each.key), each.facts, each.checked_on) for each in usable if each.key not in known]
    create_all(new)
    newer = [each for each in usable if each.key in known and each.key not in touched]
    return len(new) + sum(_bring_up_to_date(known[each.key], each) for each in newer)


def _bring_up_to_date(host: Host, entry: Entry) -> bool:
    said = {**asdict(entry.facts), "checked_on": entry.checked_on}
    if all(getattr(host, name) == value for name, value in said.items()):
        return False
    _filled(host, entry.facts, entry.checked_on).save()
    return True


@operation
def add_host(*, facts: HostFacts, checked: bool, by: Actor, at: datetime) -> Host:
    """Add an entry. `checked`: the operator looked it up today."""
    _require_operator(by)
    host = Host()
    day = _day_of(host, facts, checked, at)
    _refuse_unfounded(facts, day)
    _refuse_taken(host, facts, Host.objects.all())
    _filled(host, facts, day).save()
    return host


@operation
def change_host(*, host: Host, seen: int, facts: HostFacts, checked: bool, by: Actor, at: datetime) -> None:
    """Change what an entry says. `seen` is the latest row of its history as the operator saw it.

    :raises Stale: another operator changed it meanwhile.
    """
    _require_operator(by)
    rows = {each.pk: each for each in Host.objects.select_for_update()}
    now = rows[host.pk]
    if seen_now(now) != seen:
        raise Stale(STALE)
    day = _day_of(now, facts, checked, at)
    _refuse_unfounded(facts, day)
    _refuse_taken(now, facts, rows.values())
    _filled(now, facts, day).save()


@operation
def retire_host(*, host: Host, by: Actor, at: datetime) -> None:
    """Show an entry to schools no longer. It stays, with its history."""
    _set_retired(host, True, by)


@operation
def bring_host_back(*, host: Host, by: Actor, at: datetime) -> None:
    """Show a retired entry to schools again."""
    _set_retired(host, False, by)


def _set_retired(host: Host, retired: bool, by: Actor) -> None:
    _require_operator(by)
    now = Host.objects.select_for_update().get(pk=host.pk)
    if now.retired == retired:
        raise Refused("This entry is retired already." if retired else "This entry is shown already.")
    now.retired = retired
    now.save()


def _require_operator(by: Actor) -> None:
    """Only whoever runs the installation keeps the reference. Raises NotFound."""
    if not (isinstance(by, User) and by.is_active and by.is_superuser):
        raise NotFound()


def _day_of(host: Host, facts: HostFacts, checked: bool, at: datetime) -> date | None:
    """The day on which it was last checked. What nobody has looked up has none."""
    if not facts.checked:
        return None
    return timezone.localdate(at) if checked else host.checked_on


def _refuse_unfounded(facts: HostFacts, checked_on: date | None) -> None:
    """What is said to be known says where it was seen, and when."""
    if facts.checked and not facts.source:
        raise Refused(NO_SOURCE)
    if facts.checked and checked_on is None:
        raise Refused(NO_DAY)


def _refuse_taken(host: Host, facts: HostFacts, others: Iterable[Host]) -> None:
    """No name or address stands for two hosts, or a post could be on either."""
    ours = {plain(each): each for each in (facts.name, *facts.aliases)}
    for other in others:
        for theirs in map(plain, (other.name, *other.aliases)):
            if other.pk != host.pk and theirs in ours:
                raise Refused(TAKEN.format(name=ours[theirs], other=other.name))


def _filled(host: Host, facts: HostFacts, checked_on: date | None) -> Host:
    for name, value in asdict(facts).items():
        setattr(host, name, value)
    host.checked_on = checked_on
    return host
