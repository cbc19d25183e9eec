"""One person as the school's administrator sees them: their offices, and how each was given and ended. Writes nothing.

What they do at another school is not told here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from schools import record
from schools.access import GRANTS
from schools.models import LastSignIn, Membership, School, User
from schools.offices import open_offices
from schools.record import Told
from schools.vocabulary import Role

SENTENCES = {
    "appointed": "{who} gave them the office of {office}, from {starts}{until}.",
    "office-ended": "{who} ended the office of {office}. Its last day: {ends}.",
    "account-shut": "{who} shut the account.",
    "account-opened": "{who} opened the account again.",
    "name-let-go": "{who} let the name and the address go.",
    "password-link-sent": "{who} had a link for a new password sent.",
    "second-step-removed": "{who} took the second step of signing in away: {words}",
}

ACCEPTED = "They accepted the office of {office}, from {starts}{until}. {invited_by} had invited them."
THE_SERVICE = "Whoever runs this service"


@dataclass(frozen=True)
class Entry:
    """A line of the story."""

    at: datetime
    sentence: str


@dataclass(frozen=True)
class OfficeHeld:
    """An office of theirs, with what it opens."""

    membership: Membership
    paragraph: str


@dataclass(frozen=True)
class PersonPage:
    """Everything that the page of one person shows."""

    user: User
    offices: Sequence[OfficeHeld]
    past: Sequence[Membership]
    story: Sequence[Entry]
    last_sign_in: date | None


def find_person(school: School, key: UUID) -> User | None:
    """Somebody who holds or held an office of this school, or leads its trust."""
    here = Q(memberships__school=school)
    if school.trust_id:
        here |= Q(memberships__trust=school.trust_id)
    return User.objects.filter(here, key=key).distinct().first()


def person_page_of(school: School, user: User, today: date) -> PersonPage:
    """Gather the page: a few questions to the database."""
    held = list(user.memberships.filter(Q(school=school) | Q(trust=school.trust_id, trust__isnull=False)))
    ended = [each for each in held if each.ends and each.ends < today]
    last = LastSignIn.objects.filter(user=user).first()
    return PersonPage(
        user=user,
        offices=[OfficeHeld(each, GRANTS[Role(each.role)].paragraph) for each in _in_order(held) if each not in ended],
        past=_in_order(ended),
        story=[entry_of(each) for each in record.story_of(school, f"person:{user.record_key}")],
        last_sign_in=last.on if last else None,
    )


def offices_to_end(school: School, user: User, today: date) -> list[Membership]:
    """The offices of this school that they hold or will."""
    return open_offices(school, user, today)


def entry_of(told: Told) -> Entry:
    """A line of the record in words. Details that were erased are said to be."""
    details: dict[str, Any] = told.details or {}
    if not details:
        return Entry(told.at, "The details of this were erased.")
    office = Role(details["role"]).label if "role" in details else ""
    until = f" until {details['ends']}" if details.get("ends") else ""
    who = THE_SERVICE if told.actor.startswith("system:") else details["actor_name"]
    accepted = told.kind == "appointed" and told.actor == details.get("user")
    sentence = ACCEPTED if accepted else SENTENCES.get(told.kind, "{who} changed something.")
    facts = {"starts": "", "ends": "", "words": "", "invited_by": THE_SERVICE, **details}
    return Entry(told.at, sentence.format(**facts | {"who": who, "office": office, "until": until}))


def _in_order(held: Sequence[Membership]) -> list[Membership]:
    order = list(Role)
    return sorted(held, key=lambda each: (order.index(Role(each.role)), each.starts))
