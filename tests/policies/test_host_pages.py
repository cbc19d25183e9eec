"""The pages of the reference of hosts: the operator's, and the one that every school reads."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from policies.hosts import HostFacts, key_of
from policies.hosts.shown import seen_now
from policies.models import Host
from policies.operations.hosts import add_host
from schools.history import SET_UP, acting
from schools.models import User
from tests.builders import AT, client_of
from tests.incidents.at_the_pages import SCHOOL, browser, errors, plain, words
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.lists_and_homes import questions
from tests.policies.at_the_hosts import FORM, LIST, entry
from tests.policies.at_the_hosts import operator as operator


def on_list(page: str) -> list[str]:
    """The names of the entries on the page, from the top."""
    return [plain(each) for each in re.findall(r"<summary>([^<]*)", page)]


def test_nobody_but_the_operator_finds_the_operators_pages(operator: User) -> None:
    nowhere = browser().get(f"/{SCHOOL}/nothing-here/")
    for path in ("/hosts/", "/hosts/add/", f"/hosts/{key_of('facebook')}/"):
        assert client_of(operator).get(path).status_code == 200
        for office in ("head", "admin", "chair", "trust_lead"):
            refused = browser(office).get(path)
            assert refused.status_code == 404
            assert refused.content == nowhere.content
        assert Client().get(path).status_code == 302
    before = Host.history.count()
    assert browser("admin").post("/hosts/add/", FORM).status_code == 404
    assert browser("head").post(f"/hosts/{key_of('facebook')}/", {"do": "retire"}).status_code == 404
    assert Host.history.count() == before
    missing = client_of(operator).get("/hosts/00000000-0000-4000-8000-000000000000/")
    assert (missing.status_code, missing.content) == (404, nowhere.content)
    assert client_of(operator).get(LIST).status_code == 404


def test_the_operator_finds_the_list_from_the_front_door(operator: User) -> None:
    assert 'href="/hosts/"' in client_of(operator).get("/").content.decode()
    with acting(SET_UP):
        nobody = User.objects.create_user("nobody@fairpost.example", name="No Office")
    assert "/hosts/" not in client_of(nobody).get("/").content.decode()


def test_the_operator_adds_changes_retires_and_brings_back(operator: User) -> None:
    client = client_of(operator)
    assert client.post("/hosts/add/", FORM)["Location"] == "/hosts/"
    gabble = entry("Gabble")
    assert gabble.aliases == ["Gab", "gabble.example"]
    assert gabble.routes[1] == {"words": "Form", "address": "https://gabble.example/report"}
    assert str(gabble.checked_on) == "2026-11-17"
    address = reverse("operator_host", args=[gabble.key])
    page = client.get(address).content.decode()
    assert "Form | https://gabble.example/report" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    sent = {**FORM, "needs": "The link", "seen": seen[1], "checked": ""}
    assert client.post(address, sent).status_code == 302
    assert entry("Gabble").needs == "The link"
    assert client.post(address, {"do": "retire"}).status_code == 302
    assert "Gabble" not in words(browser().get(LIST))
    again = client.post(address, {"do": "retire"})
    assert again.status_code == 409
    assert "This entry is retired already." in words(again)
    assert client.post(address, {"do": "return"}).status_code == 302
    assert "Gabble" in words(browser().get(LIST))


def test_a_second_operator_keeps_their_words_and_can_press_again(operator: User) -> None:
    client, address = client_of(operator), f"/hosts/{key_of('netmums')}/"
    sent = {**FORM, "name": "Netmums", "aliases": "", "needs": "Mine", "seen": str(seen_now(entry("Netmums")))}
    assert client.post(address, {**sent, "needs": "Theirs"}).status_code == 302
    stale = client.post(address, sent)
    assert stale.status_code == 409
    assert "Somebody else changed this entry" in errors(stale)
    assert ">\nMine</textarea>" in stale.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', stale.content.decode())
    assert seen
    assert client.post(address, {**sent, "seen": seen[1]}).status_code == 302
    assert entry("Netmums").needs == "Mine"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "a\x00b"}, "a control character"),
        ({"name": "x" * 81}, "Use at most 80 characters."),
        ({"routes": ""}, "Fill this in."),
        ({"routes": "Form | javascript:alert(1)"}, "Give a web address"),
        ({"routes": "| gabble.example"}, "Write what to press or open before the bar."),
        ({"routes": "\n".join(f"Way {number}" for number in range(41))}, "Give at most 40 lines. This has 41."),
        ({"needs": "x" * 10_000_00}, "Use at most 2,000 characters."),
        ({"minimum_age": "thirteen"}, "Give the age in figures"),
        ({"minimum_age": "9" * 40}, "Give an age between"),
        ({"standing": "YES"}, "Choose one of these."),
        ({"source": ""}, "Say where it was seen"),
        ({"checked": ""}, "Tick this"),
        ({"aliases": "y" * 101}, "Use at most 100 characters."),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    operator: User, changes: dict[str, str], sentence: str
) -> None:
    before = Host.history.count()
    answer = client_of(operator).post("/hosts/add/", {**FORM, "who": "Typed already", **changes})
    assert answer.status_code == 200
    assert sentence in errors(answer)
    assert "Typed already" in answer.content.decode()
    assert Host.history.count() == before


def test_a_name_that_is_taken_is_refused_with_everything_kept(operator: User) -> None:
    answer = client_of(operator).post("/hosts/add/", {**FORM, "aliases": "Twitter"})
    assert answer.status_code == 409
    assert "Twitter is a name or address of X already." in errors(answer)
    assert "The flag under a line" in answer.content.decode()


def test_everybody_with_an_office_reads_the_list_and_nobody_else(operator: User) -> None:
    for office in ("head", "slt", "dsl", "staff", "chair", "governor", "admin", "trust_lead"):
        assert browser(office).get(LIST).status_code == 200
    assert browser("head", "tregarth").get(LIST).status_code == 404
    assert client_of(operator).get(LIST).status_code == 404


def test_an_entry_says_where_how_and_how_well_it_is_known(schools: None) -> None:
    page = browser().get(f"{LIST}?q=linkedin")
    said = words(page)
    assert on_list(page.content.decode()) == ["LinkedIn"]
    assert "Minimum age 16." in said
    assert "Last checked 1 November 2026. Source: " in said
    assert "Seen on somebody else’s page" in said
    link = (
        '<a class="text-break" href="https://www.linkedin.com/help/linkedin/answer/a1339420" rel="noreferrer noopener">'
    )
    assert f"{link}linkedin.com/help/linkedin/answer/a1339420</a>" in page.content.decode()
    assert "Not checked: look before you rely on it" in words(browser().get(f"{LIST}?q=netmums"))
    assert "Not checked: look before you rely on it" not in said


def test_the_list_is_searched_by_any_name_whatever_its_case(schools: None) -> None:
    def found(wanted: str) -> list[str]:
        return on_list(browser().get(LIST, {"q": wanted}).content.decode())

    assert found("twitter") == found("  TWITTER ") == ["X"]
    assert found("school’s website") == ["The school's own website or page"]
    assert "WhatsApp" in found("last five messages")
    assert found("no such place") == []
    assert "Nothing here is called that." in words(browser().get(LIST, {"q": "no such place"}))
    assert len(found("a\x00")) == len(found("")) == Host.objects.count()
    assert "a control character" in errors(browser().get(LIST, {"q": "a\x00"}))


def test_where_to_turn_next_stands_apart_from_the_hosts(schools: None) -> None:
    page = browser().get(LIST).content.decode()
    sites, beyond = page.split('<h2 id="beyond">')
    assert "Facebook" in on_list(sites)
    assert set(on_list(beyond)) == {
        *("Report Harmful Content", "Professionals Online Safety Helpline", "Ofcom", "True Vision"),
        "CEOP and the Internet Watch Foundation",
    }


def test_the_list_asks_as_many_questions_with_many_entries_as_with_few(operator: User) -> None:
    few = len(questions(browser(), LIST))
    kept = len(questions(client_of(operator), "/hosts/"))
    for number in range(20):
        add_host(facts=HostFacts(name=f"Host {number}"), checked=False, by=operator, at=AT)
    assert len(questions(browser(), LIST)) == few
    assert len(questions(client_of(operator), "/hosts/")) == kept
