"""Every form that is sent twice makes one thing, and leads to it (R.06). What guards each is in `sent_twice.py`."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache

from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.sent_twice import GUARDS, STANDS_ON, Guard
from tests.structure.test_routes import TAKEN, best
from tests.structure.walking import undone
from tests.structure.world import World

pytestmark = pytest.mark.django_db

FORM = re.compile(r"<form method=\"post\".*?</form>", re.DOTALL)
TOKEN = re.compile(r'name="once" value="([^"]+)"')
NOT_MADE = {"schools.Look", "schools.SignIn", "sessions.Session"}
"""What asking leaves: that somebody looked, and what signing in keeps for itself."""


@dataclass(frozen=True)
class Twice:
    """What came of sending a form once and once more: how each was answered, where it led, and what each made."""

    statuses: tuple[int, int]
    led: tuple[str | None, str | None]
    made: Counter[str]
    again: dict[str, int]


def rows() -> Counter[str]:
    """How many rows there are of everything that somebody may make."""
    models = [model for model in apps.get_models() if model._meta.label not in NOT_MADE]
    return Counter({model._meta.label: model._base_manager.count() for model in models})


def tokens_on(world: World, name: str, who: str) -> list[list[str]]:
    """The tokens of each form of the page on which a route's form stands."""
    cache.clear()
    page, query = STANDS_ON.get(name, (name, ""))
    answer = world.client(who).get(world.address(page, who) + query)
    own = f'action="{world.address(name, who)}"'
    forms: list[str] = FORM.findall(answer.content.decode())
    return [TOKEN.findall(each) for each in forms if own in each or (page == name and "action=" not in each)]


def twice(world: World, name: str, who: str, **more: str) -> Twice:
    """Send the form of a route as somebody who may, and then once more."""
    cache.clear()
    client, address = world.client(who), world.address(name, who)
    with undone():
        form: dict[str, Any] = body(world, name, who) | more
        counts, answers = [rows()], []
        for _ in range(2):
            answers.append(client.post(address, form))
            answers[-1].getvalue()
            counts.append(rows())
    first, second = answers
    return Twice(
        (first.status_code, second.status_code),
        (first.headers.get("Location"), second.headers.get("Location")),
        counts[1] - counts[0],
        {name: many - counts[1][name] for name, many in counts[2].items() if many != counts[1][name]},
    )


def taker(name: str) -> str:
    """Somebody who may send the form."""
    return best(ROUTES[name].post, TAKEN)


def of(*guards: Guard) -> list[str]:
    """The routes that are guarded so."""
    return [name for name, guard in GUARDS.items() if guard in guards]


def test_every_form_says_what_makes_it_safe_against_being_sent_twice() -> None:
    taken = {name for name, route in ROUTES.items() if set(route.post.values()) & (TAKEN | {"409"})}
    assert taken - set(GUARDS) == set(), "a form without a row in tests/structure/sent_twice.py"
    assert {name for name in GUARDS if set(ROUTES[name].post.values()) <= {"405"}} == set()


def test_every_form_that_is_to_carry_a_token_does_and_no_two_carry_the_same(world: World) -> None:
    bare, seen = [], []
    for name in of(Guard.TOKEN):
        each = tokens_on(world, name, taker(name))
        bare += [name] if not each or any(len(tokens) != 1 for tokens in each) else []
        seen += [token for tokens in each for token in tokens]
    assert not bare
    assert len(seen) == len(set(seen)) >= 70


def test_a_form_that_is_sent_twice_makes_one_thing_and_leads_to_it_twice(world: World) -> None:
    wrong = []
    for name in of(Guard.TOKEN):
        who = taker(name)
        found = twice(world, name, who, once=tokens_on(world, name, who)[0][0])
        made = found.made["schools.SentForm"] == 1 and found.made.total() > 1 or name == "version_text"
        if found.statuses != (302, 302) or found.led[0] != found.led[1] or found.again or not made:
            wrong.append(f"{name} as {who}: {found}")
    assert not wrong, "\n".join(wrong)
    assert len(of(Guard.TOKEN)) >= 60


def test_what_is_guarded_otherwise_makes_one_thing_too(world: World) -> None:
    wrong = []
    for name in of(Guard.STATE, Guard.KEY, Guard.NOTHING):
        found = twice(world, name, taker(name))
        if found.again or found.statuses[1] >= 500:
            wrong.append(f"{name}: {found}")
    assert not wrong, "\n".join(wrong)


def test_what_hands_a_file_out_is_on_record_each_time(world: World) -> None:
    for name in of(Guard.HANDS_OUT):
        found = twice(world, name, taker(name))
        assert found.statuses == (200, 200), name
        assert found.made["schools.Event"] == found.again["schools.Event"] >= 1, name


def test_without_a_token_a_note_sent_twice_is_kept_twice(world: World) -> None:
    """So what the tests above show is owed to the token."""
    assert twice(world, "note", "head").again["schools.Event"] == 1
