"""What the frame of every page needs: the school, where one can go, who is signed in, and the mode.

The door leaves the person's standing on the request. It asks the database one thing, of those who could have been let
in to read an incident: whether they are, so that every page says so (S8.24).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from config.sessions import WHY
from incidents.break_glass import reading_now
from incidents.letting_in import could_be_let_in
from incidents.models import Access
from incidents.playing.cast import sign_in_list
from schools.access import Standing
from schools.models import User
from schools.vocabulary import Ended, Permission, Role


@dataclass(frozen=True)
class Place:
    """A place one can go."""

    url: str
    label: str
    current: bool


PLACES = (
    ("home", "Home", ()),
    ("report_start", "Report a post", (Permission.REPORT,)),
    ("incident_list", "Incidents", (Permission.WORK_ON_INCIDENTS, Permission.BE_HANDED_INCIDENTS)),
    ("summaries", "Termly summaries", (Permission.SEE_SUMMARIES,)),
    ("policy", "Our policy", (Permission.READ_POLICY,)),
    ("people", "People and terms", (Permission.KEEP_PEOPLE,)),
)

BESIDE = {"policy": ("policy_shelf", "notices", "hosts")}
"""Other pages that belong to a place, with all that lies below them."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's variables; few of them where nobody is signed in or no school is in the address."""
    standing = getattr(request, "standing", None)
    common: dict[str, Any] = {"demonstration": settings.DEMONSTRATION, "reading_now": _let_in(request)}
    if standing is None:
        return common | (_signing_in(request) if request.path == reverse("account_login") else {})
    return common | {
        "school": standing.school,
        "other_schools": [each for each in getattr(request, "schools", ()) if each != standing.school],
        "person": standing.user,
        "offices": standing.offices,
        "navigation": _places(request, standing),
    }


def _signing_in(request: HttpRequest) -> dict[str, Any]:
    """What the sign-in page says besides: why one was signed out, and who can be tried out."""
    why = request.session.get(WHY)
    said: dict[str, Any] = {"why_signed_out": Ended(why).label} if why in Ended.values else {}
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    said["school_accounts"] = [{"id": each["provider_id"], "name": each["name"]} for each in apps]
    return said | ({"cast": sign_in_list()} if settings.DEMONSTRATION else {})


def _let_in(request: HttpRequest) -> Sequence[Access]:
    """What the person may read for now. Asked once the page needs it, and of nobody who could not be let in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active or not could_be_let_in(user, timezone.localdate()):
        return ()
    return reading_now(user, timezone.now())


def _has_a_list(standing: Standing) -> bool:
    """Whether a list of incidents is theirs to go to. A governor's one incident, if any, is on their home page."""
    return standing.may(Permission.WORK_ON_INCIDENTS) or bool(standing.roles & {Role.CHAIR, Role.TRUST_LEAD})


def _places(request: HttpRequest, standing: Standing) -> list[Place]:
    if not standing.roles:  # somebody who was let in from another school
        return []
    found = []
    for name, label, permissions in PLACES:
        if name == "incident_list" and not _has_a_list(standing):
            continue
        if not permissions or any(standing.may(each) for each in permissions):
            url = reverse(name, args=[standing.school.slug])
            found.append(Place(url, label, _is_at(request.path, name, url, standing)))
    return found


def _is_at(path: str, name: str, url: str, standing: Standing) -> bool:
    """Whether a page is the place itself, lies below it, or belongs to it."""
    beside = tuple(reverse(each, args=[standing.school.slug]) for each in BESIDE.get(name, ()))
    return path == url or (name != "home" and path.startswith((url, *beside)))
