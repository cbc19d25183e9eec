"""The pages of being let in to read one incident: asking, answering, the banner, and reading (S8.24)."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from incidents.models import Access, Incident
from incidents.operations.break_glass import end_reading, turn_down
from incidents.operations.keeping import keep_capture
from incidents.operations.letters import draft_letter
from incidents.operations.people import Named
from incidents.playing.files import made_up
from incidents.vocabulary import LetterKind, Part
from schools.files.store import receive
from schools.models import Look
from tests.builders import AT, a_reported_post, an_author, client_of, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, errors, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.let_in import ASKERS, WHY, asker, asks, reader
from tests.incidents.lists_and_homes import without_token
from tests.structure.routes import ROUTES
from tests.structure.world import TAKES

ASK = f"/{SCHOOL}/break-glass/"
BANNER = "You were let in to read incident"


def page_of(access: Access) -> str:
    """The address of a request."""
    return f"{ASK}{access.key}/"


def asking(client: Client, reference: str, why: str = WHY) -> Any:
    """Send the form."""
    return client.post(ASK, {"reference": reference, "reason": why})


def same_but_for(answer: Any, access: Access) -> str:
    """A page, without its token, and without what the person typed or chance drew."""
    return without_token(answer).replace(access.reference, "REF").replace(str(access.key), "KEY")


def test_the_whole_way_from_asking_to_the_end(incident: Incident) -> None:
    admin, head = browser("admin"), browser("head")
    assert "ask for it here" in words(admin.get(ASK))
    asked = asking(admin, incident.reference.lower().replace("-", " "))
    access = Access._base_manager.get()
    assert (asked.status_code, asked["Location"]) == (302, page_of(access))
    assert "Your request is with the head of school" in words(admin.get(page_of(access)))
    assert admin.get(url(incident)).status_code == 404
    assert f"Jean Moss asks to read {incident.reference}." in words(head.get(f"/{SCHOOL}/"))
    assert f"Jean Moss School administrator When 17 November 2026 at 09:00 Why {WHY}" in words(
        head.get(page_of(access))
    )
    answer = head.post(page_of(access), {"do": "let-in", "hours": "2"})
    assert answer.status_code == 302
    page = words(admin.get(url(incident)))
    assert "Kerry Lodge" in page and "until 11:00 on 17 November" in page
    assert "let Jean Moss read this incident for 2 hours" in words(head.get(url(incident)))
    assert "Jean Moss was let in" in words(head.get(f"/{SCHOOL}/"))
    assert admin.post(page_of(access), {"do": "end"}).status_code == 302
    assert admin.get(url(incident)).status_code == 404
    assert "is over" in words(admin.get(page_of(access)))
    assert "ended by Jean Moss" in words(head.get(page_of(access)))


@pytest.mark.parametrize("name", ASKERS)
def test_a_reference_that_exists_gives_the_same_answer_as_one_that_does_not(schools: None, name: str) -> None:
    """S8.02: byte for byte, whatever lies behind it, and the same number of events and of questions."""
    user = asker(name)
    mine = a_reported_post(people=[an_author(), Named("Somebody", Part.ACCUSED, user=user)])
    real, there = a_reported_post(), a_reported_post("larkspur-junior" if name != "head elsewhere" else "coldwell")
    refused = a_reported_post()
    turn_down(access=asks(refused, user), by=person(SCHOOL, "head"), at=NOW)
    seen = set()
    for reference in ("BBB-222", real.reference, mine.reference, there.reference, refused.reference):
        client = client_of(asker(name))
        sent = asking(client, reference)
        access = Access._base_manager.get(reference=reference)
        assert (sent.status_code, sent["Location"]) == (302, page_of(access))
        shown = re.sub(r"09:0\d|17 November 2026", "", same_but_for(client.get(page_of(access)), access))
        seen.add((shown, client.get(f"/{SCHOOL}/incidents/{reference}/").status_code))
    assert len(seen) == 1, seen
    assert {code for _, code in seen} == {404}


def test_every_page_says_so_while_it_lasts_and_none_before_or_after(incident: Incident) -> None:
    """S8.24: the banner, at one's own school and at the other, on account pages too; to the second."""
    client = client_of(asker("leader elsewhere"))
    own = ("/larkspur-junior/", "/larkspur-junior/incidents/", "/larkspur-junior/policy/", "/sessions/", ASK)
    assert not any(BANNER in words(client.get(each)) for each in own)
    reader(incident, "leader elsewhere")
    assert all(BANNER in words(client.get(each)) for each in (*own, url(incident)))
    assert BANNER not in words(browser("dsl", "larkspur-junior").get("/larkspur-junior/"))
    for seconds, there in ((-1, True), (0, False), (1, False)):
        with time_machine.travel(NOW + timedelta(hours=8, seconds=seconds), tick=False):
            again = client_of(asker("leader elsewhere"))
            assert all((BANNER in words(again.get(each))) is there for each in own), seconds
            assert again.get(url(incident)).status_code == (200 if there else 404), seconds


@pytest.mark.parametrize("name", ASKERS)
def test_whoever_reads_opens_what_is_read_and_no_form_and_every_look_is_of_its_own_kind(
    incident: Incident, name: str
) -> None:
    """S8.24: read only, over every address of an incident; each view is on record."""
    head = person(SCHOOL, "head")
    kept = keep_capture(incident=incident, received=receive(made_up("png", 1), folder=SCHOOL), by=head, at=AT)
    letter = draft_letter(incident=incident, kind=LetterKind.INVITATION, to=the_author(incident), by=head, at=AT)
    reader(incident, name)
    client = client_of(asker(name))
    words_of = {"slug": SCHOOL, "reference": incident.reference, "step": "discuss", "question": "concern"}
    keys = {"evidence": kept.key, "letter": letter.key, "letter_text": letter.key}
    taken = {"show_names": (302,)}  # that they ask for the names of children is a look, and changes nothing (S14.04)
    opened, asked = {}, 0
    for route in (each for each in TAKES if {"slug", "reference"} <= set(TAKES[each])):
        takes = {word: words_of.get(word) or keys.get(route, the_author(incident).key) for word in TAKES[route]}
        address = reverse(route, kwargs=takes)
        answer = client.get(address)
        assert isinstance(answer.getvalue(), bytes)  # reads a file to its end, and so closes it
        opened[route] = answer.status_code
        assert client.post(address, {"version": incident.version}).status_code in taken.get(route, (404, 405)), route
        asked += 1
    assert {route for route, status in opened.items() if status == 200} == {"incident", *keys}
    assert {status for route, status in opened.items() if route not in ("incident", *keys)} <= {404, 405}
    looks = Look.objects.across_schools("test").filter(viewer=asker(name)).values_list("kind", "about").distinct()
    wanted = {incident.about, f"evidence:{kept.key}", f"letter:{letter.key}"}
    assert set(looks) == {("break-glass", each) for each in wanted} | {("reveal", incident.about)}
    assert asked >= 30 and set(opened) <= set(ROUTES)


@pytest.mark.parametrize("name", ["admin", "trust_lead"])
def test_lists_searches_counts_and_summaries_do_not_grow_for_whoever_was_let_in(incident: Incident, name: str) -> None:
    """S8.24: what is given is one incident, not a place in any list."""
    addresses = (
        "",
        "incidents/?state=all",
        "incidents/?words=kerry",
        "summaries/",
        "summaries/autumn-2026/",
        "people/",
    )

    def all_pages() -> list[tuple[int, str]]:
        client = client_of(asker(name))
        answers = [client.get(f"/{SCHOOL}/{each}") for each in addresses]
        plain = [re.sub(r'<section class="row-wide reading-now mt-3".*?</section>', "", without_token(each), flags=re.S)
                 for each in answers]  # fmt: skip
        return [(each.status_code, re.sub(r"\n\s*\n", "\n", page)) for each, page in zip(answers, plain, strict=True)]

    before = all_pages()
    reader(incident, name)
    assert all_pages() == before
    other = a_reported_post()
    assert client_of(asker(name)).get(url(other)).status_code == 404


def test_nobody_but_who_has_a_part_in_it_finds_a_request(incident: Incident) -> None:
    access = asks(incident, asker("admin"))
    opened = {office: browser(office).get(page_of(access)).status_code for office in ("head", "admin", "slt", "dsl")}
    assert opened == {"head": 200, "admin": 200, "slt": 404, "dsl": 404}
    others = [browser(*each) for each in (("chair",), ("staff",), ("trust_lead",), ("head", "larkspur-junior"))]
    assert {each.get(page_of(access)).status_code for each in others} == {404}
    assert browser().get(f"/larkspur-junior/break-glass/{access.key}/").status_code == 404
    for do in ("let-in", "turn-down", "", "nonsense"):
        assert browser("admin").post(page_of(access), {"do": do, "hours": "1"}).status_code == 404
    assert browser().post(page_of(access), {"do": "nonsense"}).status_code == 404
    assert Access._base_manager.get().decided_at is None


def test_a_head_who_was_too_late_reads_why_and_an_unanswered_form_says_what_is_missing(incident: Incident) -> None:
    access = asks(incident, asker("admin"))
    head = browser()
    missing = head.post(page_of(access), {"do": "let-in"})
    assert missing.status_code == 200 and "Choose one of these" in errors(missing)
    turn_down(access=access, by=person(SCHOOL, "head"), at=NOW)
    late = head.post(page_of(access), {"do": "let-in", "hours": "2"})
    assert late.status_code == 409 and "answered this request already" in errors(late)
    running = reader(a_reported_post(), "trust_lead")
    end_reading(access=running, by=person(SCHOOL, "head"), at=NOW)
    over = head.post(page_of(running), {"do": "end"})
    assert over.status_code == 409 and "over already" in errors(over)


@pytest.mark.parametrize(
    "typed",
    ["", "K7M", "K7M-4QXX", "K7M\x004QX", "K7M-4QX\u202e", "ａｂｃ-ｄｅｆ", "'; DROP", "x" * 2_000_000],
)
def test_what_is_no_reference_is_said_and_what_was_typed_is_kept(schools: None, typed: str) -> None:
    """S1.06: nothing is lost, nothing is kept half."""
    answer = asking(browser("admin"), typed, "Because of the press & co.")
    assert answer.status_code in (200, 400, 413)
    assert not Access._base_manager.exists()
    if answer.status_code == 200:
        assert "Reference of the incident" in errors(answer)
        assert "Because of the press &amp; co." in answer.content.decode()


def test_a_long_or_empty_reason_is_said_and_control_characters_too(incident: Incident) -> None:
    for why in ("", "x" * 2001, "a\x07b", " \n "):
        answer = asking(browser("admin"), incident.reference, why)
        assert answer.status_code == 200 and "Why do you need to read it?" in errors(answer)
        assert incident.reference in answer.content.decode()
    assert not Access._base_manager.exists()


def test_a_leader_is_led_to_the_other_schools_of_the_trust_and_a_school_alone_has_no_such_page(schools: None) -> None:
    page = words(browser("slt").get(ASK))
    assert "Larkspur Junior Academy" in page and "Reference of the incident" not in page
    assert asking(browser("slt"), "BBB-222").status_code == 404
    assert browser("head", "tregarth").get("/tregarth/break-glass/").status_code == 404
    assert browser("admin", "tregarth").get("/tregarth/break-glass/").status_code == 200
    assert browser("head", "coldwell").get(ASK).status_code == 404
