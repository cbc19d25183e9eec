"""What stays in the browser, and what another site learns from a link: nothing (S3.09, S3.12)."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Page

from incidents.models import Incident, Person
from incidents.playing.cast import latest_adoption
from policies.operations.linking import Leads, add_linked
from policies.operations.starting import revise
from schools.models import School, User
from tests.browser.conftest import Open
from tests.browser.test_every_page import INFANT, pages, somebody
from tests.browser.test_every_page import incident as incident
from tests.builders import client_of, now, person

KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map(each => each.name), ...(await caches.keys()),
  ...(await navigator.serviceWorker.getRegistrations()).map(each => each.scope),
].filter(Boolean)"""


def telling(school_of: Incident) -> set[str]:
    """What no title and no address may hold: the names of everybody, and what was typed of the incident."""
    names = {*User.objects.values_list("name", flat=True), *Person._base_manager.values_list("name", flat=True)}
    names |= set(User.objects.values_list("email", flat=True))
    return {each for each in {*names, school_of.summary, school_of.concern} if len(each) > 3}


def test_no_page_leaves_anything_in_the_browser_and_no_title_or_address_names_anybody(
    incident: Incident, open_page: Open
) -> None:
    """S3.09: every page of the site, after it was filled with made-up people."""
    found, opened, examined = [], {}, 0
    for office, path in pages(incident):
        if office not in opened:
            opened[office] = open_page(somebody(office))
        page: Page = opened[office]
        page.goto(path)
        examined += 1
        found += [f"{path} keeps {each}" for each in page.evaluate(KEPT)]
        said = f"{page.title()} {page.url}"
        found += [f"{path} tells {each} in {said!r}" for each in telling(incident) if each in said]
    print(f"{examined} pages")
    assert examined >= 100
    assert not found, "\n".join(found)


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Another site, on this machine, and what browsers tell it."""
    told: list[dict[str, str]] = []

    class Elsewhere(BaseHTTPRequestHandler):
        """Writes down what it is told."""

        def do_GET(self) -> None:
            told.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Elsewhere</title>")

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/policy", told
        server.shutdown()


def test_a_link_that_is_followed_tells_the_other_site_nothing_of_where_it_stood(
    schools: dict[str, School], chrome: Browser, site: str, elsewhere: tuple[str, list[dict[str, str]]]
) -> None:
    """S3.12: no page, no site, no cookie, and no way back into our window."""
    address, told = elsewhere
    head = person(INFANT, "head")
    draft = revise(version=latest_adoption(School.objects.get(slug=INFANT)).version, by=head, at=now())
    leads = Leads("Complaints procedure", steps=["COMPLAINTS"], address=address)
    add_linked(version=draft, leads=leads, by=head, at=now())
    context = chrome.new_context(base_url=site)
    context.add_cookies([{"name": "sessionid", "value": client_of(head).cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.goto(f"/{INFANT}/policies/{draft.policy.slug}/{draft.number}/linked/")
    page.get_by_role("link", name=address).click()
    page.wait_for_url(f"{address}**")
    assert page.evaluate("[document.referrer, window.opener]") == ["", None]
    asked = [each for each in told if each["path"] == "/policy"]
    assert asked and not {"referer", "origin", "cookie"} & set().union(*asked)
    assert INFANT not in str(told) and "sessionid" not in str(told)
    context.close()
