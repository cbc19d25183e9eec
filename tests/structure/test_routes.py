"""The route walk: every page asked for as everybody, by every method, and every refusal the same (S8.01, S8.02).

What each cell should be is in `routes.py`; who and what is asked for, in `world.py`.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.test import Client

from config.manual.fields import ALL
from config.manual.pages import AREAS
from tests.structure import besides
from tests.structure.forms_walked import faults
from tests.structure.routes import PEOPLE, ROUTES, SIGNED_IN, Route
from tests.structure.sending import body
from tests.structure.walking import Answered, ask, cell_of, got, undone
from tests.structure.world import ELSEWHERE, HERE, NEVER, NO_KEY, NOWHERE, TAKES, World

pytestmark = pytest.mark.django_db

TAKEN = {"200", "204", "302", "400"}
"""What a form gets that came through: done, wrong in itself, or found empty."""

OF_SIGNING_IN = {"schools_signin", "django_session"}
NOTED = {"schools_look", *OF_SIGNING_IN}
"""What asking may write: that somebody looked, and what signing in keeps for itself."""

METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")


def cells(method: str) -> Iterator[tuple[str, str, str]]:
    """Every cell of the table for a method: page, person, and what they should get."""
    for name, route in ROUTES.items():
        for who, found in (route.get if method == "GET" else route.post).items():
            yield name, who, found


def best(cells: dict[str, str], good: set[str]) -> str:
    """Somebody who gets the page; the head of school where they do."""
    able = [who for who in ("head", *cells) if cells[who] in good]
    return able[0] if able else ""


def test_every_page_has_a_row_and_words_and_every_row_a_page() -> None:
    assert None not in TAKES, "an address without a name"
    assert list(TAKES) and set(ROUTES) == set(TAKES)
    assert {name for pages in AREAS.values() for name in pages} == set(TAKES)
    assert len(TAKES) >= 60 and len(PEOPLE) == 16


def test_everybody_gets_what_the_table_says_for_asking_and_asking_changes_nothing(world: World) -> None:
    wrong, wrote, asked = [], set(), 0
    for name, who, wanted in cells("GET"):
        found = got(world, name, who)
        asked += 1
        if found.cell != wanted:
            wrong.append(f"GET {name} as {who}: {found.cell}, not {wanted}")
        wrote |= {(name, table) for table in found.wrote if table not in NOTED}
    print(f"{asked} cells of GET")
    assert asked == len(TAKES) * len(PEOPLE) >= 960
    assert not wrong, "\n".join(wrong)
    assert wrote == set()


def test_the_fields_on_every_page_are_those_of_the_field_table_for_whoever_gets_it(world: World) -> None:
    """S8.08: none that is not in it, and none in it that is nowhere offered; and each by the words of its page."""
    wrong = list(faults(world))
    print(f"{len(ALL)} forms, {sum(len(form.fields) for form in ALL)} fields")
    assert not wrong, "\n".join(wrong)
    assert len(ALL) >= 100 and len(world.got) >= 800


def test_a_field_that_the_table_does_not_give_somebody_changes_nothing(world: World) -> None:
    """S8.08: each form sent with the fields of all others, and the columns of every table, besides."""
    wrong = list(besides.faults(world))
    print(f"{len(besides.plausible(world))} fields besides")
    assert not wrong, "\n".join(wrong)


def test_everybody_gets_what_the_table_says_for_sending_and_a_refusal_writes_nothing(world: World) -> None:
    wrong, wrote, asked = [], set(), 0
    for name, who, wanted in cells("POST"):
        found = ask(world, "POST", world.address(name, who), who, body(world, name, who))
        asked += 1
        if found.cell != wanted:
            wrong.append(f"POST {name} as {who}: {found.cell}, not {wanted}")
        if wanted in ("404", "405", "409", "in"):
            wrote |= {(name, table) for table in found.wrote if table not in NOTED}
    print(f"{asked} cells of POST")
    assert asked == len(TAKES) * len(PEOPLE) >= 960
    assert not wrong, "\n".join(wrong)
    assert wrote == set()


def test_a_form_that_is_taken_writes_something(world: World) -> None:
    """Else the walk would send forms that nobody could send, and its refusals would prove nothing."""
    silent = {
        name
        for name, route in ROUTES.items()
        if route.post["head"] == "302" and not name.startswith(("account_", "mfa_"))
        if "schools_event"
        not in ask(world, "POST", world.address(name, "head"), "head", body(world, name, "head")).wrote
    }
    assert silent == {"report_start", "sessions", "show_names"}, "a person's own sign-ins, and a look, are no events"


def test_a_method_that_a_page_does_not_take_is_refused_and_said(world: World) -> None:
    wrong, asked = [], 0
    for name, route in ROUTES.items():
        who = best(route.get, {"200"}) or best(route.post, TAKEN) or "head"
        takes = {method for method, each in (("GET", route.get), ("POST", route.post)) if each[who] != "405"}
        for method in METHODS:
            found = ask(world, method, world.address(name, who), who)
            asked += 1
            if fault := fault_of(method, found, takes, route.get[who]):
                wrong.append(f"{method} {name} as {who}: {fault}")
    print(f"{asked} methods")
    assert asked >= 360
    assert not wrong, "\n".join(wrong)


def fault_of(method: str, found: Answered, takes: set[str], asking: str) -> str:
    """What is wrong with an answer to a method, if anything. `asking` is what GET gets."""
    status, content, headers, _ = found.seen
    if status == 405:
        allow = {each.strip() for each in dict(headers)["Allow"].split(",")}
        return "" if takes <= allow and method not in allow else f"allows {sorted(allow)}, takes {sorted(takes)}"
    if method == "HEAD":
        return "" if found.cell == asking and not content else f"{status}, not {asking} without a body"
    return "" if method == "OPTIONS" else f"{status}, not 405"


def test_what_one_may_not_see_cannot_be_told_from_what_is_not_there(world: World) -> None:
    answers, wrong, asked = {}, [], 0
    for who in ("head", "excluded", "handed", "governor", "elsewhere", "reporter"):
        for name, method, address, looked in hidden(world, who):
            found = ask(world, method, address, who, body(world, name, who) if method == "POST" else None)
            asked += 1
            answers.setdefault(found.seen, f"{method} {address} as {who}")
            if found.cell != "404" or set(found.wrote) - looked - OF_SIGNING_IN:
                wrong.append(f"{method} {address} as {who}: {found.cell}, wrote {found.wrote}")
    print(f"{asked} things that somebody may not see")
    assert asked >= 1200
    assert not wrong, "\n".join(wrong)
    assert len(answers) == 1, "\n".join(answers.values())


def hidden(world: World, who: str) -> Iterator[tuple[str, str, str, set[str]]]:
    """Every address of a thing that this person may not see: another school's, kept from them, or not there at all.

    With it, what may be written: nothing, but that somebody looked at an incident which is theirs to see.
    """
    theirs = world.incidents["elsewhere"].reference
    for name, method in asking():
        wanted = set(TAKES[name])
        for changes in (
            *({"reference": theirs}, {"reference": NOWHERE}, {"slug": NEVER}) * ("reference" in wanted),
            *({"slug": ELSEWHERE, "reference": theirs},) * ("reference" in wanted and who != "elsewhere"),
            *({"key": NO_KEY},) * ("key" in wanted),
            *({},) * (cell(name, method, who) == "404"),
        ):
            looked = {"schools_look"} if set(changes) == {"key"} else set()
            yield name, method, world.address(name, who, **changes), looked


def cell(name: str, method: str, who: str) -> str:
    """What the table says."""
    return (ROUTES[name].get if method == "GET" else ROUTES[name].post)[who]


def asking() -> Iterator[tuple[str, str]]:
    """Every page about one thing of a school, with the methods that it takes."""
    for name, route in ROUTES.items():
        for method, each in (("GET", route.get), ("POST", route.post)):
            if {"reference", "key"} & set(TAKES[name]) and "slug" in TAKES[name] and "405" not in each.values():
                yield name, method


def sent(world: World, name: str, who: str, *, token: str = "", **headers: str) -> str:
    """What a form gets where forgery is looked for. `token` is ours, another's, or missing."""
    client: Client = world.client(who, enforce_csrf_checks=True)
    cookie, ours = a_token()
    client.cookies[settings.CSRF_COOKIE_NAME] = cookie
    told = {"ours": ours, "another's": a_token()[1]}.get(token)
    form = body(world, name, who) | ({"csrfmiddlewaretoken": told} if told else {})
    with undone():
        response = client.post(world.address(name, who), form, **headers)
        response.getvalue()
    return cell_of(response)


def a_token() -> tuple[str, str]:
    """A cookie against forgery, and the token that goes with it."""
    request = HttpRequest()
    token = get_token(request)
    return request.META["CSRF_COOKIE"], token


FORGED: tuple[dict[str, str], ...] = (
    {},
    {"token": "another's"},
    {"token": "ours", "HTTP_ORIGIN": "null"},
    {"token": "ours", "HTTP_ORIGIN": "https://elsewhere.example"},
)


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: " ".join(forged.values()) or "no token")
def test_no_form_is_taken_from_another_site(world: World, forged: dict[str, str]) -> None:
    taken = {name: who for name, route in ROUTES.items() if (who := best(route.post, TAKEN))}
    assert len(taken) >= 35
    assert {name for name, who in taken.items() if sent(world, name, who, **forged) != "403"} == set()


def test_the_same_forms_are_taken_with_their_own_token(world: World) -> None:
    taken: dict[str, Route] = {name: route for name, route in ROUTES.items() if best(route.post, TAKEN)}
    for name, route in taken.items():
        who = best(route.post, TAKEN)
        assert sent(world, name, who, token="ours", HTTP_ORIGIN="http://testserver") == route.post[who], name


def test_nobody_deactivated_or_signed_out_gets_further_than_the_sign_in(world: World) -> None:
    for name, route in ROUTES.items():
        assert route.get["leaver"] == route.get["anonymous"], name
        assert route.post["leaver"] == route.post["anonymous"], name
    assert all(ROUTES["home"].get[who] in ("200", "404") for who in SIGNED_IN)
    assert ask(world, "GET", world.address("home", "leaver"), "leaver").cell == "in"
    assert HERE in world.address("home", "leaver")
