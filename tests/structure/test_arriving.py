"""Other sites lead people to a few pages only, and open nothing for them (S3.06)."""

import pytest
from django.test import Client

from config.arriving import MAY_BE_LED_TO
from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.walking import undone
from tests.structure.world import TAKES, World

pytestmark = pytest.mark.django_db

FOLLOWED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
WORDS = b"You come from another site"


def led(world: World, name: str, who: str, **headers: str) -> object:
    """What somebody gets who follows a link of another site."""
    with undone():
        answer = world.client(who).get(world.address(name, who), headers={**FOLLOWED, **headers})
        return WORDS in answer.getvalue()


def test_a_link_of_another_site_leads_to_the_named_pages_and_to_no_other(world: World) -> None:
    assert set(TAKES) >= MAY_BE_LED_TO
    stopped = {name for name in TAKES if led(world, name, "head")}
    assert stopped == set(TAKES) - MAY_BE_LED_TO
    assert len(stopped) >= 90


def test_no_form_picture_or_frame_of_another_site_gets_anything(world: World) -> None:
    for name in ("front_door", "account_login", "home"):
        for dest in ("image", "iframe", "script", "empty", "embed", "style"):
            assert led(world, name, "head", **{"sec-fetch-dest": dest, "sec-fetch-mode": "no-cors"})
    for name, route in ROUTES.items():
        if route.post["head"] not in ("404", "405"):
            form = body(world, name, "head")
            with undone():
                answer = world.client("head").post(world.address(name, "head"), form, headers=FOLLOWED)
            assert (answer.status_code, WORDS in answer.content) == (403, True), name


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none", ""])
def test_whoever_comes_from_here_types_the_address_or_has_an_old_browser_is_let_through(
    world: World, site: str
) -> None:
    said = {**FOLLOWED, "sec-fetch-site": site} if site else {}
    with undone():
        answer = world.client("head").get(world.address("incident", "head"), headers=said)
    assert answer.status_code == 200


def test_the_page_in_between_says_the_same_whatever_was_asked_for(world: World) -> None:
    """So that nobody learns by it what there is; its link is the address that the browser has."""
    pages = {Client().get(path, headers=FOLLOWED).content for path in ("/sessions/", "/nowhere/at/all/", "/x/people/")}
    assert len(pages) == 1
    page = pages.pop().decode()
    assert 'href="">Go on</a>' in page and "<form" not in page and page.count("<h1>") == 1
