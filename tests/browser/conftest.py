"""A real Chromium on a real server. Pages are asked for at `localhost`, at a phone's width and a desk's."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from config import browser as chromium
from schools.models import School, User
from tests.builders import client_of, the_schools

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in this thread
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """One browser for the run."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium.find()), args=chromium.FLAGS)
        yield started
        started.close()


@pytest.fixture
def schools(transactional_db: None) -> dict[str, School]:
    """The fixture schools, made anew: the server reads what is committed."""
    return the_schools()


class Server(LiveServerThread):
    """Django's server for tests, with nothing between it and the application: WhiteNoise serves, as in production."""

    def __init__(self) -> None:
        super().__init__("localhost", static_handler=lambda application: application)


@pytest.fixture(scope="session")
def server(static_files: None) -> Iterator[str]:
    """One server for the run."""
    thread = Server()
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None, thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


@pytest.fixture
def site(server: str, transactional_db: None) -> str:
    """The address of the server."""
    return server


@pytest.fixture
def open_page(chrome: Browser, site: str) -> Iterator[Open]:
    """Open a page as somebody, at a width, with JavaScript or without. Fails on any request to another site."""
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []

    def opened(user: User | None = None, *, size: dict[str, int] = DESK, javascript: bool = True) -> Page:
        context = chrome.new_context(
            base_url=site, locale="en-GB", timezone_id="Europe/London", viewport=size, java_script_enabled=javascript
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if user is not None:
            morsel = client_of(user).cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": morsel.value, "url": site}])
        page = context.new_page()
        page.on("request", lambda request: _watch(request, site, elsewhere))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not elsewhere, f"asked of another site: {elsewhere}"


def _watch(request: Request, site: str, elsewhere: list[str]) -> None:
    if not request.url.startswith((site, "data:", "about:")):
        elsewhere.append(request.url)


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, a line each."""
    found = Axe().run(page, options=AXE_RULES).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where screenshots go."""
    folder = Path(os.environ.get("FAIRPOST_SHOTS", "var/shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
