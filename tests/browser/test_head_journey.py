"""The whole of it, in a real browser: a head of school logs a post, moves it up the ladder, closes it, reads it back.

A senior leader sees what is open, a governor the term's figures and nothing else. Every step is the page's own button.
"""

from pathlib import Path

from playwright.sync_api import Page, expect

from incidents.models import Incident
from incidents.playing.files import made_up
from schools.models import School
from schools.verification import verify
from tests.browser.conftest import PHONE, Open, violations
from tests.builders import person

SUMMARY = "A pupil is named in a parents' group"


def report_a_post(page: Page, tmp_path: Path) -> None:
    """From the start page to the incident: two pages, one file, few words."""
    picture = tmp_path / "screenshot.png"
    picture.write_bytes(made_up("png", 3).read())
    page.goto("/larkspur-infant/report/")
    page.get_by_role("button", name="Start a report").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("In one line, what is it about?").fill(SUMMARY)
    page.get_by_label("What does it say?").fill("It was R again who has bitten mine.")
    page.locator("input[type=file]").set_input_files(picture)
    expect(page.get_by_text("screenshot.png").first).to_be_visible()
    page.get_by_label("What kind of place is it?").select_option(label="Social network")
    page.get_by_label("The link to it").fill("social.example/groups/mums/991")
    page.get_by_role("group", name="Is it by or about somebody").get_by_label("No").check()
    first = page.get_by_role("group", name="Who posted it")
    first.get_by_label("Name").fill("Kerry Lodge")
    first.get_by_label("How sure is it that this is the person?").select_option(label="Confirmed")
    first.get_by_label("Can they sign in here?").select_option(label="No, not as far as I know")
    page.get_by_label("Naming or commenting on a pupil").check()
    page.get_by_role("button", name="Report this post").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SUMMARY)


def test_a_head_logs_a_post_is_led_up_the_ladder_and_closes_it(
    schools: dict[str, School], open_page: Open, tmp_path: Path
) -> None:
    page = open_page(person("larkspur-infant", "head"), size=PHONE)
    report_a_post(page, tmp_path)
    address = page.url

    page.get_by_role("link", name="Talk with the parent").click()
    page.get_by_label("Kerry Lodge").check()
    page.get_by_label("Note").fill("Met her at the gate.")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_text("talked with Kerry Lodge")).to_be_visible()

    page.get_by_role("link", name="Is it still up?").click()
    page.get_by_label("Gone").check()
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_text("looked at the post: gone")).to_be_visible()

    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_label("Removed by the parent").check()
    page.get_by_label("Your reasons").fill("Gone the same day. Both families spoken to.")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page).to_have_url(address)
    expect(page.get_by_text("closed this incident: removed by the parent")).to_be_visible()

    incident = Incident._base_manager.get()
    assert (incident.outcome, incident.evidence.count()) == ("REMOVED_BY_PARENT", 1)
    assert verify(incident.school).sound


def test_a_leader_sees_it_a_governor_sees_figures_and_nothing_else(
    schools: dict[str, School], open_page: Open, tmp_path: Path
) -> None:
    page = open_page(person("larkspur-infant", "head"))
    report_a_post(page, tmp_path)
    reference = Incident._base_manager.get().reference

    leader = open_page(person("larkspur-infant", "slt"))
    leader.goto("/larkspur-infant/incidents/")
    expect(leader.get_by_role("main").get_by_text(reference)).to_be_visible()

    governor = open_page(person("larkspur-infant", "governor"))
    governor.goto("/larkspur-infant/summaries/")
    text = governor.content()
    assert reference not in text
    assert "Kerry" not in text
    assert SUMMARY not in text
    assert governor.goto(f"/larkspur-infant/incidents/{reference}/").status == 404
    assert governor.goto("/larkspur-infant/incidents/").status in (200, 404)
    assert reference not in governor.content()
    assert not violations(leader)
