"""Fixtures made by taking real steps, so that every one has a true history. The cast is that of the scenarios."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from incidents.models import Evidence, Incident, Involvement
from incidents.operations.keeping import keep_capture
from incidents.operations.people import Named
from incidents.operations.reporting import Reported, report
from incidents.playing import cast
from incidents.playing.files import made_up
from incidents.playing.moments import LONDON
from incidents.vocabulary import Channel, Identity, Part
from schools.files.store import receive
from schools.models import School, SignIn, User
from schools.operations.sessions import begin
from schools.sign_ins import rights_of

AT = datetime(2026, 11, 16, 9, 0, tzinfo=LONDON)
"""A Monday morning in term."""


def the_schools() -> dict[str, School]:
    """The four fixture schools with their cast, terms, policies and notices, made where they are not there yet."""
    if not cast.SCHOOLS.keys() <= set(School.objects.values_list("slug", flat=True)):
        cast.make_schools(at=AT, years=(2024, 2025, 2026, 2027))
    return {school.slug: school for school in School.objects.select_related("trust")}


def person(school: str, office: str) -> User:
    """Whoever holds an office at a fixture school (or `trust_lead` at its trust)."""
    return cast.person(School.objects.select_related("trust").get(slug=school), office)


def an_author(**changes: Any) -> Named:
    """A parent who confirmed that the post is theirs."""
    given = {"name": "Kerry Lodge", "part": Part.AUTHOR, "identity": Identity.CONFIRMED, "relation": "a parent"}
    return Named(**{**given, **changes})


def a_reported_post(school: str = "larkspur-infant", by: str = "staff", at: datetime = AT, **changes: Any) -> Incident:
    """An incident as somebody reports it; the changes are fields of `Reported`."""
    given = {
        "summary": "A pupil is named in a parents' group",
        "channel": Channel.SOCIAL_NETWORK,
        "words": "It was R again.",
        "host": "Facebook",
        "url": "https://social.example/groups/1/2",
        "posted": at - timedelta(hours=14),
        "category_kinds": ["PUPIL_NAMED"],
        "people": [an_author()],
    }
    home = School.objects.select_related("trust").get(slug=school)
    return report(school=home, reported=Reported(**{**given, **changes}), by=person(school, by), at=at)


def keep_a_capture(incident: Incident, by: User, at: datetime = AT) -> Evidence:
    """A picture, taken through the real gate and kept."""
    received = receive(made_up("png", 1), folder=incident.school.slug)
    return keep_capture(incident=incident, received=received, source="Screenshot", by=by, at=at)


def the_author(incident: Incident) -> Involvement:
    """The person who wrote the post."""
    return incident.involvements.get(part=Part.AUTHOR, unlinked_at__isnull=True)


def client_of(user: User, *, confirmed: bool = True) -> Client:
    """A browser in which this person is signed in, and has just typed their password, unless told otherwise."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    seat(client, user, at=timezone.now(), confirmed=confirmed)
    return client


def seat(client: Client, user: User, *, at: datetime, confirmed: bool = True) -> SignIn:
    """Write down the sign-in of a browser that `force_login` let in."""
    session = client.session
    proved = {"method": "password", "at": at.timestamp(), "reauthenticated": True}
    factor = {"method": "mfa", "at": at.timestamp() - 3600 * (not confirmed), "type": "totp"}
    session["account_authentication_methods"] = [proved, factor] if confirmed else [factor]
    session["account_authentication_methods_user"] = str(user.pk)
    session["rights"] = rights_of(user, at)
    session.save()
    return begin(session_key=str(session.session_key), browser="Chrome on Windows", by=user, at=at)


def now() -> datetime:
    """The server's clock."""
    return timezone.now()
