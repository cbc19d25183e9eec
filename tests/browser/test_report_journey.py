"""Reporting a post in a real browser: on a phone, at a desk, by keyboard alone and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from incidents.models import Evidence, Incident, ReportDraft
from incidents.playing.files import made_up
from schools.models import School
from tests.browser.conftest import DESK, PHONE, Open, violations
from tests.builders import person

SCHOOL = "larkspur-infant"
START = f"/{SCHOOL}/report/"
PASTE = """bytes => {
  const board = new DataTransfer();
  board.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: board, bubbles: true, cancelable: true }));
}"""

Picture = dict[str, str | bytes]


@pytest.fixture
def picture() -> Picture:
    """A screenshot, as a browser is given a file to choose."""
    return {"name": "IMG_2041.png", "mimeType": "image/png", "buffer": made_up("png", 1).read()}


@pytest.fixture(autouse=True)
def a_password_is_enough(settings: Any) -> None:
    """What is asked for besides a password has tests of its own."""
    settings.SECOND_FACTOR_REQUIRED = False


def to_the_form(page: Page, look: Callable[[Page], None], answer: str = "No") -> None:
    """From the start over the first question to the form, looking at each page."""
    page.goto(START)
    look(page)
    page.get_by_role("button", name="Start a report").click()
    look(page)
    page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report a post")
    page.wait_for_load_state()  # its scripts have run


def fill_in(page: Page) -> None:
    """What somebody types in two minutes."""
    page.get_by_label("In one line").fill("A pupil is named in the Year 2 chat")
    page.get_by_label("What does it say?").fill("It was R again.")
    page.get_by_label("What kind of place is it?").select_option("CLOSED_CHAT")
    page.locator("input[name=insider][value=no]").check()
    page.get_by_label("Name").first.fill("Kerry Lodge")
    page.get_by_label("Can they sign in here?").first.select_option("no")
    page.locator("input[name=categories]").first.check()


def is_clean(page: Page) -> None:
    """No violation of WCAG 2.2 A or AA, and nothing that runs out of the page sideways."""
    assert violations(page) == []
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_post_is_reported_with_a_screenshot_and_a_double_click_makes_one_incident(
    schools: dict[str, School], open_page: Open, picture: Picture, size: dict[str, int]
) -> None:
    page = open_page(person(SCHOOL, "staff"), size=size)
    to_the_form(page, is_clean)
    is_clean(page)
    page.get_by_label("Screenshots and files").set_input_files(picture)  # type: ignore[arg-type]
    expect(page.locator("[data-kept]")).to_contain_text("IMG_2041.png")
    fill_in(page)
    is_clean(page)
    page.get_by_role("button", name="Report this post").dblclick()
    page.wait_for_url(f"**/{SCHOOL}/reports/**")
    incident = Incident._base_manager.get()
    expect(page.locator("main")).to_contain_text(incident.reference)
    assert incident.evidence.get().original_name == "IMG_2041.png"
    page.go_back()
    page.wait_for_url(f"**/{SCHOOL}/reports/{incident.reference}/")


def test_errors_are_listed_first_and_lead_to_their_fields(schools: dict[str, School], open_page: Open) -> None:
    for size in (PHONE, DESK):
        page = open_page(person(SCHOOL, "slt"), size=size)
        to_the_form(page, lambda page: None)
        page.get_by_label("Name").first.fill("Kerry Lodge")
        page.get_by_role("button", name="Report this post").click()
        expect(page.locator(".error-summary")).to_be_focused()
        is_clean(page)
        page.locator(".error-summary a", has_text="Can they sign in here?").click()
        expect(page.get_by_label("Can they sign in here?").first).to_be_focused()
        page.locator(".error-summary a", has_text="What kind of post").click()
        expect(page.locator("input[name=categories]").first).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_whoever_holds_such_a_picture_is_told_what_to_do_and_finds_no_file_field(
    schools: dict[str, School], open_page: Open, size: dict[str, int]
) -> None:
    page = open_page(person(SCHOOL, "staff"), size=size)
    to_the_form(page, lambda page: None, answer="I am not sure")
    expect(page.get_by_role("heading", name="No file can be added")).to_be_visible()
    assert page.locator("input[type=file]").count() == 0
    is_clean(page)
    page.get_by_role("button", name="Throw away").click()
    is_clean(page)
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing of it is left")
    assert not ReportDraft._base_manager.exists()


def test_what_is_typed_is_kept_as_it_is_typed_and_a_screenshot_can_be_pasted(
    schools: dict[str, School], open_page: Open, picture: Picture
) -> None:
    staff = person(SCHOOL, "staff")
    page = open_page(staff)
    to_the_form(page, is_clean)
    page.evaluate(PASTE, list(picture["buffer"]))
    expect(page.locator("[data-kept]")).to_contain_text("pasted screenshot 1.png")
    page.get_by_label("What does it say?").fill("Half a sentence")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    page.close()
    again = open_page(staff)
    again.goto(START)
    is_clean(again)
    again.get_by_role("link", name="A report without a first line yet").click()
    expect(again.get_by_label("What does it say?")).to_have_value("Half a sentence")
    expect(again.locator("[data-kept]")).to_contain_text("pasted screenshot 1.png")


def test_what_only_matters_after_another_answer_unfolds_by_itself(schools: dict[str, School], open_page: Open) -> None:
    page = open_page(person(SCHOOL, "staff"), javascript=False)
    to_the_form(page, lambda page: None)
    part = page.get_by_label("What is their part in it?").first
    expect(part).to_be_hidden()
    page.get_by_label("Name").first.fill("Kerry")
    expect(part).to_be_visible()
    meaning = page.locator("#div_id_categories .group .form-text").first
    expect(meaning).to_be_hidden()
    page.get_by_label("Show what each one means").check()
    expect(meaning).to_be_visible()
    sentence = page.get_by_label("If it is something else")
    expect(sentence).to_be_hidden()
    page.get_by_label("Something else", exact=True).check()
    expect(sentence).to_be_visible()


def test_without_javascript_files_come_with_the_form_and_people_are_added(
    schools: dict[str, School], open_page: Open, picture: Picture
) -> None:
    page = open_page(person(SCHOOL, "head"), size=PHONE, javascript=False)
    to_the_form(page, lambda page: None)
    page.get_by_label("Screenshots and files").set_input_files(picture)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add these files").click()
    expect(page.locator("[data-kept]")).to_contain_text("IMG_2041.png")
    fill_in(page)
    page.get_by_role("button", name="Add another person").click()
    page.get_by_label("Name").nth(2).fill("A witness")
    page.get_by_label("Can they sign in here?").nth(2).select_option("no")
    page.get_by_role("button", name="Report this post").dblclick()  # nothing in the page holds the second click back
    page.wait_for_url(f"**/{SCHOOL}/incidents/**")
    incident = Incident._base_manager.get()
    assert {link.person.name for link in incident.involvements.all()} == {"Kerry Lodge", "A witness"}
    assert Evidence._base_manager.count() == 1


def test_a_post_is_reported_by_keyboard_alone(schools: dict[str, School], open_page: Open) -> None:
    page = open_page(person(SCHOOL, "staff"))
    page.goto(START)
    press_until(page, "Start a report", "Enter")
    page.wait_for_url("**/image/")
    press_until(page, "no", "Space")
    press_until(page, "Go on", "Enter")
    page.wait_for_url(lambda url: not url.endswith("/image/"))
    press_until(page, "summary")
    page.keyboard.type("Typed by hand")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # in a field it saves, and sends nothing
    assert ReportDraft._base_manager.get().answers["summary"] == "Typed by hand"
    press_until(page, "channel")
    page.keyboard.type("Forum")
    press_until(page, "insider", "Space")
    press_until(page, "categories", "Space")
    press_until(page, "Report this post", "Enter")
    page.wait_for_url(f"**/{SCHOOL}/reports/**")
    assert Incident._base_manager.get().channel == "FORUM"


def press_until(page: Page, wanted: str, key: str = "") -> None:
    """Press Tab until what has this name, value or text has the focus, then the key."""
    known = "document.activeElement"
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate(f"[{known}.name, {known}.value, {known}.textContent.trim()]")
        if wanted in said:
            break
    else:
        raise AssertionError(f"never reached {wanted}")
    if key:
        page.keyboard.press(key)
