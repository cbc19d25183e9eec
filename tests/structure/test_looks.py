"""Every page that shows something of an incident leaves a look, and stays shut where none can be written.

The pages are taken from the addresses that exist (S16.07, S16.08): a new page of an incident is asked for here too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection

from schools.models import Look
from tests.databases import as_the_owner
from tests.structure.routes import ROUTES
from tests.structure.walking import undone
from tests.structure.world import HERE, TAKES, World

pytestmark = pytest.mark.django_db

PEOPLE = ("head", "handed", "trust_lead", "reporter", "target", "admin", "chair")
SECRETS = (b"A pupil is named in a parents", b"It was R again.", b"Kerry Lodge", b"\x89PNG")
"""What every incident of the walk holds: its summary, the post's words, who wrote it, and its evidence."""

KINDS = {
    "incident_list": "list",
    "home": "list",
    "evidence": "evidence",
    **dict.fromkeys(("policy_pdf", "procedure_pdf", "linked_file", "receipt_pdf"), "download"),
    "letter": "letter",
    "letter_text": "letter",
    "change_person": "person",
    "unlink_person": "person",
    "separate_person": "person",
    "progress": "progress",
    "incident_looks": "looks",
    "export_incident": "export",
    "unusual": "list",
    "disposals": "list",
    "disposal": "disposal",
    "leaving": "leaving",
    "access": "request",
    "subject_access_list": "list",
    "subject_access": "subject-access-request",
    "subject_access_people": "subject-access-request",
    "subject_access_change": "subject-access-request",
    "subject_access_release": "subject-access-request",
    "subject_access_review": "subject-access",
}
"""The kind of look that a page leaves; every other page of an incident leaves one at the incident."""

SHUT = b"The record of who looked cannot be written just now, so this page stays shut."


@dataclass(frozen=True)
class Shown:
    """What came back from one page, and the looks that it left."""

    status: int
    content: bytes
    looks: tuple[tuple[str, str], ...]


def show(world: World, name: str, who: str, *, refusing: bool = False) -> Shown:
    """Ask for a page as somebody and take it back; with a table of looks that refuses, if so wished."""
    cache.clear()
    client, before = world.client(who), Look.objects.across_schools("test").count()
    address = world.address(name, who)
    with undone():
        if refusing:
            with as_the_owner(), connection.cursor() as cursor:
                cursor.execute("ALTER TABLE schools_look RENAME TO schools_look_away")
        response = client.get(address)
        content = response.getvalue()
        looks = (
            ()
            if refusing
            else tuple(Look.objects.across_schools("test").order_by("pk").values_list("kind", "about")[before:])
        )
    return Shown(response.status_code, content, looks)


def cells() -> Iterator[tuple[str, str]]:
    """Every page that one of these people opens."""
    for name, route in ROUTES.items():
        if not name.startswith(("account_", "mfa_")):
            yield from ((name, who) for who in PEOPLE if route.get[who] in ("200", "409"))


def about(world: World, name: str, who: str) -> str:
    """What the look of a page has to be about."""
    incident, address = world.incident(name, who), world.address(name, who)
    kind, key = KINDS.get(name, "incident"), address.rstrip("/").removesuffix("/text").rpartition("/")[2]
    if kind == "person":
        key = address.rstrip("/").split("people/")[1].split("/")[0]
    named = {"list": name.removesuffix("_list") + "s" * (name == "incident_list"), "request": f"access:{key}"}
    named |= {"evidence": f"evidence:{key}", "letter": f"letter:{key}", "person": f"involvement:{key}"}
    named |= {"leaving": f"leaving:{key}", "disposal": f"disposal:{key}", "subject-access-request": world.asked.about}
    return named.get(kind, incident.about)


def test_whatever_shows_something_of_an_incident_leaves_a_look_of_its_kind(world: World) -> None:
    """S16.07: from the addresses of the site, as everybody who opens them; and a list is a look as well."""
    wrong, below, leaving = [], 0, set()
    for name, who in cells():
        found = show(world, name, who)
        wanted = (KINDS.get(name, "incident"), about(world, name, who))
        under = world.address(name, who).startswith((f"/{HERE}/incidents/", f"/{HERE}/reports/"))
        below += under
        leaving |= {name} if found.looks else set()
        if under or any(each in found.content for each in SECRETS):
            if wanted not in found.looks:
                wrong.append(f"{name} as {who}: {found.looks}, not {wanted}")
        elif found.looks and name not in KINDS:
            wrong.append(f"{name} as {who}: shows nothing and leaves {found.looks}")
    print(f"{below} pages of incidents, {len(leaving)} pages that leave a look")
    assert not wrong, "\n".join(wrong)
    assert below >= 85 and len(leaving) >= 30
    assert {name for name in TAKES if "reference" in TAKES[name] and ROUTES[name].get["head"] == "200"} <= leaving


def test_a_list_is_one_look_however_much_it_lists(world: World) -> None:
    """S16.07: the list of incidents, and the home page of a leader."""
    assert show(world, "incident_list", "head").looks == (("list", "incidents"),)
    assert show(world, "home", "head").looks == (("list", "home"),)
    assert show(world, "home", "governor").looks == () == show(world, "home", "admin").looks


def test_where_a_look_cannot_be_written_no_page_shows_anything(world: World) -> None:
    """S16.08 and R.09: every page that leaves a look answers 503 with the plain sentence; the others stay open."""
    wrong, shut = [], 0
    for name, who in ((name, who) for name, who in cells() if who in ("head", "handed", "reporter")):
        left, found = show(world, name, who).looks, show(world, name, who, refusing=True)
        shut += bool(left)
        shown = [each for each in SECRETS if each in found.content]
        if shown or (found.status == 503) != bool(left) or (SHUT in found.content) != bool(left):
            wrong.append(f"{name} as {who}: {found.status}, {shown}")
    print(f"{shut} pages stay shut")
    assert not wrong, "\n".join(wrong)
    assert shut >= 60
