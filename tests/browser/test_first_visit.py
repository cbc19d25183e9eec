"""What a first visit costs: kilobytes, files and script, as served in production. And that nothing needs a script."""

from playwright.sync_api import expect

from schools.models import School
from tests.browser.conftest import DESK, Open
from tests.builders import person

MOST_BYTES, MOST_FILES, MOST_SCRIPT = 60 * 1024, 5, 10 * 1024


def weigh(open_page: Open, path: str, office: str | None) -> tuple[int, int, int]:
    """Bytes transferred, files, and bytes of script of one first visit."""
    page = open_page(person("larkspur-infant", office) if office else None, size=DESK)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(path, wait_until="networkidle")
    seen = {key: size for key, size in sizes.items() if kinds.get(key) != "Other"}
    script = sum(size for key, size in seen.items() if kinds.get(key) == "Script")
    return sum(seen.values()), len(seen), script


def test_a_first_visit_is_light(schools: dict[str, School], open_page: Open) -> None:
    for path, office in (
        ("/accounts/login/", None),
        ("/larkspur-infant/", "head"),
        ("/larkspur-infant/incidents/", "head"),
        ("/larkspur-infant/report/", "staff"),
    ):
        size, files, script = weigh(open_page, path, office)
        assert size <= MOST_BYTES, f"{path}: {size} bytes"
        assert 2 <= files <= MOST_FILES, f"{path}: {files} files"
        assert script <= MOST_SCRIPT, f"{path}: {script} bytes of script"


def test_scripts_are_deferred_and_there_are_no_others(schools: dict[str, School], open_page: Open) -> None:
    page = open_page(person("larkspur-infant", "head"))
    page.goto("/larkspur-infant/report/")
    for script in page.locator("script").all():
        assert script.get_attribute("src"), "an inline script"
        assert script.get_attribute("defer") is not None


def test_signing_in_and_out_by_keyboard_alone_and_without_javascript(
    schools: dict[str, School], open_page: Open, site: str
) -> None:
    user = person("larkspur-infant", "staff")
    user.set_password("a-long-enough-password")
    user.save(update_fields=["password"])
    page = open_page(javascript=False)
    page.goto("/larkspur-infant/report/")
    page.locator("input[name=login]").first.focus()
    page.keyboard.type(user.email)
    page.keyboard.press("Tab")
    page.keyboard.type("a-long-enough-password")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/larkspur-infant/report/")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    signed_out = page.get_by_role("heading", name="Sign in", exact=True)
    expect(signed_out).to_be_visible()
    page.goto("/larkspur-infant/report/")
    expect(signed_out).to_be_visible()
