"""Times the answers to somebody who has an account, to nobody, and to a closed account, COUNT of each, in turn (S6.08).

What is timed is the work of the whole site for a sign-in with a wrong password, and for asking for a link to choose a
new one: the work of this machine's processor, so that what else it does does not count. Proved wrong: two medians that
differ by ten thousandths of a second or more, and by a twentieth or more.
"""

import statistics
import time
from collections.abc import Callable

from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings

from schools.history import SET_UP, acting
from schools.models import User
from tests.builders import person, the_schools
from tests.schools.signing import PASSWORD, type_password, with_password

SCHOOL = "larkspur-infant"
LEAST, SHARE = 0.010, 0.05


def ask_for_link(email: str) -> None:
    """Ask for a link to choose a new password."""
    Client().post("/accounts/password/reset/", {"email": email})


def guess(email: str) -> None:
    """Sign in with a wrong password."""
    type_password(Client(), email, "a wrong guess entirely")


def medians(who: dict[str, str], work: Callable[[str], None], count: int) -> dict[str, float]:
    """The median of the work for each, in seconds; one after the other, so that all meet the same machine."""
    took: dict[str, list[float]] = {name: [] for name in who}
    for _ in range(count):
        for name, email in who.items():
            cache.clear()
            start = time.process_time()
            work(email)
            took[name].append(time.process_time() - start)
    return {name: statistics.median(times) for name, times in took.items()}


def apart(found: dict[str, float]) -> bool:
    """Whether somebody with a watch could tell them apart."""
    low, high = min(found.values()), max(found.values())
    return high - low >= LEAST and high - low >= SHARE * low


def run(count: int) -> int:
    """Time both. Returns how many of them tell somebody from nobody."""
    the_schools()
    call_command("collectstatic", interactive=False, verbosity=0)
    known, closed = with_password(person(SCHOOL, "head")), with_password(person(SCHOOL, "slt"))
    closed.is_active = False
    with acting(SET_UP):
        closed.save()
    who = {"an account": known.email, "a closed one": closed.email, "nobody": "nobody@larkspur.example"}
    assert User.objects.filter(email=known.email).exists() and PASSWORD
    wrong = 0
    with override_settings(ACCOUNT_RATE_LIMITS=False, EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        for name, work in (("a wrong password", guess), ("asking for a link", ask_for_link)):
            found = medians(who, work, count)
            wrong += apart(found)
            print(f"{name}, {count} of each:", {each: f"{took * 1000:.1f} ms" for each, took in found.items()})
    return wrong
