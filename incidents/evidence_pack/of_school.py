"""What a pack says of the school itself: record, checks, statements, backups, second factors, offices. Reads only."""

import json
from collections import Counter
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings

from incidents.evidence_pack.parts import Part, Period, day, moment
from incidents.schedule import lines_of
from schools.access import GRANTS, people_of
from schools.anchors.made import latest
from schools.factors import NEEDING
from schools.models import Anchor, Event, RecordCheck, Safekeeping, School
from schools.verification import verify
from schools.vocabulary import Role

OFFICES = {
    "appointed": "An office was given",
    "office-ended": "An office was ended",
    "invitation-accepted": "An invitation to an office was accepted",
    "invitation-confirmed": "A second person agreed to an office",
    "second-factor-reset-asked": "A second factor was to be reset",
    "second-factor-reset": "A second factor was reset",
    "account-shut": "An account was shut",
    "everybody-signed-out": "Everybody was signed out",
}
"""Events on who may do what, in words."""


def parts_of_school(school: School, period: Period) -> Iterator[Part]:
    """Every part on the school."""
    yield _record(school)
    yield _checks(school, period)
    yield _statements(school, period)
    yield _backups(period)
    yield _factors(school, period)
    yield _offices(school, period)
    yield _schedule(school)


def _record(school: School) -> Part:
    verdict = verify(school)
    says = "Sound: every event stands as it was written."
    if not verdict.sound:
        says = f"Damaged: {verdict.sentence}"
    shows = (
        "Whatever is done leaves an event in a sealed record. It was read from its first event to its last for this."
    )
    return Part("record", "Is the record sound?", shows, ("Question", "Answer"), [("The record today", says)])


def _checks(school: School, period: Period) -> Part:
    first, end = period.moments
    rows = RecordCheck.objects.of(school).filter(at__gte=first, at__lt=end).order_by("at", "pk")
    found = [
        (moment(each.at), "every file and row too" if each.files is not None else "the record", _found(each))
        for each in rows
    ]
    return Part(
        "checks",
        "The checks of the record",
        "Each night, and whenever somebody asked.",
        ("When", "What", "Found"),
        found,
    )


def _found(check: RecordCheck) -> str:
    if check.well:
        return "All well"
    return "The record is damaged" if not check.sound else f"{check.odd_in_all} places not as they were kept"


def _statements(school: School, period: Period) -> Part:
    made = Anchor.objects.filter(day__gte=period.since, day__lte=period.until)
    last = latest()
    rows = [
        ("Signed statements in the period", f"{made.count():,}"),
        ("The last of all", f"{last.number} of {last.day:%-d %B %Y}: {last.fingerprint}" if last else "none"),
        ("Signed by key", last.key_fingerprint if last else ""),
        ("Kept in a file elsewhere", "yes" if settings.ANCHOR_FILE else "no"),
        ("Time-stamped by an authority", "yes" if settings.TIMESTAMP_URL else "no"),
        ("Sent to a mailbox of the school", "yes" if school.anchor_mailbox else "no"),
    ]
    shows = "A record that was written anew to its end would not fit statements that others hold."
    return Part("statements", "Proof outside the database", shows, ("What", "How it stands"), rows)


def _backups(period: Period) -> Part:
    first, end = period.moments
    kept = Safekeeping.objects.filter(at__gte=first, at__lt=end).order_by("at", "pk")
    rows = [
        (moment(each.at), each.get_kind_display(), each.fault or "went well", f"{each.seconds:,} s") for each in kept
    ]
    shows = "Backups are locked with a key that the server does not have. A drill restores one and checks all of it."
    return Part("backups", "Backups, drills and restores", shows, ("When", "What", "How it went", "Took"), rows)


def _factors(school: School, period: Period) -> Part:
    people = [
        (user, roles)
        for user, roles in people_of(school, period.until)
        if any(GRANTS[role].permissions & NEEDING for role in roles)
    ]
    users = [user for user, _ in people]
    have = set(
        Authenticator.objects.filter(user__in=users, type__in=("totp", "webauthn")).values_list("user", flat=True)
    )
    need = Counter(role for _, roles in people for role in roles)
    with_one = Counter(role for user, roles in people for role in roles if user.pk in have)
    rows = [(str(role.label), str(need[role]), str(with_one[role])) for role in Role if need[role]]
    rows.append(("Everybody who needs one, each once", str(len(users)), str(len(have))))
    shows = (
        "Nobody opens an incident or keeps people by a password alone: whoever has no second factor sets one up first."
    )
    return Part("second-factors", "Second factors", shows, ("Office", "People who need one", "Have one"), rows)


def _offices(school: School, period: Period) -> Part:
    first, end = period.moments
    events = Event.objects.of(school).filter(kind__in=OFFICES, at__gte=first, at__lt=end).select_related("payload")
    rows = [(day(each.at), OFFICES[each.kind], _role_in(each)) for each in events.order_by("number")]
    shows = "A head and an administrator are made by two people, and nobody gives an office to themselves."
    return Part("offices", "Offices and accounts", shows, ("Day", "What", "Office"), rows)


def _role_in(event: Event) -> str:
    payload = getattr(event, "payload", None)
    role = json.loads(bytes(payload.body)).get("role", "") if payload else ""
    return str(Role(role).label) if role in Role.values else ""


def _schedule(school: School) -> Part:
    rows = [
        (str(each.rule.label), f"{each.years} years", each.then, "the school’s own" if each.own else "as suggested")
        for each in lines_of(school)
    ]
    shows = "What is kept for how long. When its time is over it is proposed, and erased once two people agree."
    return Part("schedule", "The retention schedule", shows, ("What", "Kept for", "Then", "Decided"), rows)
