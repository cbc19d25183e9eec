"""The pages that ask for no sign-in are named here, in one list; every other page asks (architecture, section 5)."""

from urllib.parse import quote

import pytest
from django.urls import get_resolver, resolve

from tests.structure.routes import ROUTES
from tests.structure.walking import ask
from tests.structure.world import TAKES, World

pytestmark = pytest.mark.django_db

PUBLIC = {
    "account_login": "signs in",
    "account_logout": "has nothing to sign out, and leads away",
    "account_reset_password": "asks for a link",
    "account_reset_password_done": "says that it was sent",
    "account_reset_password_from_key": "takes the link",
    "account_reset_password_from_key_done": "says that it is done",
    "account_confirm_email": "takes the link that confirms an address",
    "account_email_verification_sent": "says that it was sent",
    "mfa_authenticate": "the second step of a sign-in that has begun",
    "invitation_link": "takes the link of an invitation, and leads on",
    "invitation_accept": "accepts the invitation whose link was followed",
    "mfa_login_webauthn": "signs in with a passkey",
    "openid_connect_login": "leaves for a provider that is configured",
    "openid_connect_callback": "comes back from there",
    "hidden": "shows nothing at all",
    "health": "says in one word whether the service is well",
    "public_policy": "shows the policy in force, where the school shows it to everybody",
    "public_policy_pdf": "the same as a PDF",
}


def test_only_these_pages_ask_for_no_sign_in(world: World) -> None:
    open_to_all = {
        name for name in TAKES if ask(world, "GET", world.address(name, "anonymous"), "anonymous").cell != "in"
    }
    assert open_to_all == set(PUBLIC)


def test_every_page_that_says_it_needs_no_sign_in_is_named(world: World) -> None:
    said = {name for name in TAKES if not asks(world.address(name, "anonymous"))}
    assert said == set(PUBLIC)
    assert len(TAKES) - len(PUBLIC) >= 50


def asks(address: str) -> bool:
    """Whether the view is under the rule that asks for a sign-in, as Django's middleware reads it."""
    return bool(getattr(resolve(address).func, "login_required", True))


def test_the_way_to_the_sign_in_leads_back_and_tells_nothing(world: World) -> None:
    for name in set(ROUTES) - set(PUBLIC):
        address = world.address(name, "anonymous")
        for method in ("GET", "POST"):
            status, content, headers, _ = ask(world, method, address, "anonymous").seen
            assert (status, content) == (302, b""), name
            assert dict(headers)["Location"] == f"/accounts/login/?next={quote(address)}"


def test_no_page_is_mounted_beside_ours(world: World) -> None:
    for address in (
        "/admin/",
        "/api/",
        "/media/",
        "/debug/",
        "/docs/",
        "/schema/",
        "/__debug__/",
        "/static/../schools/",
    ):
        assert ask(world, "GET", address, "anonymous").cell in ("in", "404"), address
    assert get_resolver().url_patterns
