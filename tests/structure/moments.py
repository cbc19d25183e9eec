"""Forms that are not met by asking for each page once: another step, another question, a letter that is approved."""

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from incidents.considering import QUESTIONS
from incidents.operations.steps import ELSEWHERE
from incidents.views.subject_access import ACTS
from incidents.vocabulary import Channel
from policies.vocabulary import StepName
from schools.mail import wait_until_handed_over
from tests.builders import a_reported_post
from tests.structure.sending import body
from tests.structure.walking import undone
from tests.structure.world import World

Way = Callable[[World, Client], Any]
"""How one comes to the form: what is done first, and the answer on which it is met."""


def met(world: World, page: str, moment: str) -> tuple[str, bytes]:
    """Who meets the page at that moment, and the page. Nothing lasts."""
    who, way = MOMENTS[page, moment]
    cache.clear()
    with undone():
        response = way(world, world.client(who))
        assert response.status_code == 200, f"{page} at {moment}: {response.status_code}"
        return who, response.getvalue()


def at(page: str, who: str, **words: str) -> tuple[str, Way]:
    """The page, at another of its addresses."""
    return who, lambda world, client: client.get(world.address(page, who, **words))


def after(page: str, who: str = "head") -> tuple[str, Way]:
    """The page once its form was sent."""

    def go(world: World, client: Client) -> Any:
        address = world.address(page, who)
        assert client.post(address, body(world, page, who)).status_code == 302, page
        return client.get(address)

    return who, go


def sent(page: str, who: str, form: dict[str, str]) -> tuple[str, Way]:
    """The page that a first answer leads to."""
    return who, lambda world, client: client.post(world.address(page, who), form, follow=True)


def emergency(world: World, client: Client) -> Any:
    """The police, in an emergency."""
    return client.get(world.address("take_step", "head", step="police"), {"emergency": "on"})


def own_category(world: World, client: Client) -> Any:
    """The form, empty."""
    return client.get(world.address("category_add", "head"), {"from": "own"})


def invited(world: World, client: Client) -> Any:
    """Somebody without an account, at the link of their invitation."""
    return client.get(world.address("invitation_link", "anonymous"), follow=True)


def new_password(world: World, client: Client) -> Any:
    """At the link that was mailed to somebody who asked for one."""
    user: Any = world.people["reporter"]
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": user.email})
    wait_until_handed_over()
    found = re.search(r"https?://[^/\s]+(/\S*)", str(mail.outbox[-1].body))
    assert found
    return client.get(found[1], follow=True)


def second_step(world: World, client: Client) -> Any:
    """After the password of somebody who has a second step."""
    user: Any = world.people["dsl"]
    form = {"login": user.email, "password": "a long and plain password"}
    return client.post(reverse("account_login"), form, follow=True)


def on_a_school_channel(world: World, client: Client) -> Any:
    """Blocking on a channel of the school, where the post was."""
    incident = a_reported_post(at=world.at, channel=Channel.SCHOOL_OWNED)
    return client.get(world.address("take_step", "head", step="restrict", reference=incident.reference))


def of_steps() -> dict[tuple[str, str], tuple[str, Way]]:
    """Each step that has a page here; the first of them is met by the walk."""
    slugs = [step.value.lower().replace("_", "-") for step in StepName if step not in (*ELSEWHERE, *NOT_HERE)]
    return {("take_step", slug): at("take_step", "head", step=slug) for slug in slugs[1:]}


NOT_HERE = (StepName.RESTRICT,)
"""Met at an incident of its own: the walk's was not posted on a channel of the school."""

MOMENTS: dict[tuple[str, str], tuple[str, Way]] = {
    **of_steps(),
    ("take_step", "emergency"): ("head", emergency),
    ("take_step", "restrict"): ("head", on_a_school_channel),
    **{("consider", slug): at("consider", "head", question=slug) for slug in QUESTIONS if slug != "concern"},
    **{("subject_access_change", act): at("subject_access_change", "head", act=act) for act in ACTS if act != "pause"},
    ("letter", "approved"): after("letter"),
    ("access", "running"): after("access"),
    ("category_add", "own"): ("head", own_category),
    ("category_change", "retired"): after("category_change"),
    ("operator_host", "retired"): after("operator_host", "operator"),
    ("public_switch", "not-shown"): after("public_switch"),
    ("version_suggestions", "accepted"): after("version_suggestions"),
    ("keep_evidence", "not-such-an-image"): sent("keep_evidence", "head", {"shows": "no"}),
    ("report_form", "another-person"): sent("report_form", "reporter", {"add_person": "1"}),
    ("invitation_accept", "invited"): ("anonymous", invited),
    ("account_reset_password_from_key", "the-link"): ("anonymous", new_password),
    ("mfa_authenticate", "second-step"): ("anonymous", second_step),
}
"""Who meets each, and how."""
