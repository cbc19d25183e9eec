"""What the frame of every page needs: the school, where one can go, who is signed in, and the mode.

It asks the database nothing: the door leaves the person's standing on the request.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from incidents.playing.cast import sign_in_list
from schools.access import Standing
from schools.vocabulary import Permission, Role


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
    common: dict[str, Any] = {"demonstration": settings.DEMONSTRATION}
    if standing is None:
        signing_in = settings.DEMONSTRATION and request.path == reverse("account_login")
        return common | ({"cast": sign_in_list()} if signing_in else {})
    return common | {
        "school": standing.school,
        "person": standing.user,
        "offices": standing.offices,
        "navigation": _places(request, standing),
    }


def _has_a_list(standing: Standing) -> bool:
    """Whether a list of incidents is theirs to go to. A governor's one incident, if any, is on their home page."""
    return standing.may(Permission.WORK_ON_INCIDENTS) or bool(standing.roles & {Role.CHAIR, Role.TRUST_LEAD})


def _places(request: HttpRequest, standing: Standing) -> list[Place]:
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
