"""Tries COUNT wrong passwords at sign-ins, from one address and from many, and counts how many were really looked at.

The documented numbers (S6.06): in five minutes at most 5 for one account, 20 from one address and 100 for one mail
domain, each as far as strangers' browsers go. Each try is a request of its own to the whole site, in threads, over the
cache that all workers share. Proved wrong: one more look than that, or a right password taken while it is shut.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings

from schools.models import User
from tests.prove._counting import looked
from tests.schools.signing import LOGIN, PASSWORD, SHARED, at_once, make_shared_cache

ACCOUNT, ADDRESS, DOMAIN = 5, 20, 100
WIDTH = 8


@dataclass(frozen=True)
class Attack:
    """Where the tries come from, whom they are for, and how many may be looked at."""

    name: str
    address: Callable[[int], str]
    email: Callable[[int], str]
    most: int


def attacks(victim: str) -> Iterator[Attack]:
    """One address or many; one account, many of one school, or many that do not exist."""
    domain = victim.partition("@")[2]
    yield Attack("one account from one address", lambda turn: "203.0.113.9", lambda turn: victim, ACCOUNT)
    yield Attack("one account from many addresses", far, lambda turn: victim, ACCOUNT)
    yield Attack("many accounts from one address", lambda turn: "203.0.113.9", nobody, ADDRESS)
    yield Attack("one school from many addresses", far, lambda turn: f"somebody{turn}@{domain}", DOMAIN)
    yield Attack("one who is not there, from many addresses", far, lambda turn: "nobody@elsewhere.example", ACCOUNT)


def far(turn: int) -> str:
    """Another address each time."""
    return f"198.{18 + turn // 62500}.{turn // 250 % 250}.{turn % 250 + 1}"


def nobody(turn: int) -> str:
    """Another account each time, of another school each time."""
    return f"somebody@school{turn}.example"


def carry_out(attack: Attack, count: int) -> tuple[int, set[object]]:
    """Make the tries, eight at a time. How many were looked at, and the statuses that came back."""
    cache.clear()

    def guess(turn: int) -> int:
        form = {"login": attack.email(turn), "password": f"a wrong guess {turn}"}
        return Client().post(LOGIN, form, REMOTE_ADDR=attack.address(turn)).status_code

    looked.clear()
    statuses = at_once(count, guess, WIDTH)
    return len(looked), {status if isinstance(status, int) else repr(status) for status in statuses}


def examine(victim: User, count: int) -> int:
    """Carry out every attack; how many times more was looked at than documented, or an account was open when shut."""
    wrong = 0
    for attack in attacks(victim.email):
        times, statuses = carry_out(attack, count)
        fault = times > attack.most or not statuses <= {200, 429}
        wrong += fault
        print(f"{attack.name}: {count} tries, {times} looked at, {attack.most} at most, answers {statuses}")
        if victim.email == attack.email(0):
            late = Client().post(LOGIN, {"login": victim.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.1")
            wrong += late.status_code != 200
    return wrong


def run(count: int) -> int:
    """Make somebody and the shared cache, and carry out every attack."""
    with override_settings(CACHES=SHARED, PASSWORD_HASHERS=["tests.prove._counting.CountingHasher"]):
        make_shared_cache()
        call_command("collectstatic", interactive=False, verbosity=0)
        victim = User.objects.create_superuser("operator@school.example", PASSWORD, name="Pat Operator")
        return examine(victim, count)
