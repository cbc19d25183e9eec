"""Every page at a phone's and a desk's width: axe finds nothing, nothing scrolls sideways, no script fails."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from incidents.models import Incident
from incidents.operations.break_glass import ask_to_read, let_in
from incidents.playing.cast import latest_adoption
from incidents.playing.files import made_up
from incidents.playing.format import read
from incidents.playing.player import FOLDER, Playing, play
from policies.hosts import key_of
from policies.operations.bringing_in import accept, bring_in
from policies.operations.linking import Leads, add_linked
from policies.operations.past import add_past
from policies.operations.public import show_to_everybody
from policies.operations.starting import revise
from policies.recognising.whole import recognise
from schools.files.store import receive
from schools.history import SET_UP, acting
from schools.links import invitation_path
from schools.models import School, User
from schools.operations import Office, invite
from schools.vocabulary import Role
from tests.browser.conftest import DESK, PHONE, Open, violations
from tests.builders import AT, person
from tests.prove._policy_texts import as_text
from tests.structure.asked import make_request
from tests.structure.erased import make_erasures, make_leaving

INFANT, JUNIOR = "larkspur-infant", "larkspur-junior"
STEPS = ("discuss", "legal-advice", "police", "restrict", "safeguard", "report-to-host", "hold")
ON_INCIDENT = (
    *("", *(f"steps/{step}/" for step in STEPS), "close/", "answer/", "check/", "safeguarding/", "host/", "offence/"),
    *("consider/concern/", "further-post/", "categories/", "note/", "link/", "details/", "evidence/", "people/"),
    *("hand-over/", "exclude/", "readmit/", "recuse/", "keep-name/", "tell-name/", "documents/", "letters/"),
)
ON_VERSION = ("control/", "text/", "linked/", "past/", "issue/", "procedure/")


@pytest.fixture
def incident(schools: dict[str, School]) -> Incident:
    """The incident of the mother who named a pupil, as far as its third day; and a few others of the school."""
    playing = Playing()
    for name in ("s02-pupil-named-in-parents-group", "s16-allegation-against-teacher", "s01-reading-scheme"):
        play(read(FOLDER / "shared" / f"{name}.json"), playing, asserting=False)
    found = playing.incidents["s02"]
    from incidents.operations.steps import reopen

    show_to_everybody(school=schools[INFANT], shown=True, by=person(INFANT, "head"), at=AT)
    reopen(incident=found, reason="It is up again", by=person(INFANT, "head"), at=AT + timedelta(days=1))
    return Incident._base_manager.get(pk=found.pk)


def pages(incident: Incident) -> Iterator[tuple[str | None, str]]:
    """Who opens what."""
    one = f"/{INFANT}/incidents/{incident.reference}/"
    yield None, "/accounts/login/"
    yield None, "/accounts/password/reset/"
    for office in ("head", "slt", "dsl", "staff", "chair", "governor", "admin"):
        yield office, f"/{INFANT}/"
    yield from (("head", one + rest) for rest in ON_INCIDENT)
    for path in ("report/", "incidents/", "incidents/?state=all", "summaries/", "summaries/autumn-2026/", "policy/"):
        yield "head", f"/{INFANT}/{path}"
    yield from (("head", f"/{INFANT}/hosts/{rest}") for rest in ("", "?q=facebook"))
    person_key = incident.involvements.filter(part="AUTHOR").get().key
    yield from (("head", f"{one}people/{person_key}/{rest}") for rest in ("", "unlink/", "not-the-same/"))
    notice = incident.school.notices.latest("told_on").key
    yield from (("admin", f"/{INFANT}/notices/{rest}") for rest in ("", "add/", f"{notice}/"))
    yield from policy_pages()
    yield from (
        ("head", path) for path in (one + "looks/", one + "export/", f"/{INFANT}/unusual/", f"/{INFANT}/break-glass/")
    )
    yield from reading_pages(incident)
    yield "staff", f"/{INFANT}/reports/{incident.reference}/"
    yield from people_pages()
    yield "admin", f"/{INFANT}/people/{person(INFANT, 'head').key}/second-factor/"
    yield from (("head", f"/accounts/2fa/{rest}") for rest in ("", "totp/activate/", "passkeys/add/"))
    key = person(INFANT, "head").key
    people = (
        "people/signed-in/",
        "people/sign-everyone-out/",
        f"people/{key}/sign-out/",
        "backups/",
        "colour/",
        "proof/",
    )
    yield from (("admin", f"/{INFANT}/{rest}") for rest in people)
    yield from (("head", path) for path in ("/sessions/", "/confirm/", "/hidden/"))
    yield "head", f"/{INFANT}/nothing-here/"
    yield "head", f"/{INFANT}/policy/public/"
    yield from ((office, f"/{INFANT}/people/unused/") for office in ("head", "admin"))
    yield None, f"/{INFANT}/our-policy/"
    yield from (("operator", path) for path in ("/", "/hosts/", "/hosts/add/", f"/hosts/{key_of('facebook')}/"))


def request_pages(incident: Incident) -> Iterator[tuple[str | None, str]]:
    """The pages of somebody who asked what is kept about them, looked over and ready to be answered."""
    asked = make_request(incident, {"head": person(INFANT, "head")}, timezone.now())
    requests = f"/{INFANT}/subject-access/"
    of_one = ("", "who/", "do/pause/", "do/withdraw/", f"incidents/{incident.reference}/", "answer/")
    yield from (("head", requests + rest) for rest in ("", "new/"))
    yield from (("head", f"{requests}{asked.key}/{rest}") for rest in of_one)
    yield "chair", f"{requests}{asked.key}/"


def people_pages() -> Iterator[tuple[str | None, str]]:
    """The pages of people and offices, with somebody invited and somebody who waits for a second person."""
    admin, colleague, school = person(INFANT, "admin"), person(INFANT, "slt"), School.objects.get(slug=INFANT)
    now = timezone.now()
    given = {"school": school, "email": "new@larkspur.example", "name": "Nell New", "by": admin, "at": now}
    open_one, waits = (invite(office=Office(each, timezone.localdate(now)), **given) for each in (Role.DSL, Role.HEAD))
    of_person = (f"{colleague.key}/{rest}" for rest in ("", "appoint/", "end/", "account/"))
    for path in ("", "invite/", *of_person, f"invitations/{open_one.key}/", f"invitations/{waits.key}/"):
        yield "admin", f"/{INFANT}/people/{path}"
    yield "head", f"/{INFANT}/people/invitations/{waits.key}/confirm/"
    yield None, invitation_path(open_one.key)
    yield None, "/invitations/"
    yield "head", invitation_path(open_one.key)


def reading_pages(incident: Incident) -> Iterator[tuple[str | None, str]]:
    """What somebody who was let in reads, and what the head and they see of a request, answered or not."""
    school, now, head = incident.school, timezone.now(), person(INFANT, "head")
    asked = [
        ask_to_read(school=school, reference=incident.reference, reason="Asked by the trust", by=by, at=now)
        for by in (person(INFANT, "admin"), person(INFANT, "trust_lead"))
    ]
    let_in(access=asked[0], hours=8, by=head, at=now)
    yield from request_pages(incident)
    yield from (("head", f"/{INFANT}/break-glass/{each.key}/") for each in asked)
    requests = f"/{INFANT}/break-glass/"
    yield from (("admin", path) for path in (requests, f"{requests}{asked[0].key}/"))
    yield "admin", f"/{INFANT}/incidents/{incident.reference}/"
    yield from ((who, f"/{INFANT}/record/") for who in ("head", "chair"))
    yield from (("chair", f"/{INFANT}/unusual/"), ("head", f"/{INFANT}/"))
    yield from erasure_pages(incident)


def erasure_pages(incident: Incident) -> Iterator[tuple[str, str]]:
    """What waits to be erased, a decision, a receipt, the schedule, a legal hold, and somebody wrongly linked."""
    here, one = f"/{INFANT}/kept/", f"/{INFANT}/incidents/{incident.reference}/"
    head, dsl = person(INFANT, "head"), person(INFANT, "dsl")
    proposed, receipt = make_erasures(incident, {"head": head, "dsl": dsl}, timezone.now())
    wrong = incident.involvements.filter(unlinked_at__isnull=False).latest("pk").key
    paths = ("", f"{proposed.key}/", f"receipts/{receipt}/", "how-long/", "how-long/contact/")
    yield from (("dsl" if path.startswith(str(proposed.key)) else "head", here + path) for path in paths)
    yield from (("head", one + rest) for rest in ("", "legal-hold/", f"people/{wrong}/erase/"))
    yield from (("chair", here), ("admin", f"{here}how-long/"))
    yield "head", f"{here}names/{make_leaving(incident.school, timezone.now()).key}/"


def policy_pages() -> Iterator[tuple[str, str]]:
    """The pages of a draft, of what it leads to and of its past; and how a version that is no draft is shown."""
    head = person(INFANT, "head")
    in_force = latest_adoption(School.objects.get(slug=INFANT)).version
    draft = revise(version=in_force, by=head, at=AT)
    file = receive(made_up("pdf", 1), folder=INFANT)
    leads = Leads("Complaints procedure", steps=["COMPLAINTS", "DISCUSS"])
    linked = add_linked(version=draft, leads=leads, received=file, by=head, at=AT)
    past = add_past(policy=draft.policy, label="1", on="2019", amended_by="", comments="", by=head, at=AT)
    here, there = (f"/{INFANT}/policies/{each.policy.slug}/{each.number}/" for each in (draft, in_force))
    yield from (("head", here + rest) for rest in ON_VERSION)
    yield from (("head", here + rest) for rest in (f"linked/{linked.key}/", f"past/{past.key}/"))
    category = draft.categories.all()[0].key
    rest_of_categories = ("", "add/", "add/?from=fake-account", f"{category}/")
    yield from (("head", f"{here}categories/{rest}") for rest in rest_of_categories)
    yield from (("head", each + "gaps/") for each in (here, there))
    yield from (("head", there + rest) for rest in ON_VERSION)
    yield from (("head", here + rest) for rest in ("", "compare/", "send/", "withdraw/"))
    yield from (("head", there + rest) for rest in ("", "revise/", "adopt/"))
    shelf = ("policies/", "policies/begin/", "policies/bring-in/", "policy/review/")
    yield from (("head", f"/{INFANT}/{rest}") for rest in shelf)
    brought = bring_in(school=draft.policy.school, read=recognise(as_text("joint-academy")), by=head, at=AT)
    accept(suggestion=brought.suggestions.all()[0], by=head, at=AT)
    yield "head", f"/{INFANT}/policies/{brought.policy.slug}/1/suggestions/"
    yield from (("governor", path) for path in (f"/{INFANT}/policies/", there, there + "approve/"))


def somebody(office: str | None) -> User | None:
    """Whoever holds an office, the operator, or nobody."""
    if office != "operator":
        return person(INFANT, office) if office else None
    with acting(SET_UP):
        return User.objects.create_superuser("operator@fairpost.example", name="Pat Operator")


def sideways(page: Page) -> int:
    """How many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_has_a_violation_or_scrolls_sideways(incident: Incident, open_page: Open, size: dict[str, int]) -> None:
    faults, opened = [], {}
    errors: list[str] = []
    examined = 0
    for office, path in pages(incident):
        if office not in opened:
            opened[office] = open_page(somebody(office), size=size)
            opened[office].on("pageerror", lambda error: errors.append(str(error)))
        page = opened[office]
        page.goto(path)
        examined += 1
        faults += [f"{path}: {each}" for each in violations(page)]
        faults += [f"{path}: {sideways(page)} px too wide"] if sideways(page) > 0 else []
    assert not faults, "\n".join(faults)
    assert not errors
    assert examined >= 45


def test_the_picture_of_the_readme(incident: Incident, open_page: Open, shots: Path) -> None:
    page = open_page(person(INFANT, "head"))
    page.goto(f"/{INFANT}/incidents/{incident.reference}/")
    page.screenshot(path=shots / "incident.png", full_page=False)
    page.goto(f"/{INFANT}/")
    page.screenshot(path=shots / "home.png", full_page=False)
    assert (shots / "incident.png").stat().st_size > 20_000
