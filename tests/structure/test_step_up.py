"""What cannot easily be put right is asked of nobody who has not just shown that it is still them (S7.03)."""

from typing import Any

import pytest

from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.test_routes import best
from tests.structure.walking import undone
from tests.structure.world import World

pytestmark = pytest.mark.django_db

ASKING = ("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/", "/confirm/")
KEEPS_OUT = {"exclude", "readmit"}
GOES_OUT = {"export_incident", "subject_access_release"}
ERASES = {"disposal", "erase_person", "leaving", "schedule_change"}
OFFICES = {"invite", "invitation_confirm", "person_appoint", "person_end", "person_account", "second_factor"}
LETS_IN = {"break_glass", "access"}
ASKED_FIRST = KEEPS_OUT | GOES_OUT | ERASES | OFFICES | LETS_IN


OWN = ("account_", "mfa_")
"""The library's own pages, which ask by themselves (S7.02)."""


def leads(world: World, name: str, method: str) -> bool:
    """Whether whoever the page is for is led to the page that asks who they are; and nothing else is done."""
    route = ROUTES[name]
    who = "admin" if name == "break_glass" else best(route.get if method == "GET" else route.post, {"200", "302"})
    client, address = world.client(who), world.address(name, who)
    with undone():
        answer = client.get(address) if method == "GET" else client.post(address, body(world, name, who))
        answer.getvalue()  # reads a file to its end, and so closes it
    return answer.status_code == 302 and answer.headers["Location"].startswith(ASKING)


def test_exactly_these_pages_ask_again_and_none_of_them_somebody_who_has_just_shown_it(
    world: World, settings: Any
) -> None:
    pages = [name for name, route in ROUTES.items() if best(route.get, {"200"}) and not name.startswith(OWN)]
    assert not [name for name in ASKED_FIRST if leads(world, name, "GET")]
    settings.CONFIRM_MINUTES = -120  # what was shown a moment ago is too long ago
    assert {name for name in pages if leads(world, name, "GET")} == ASKED_FIRST


def test_what_is_sent_without_it_is_not_done(world: World, settings: Any) -> None:
    settings.CONFIRM_MINUTES = -120
    assert {name for name in ASKED_FIRST if leads(world, name, "POST")} == ASKED_FIRST
