"""From nothing to a policy in force, in a real browser: each of the two documents, from the words that a school has.

Everybody signs in and gets on by what stands on the page: links, buttons, boxes. The joint policy of two academies is
pasted at a desk; the primary school's statement is a Word file, brought in on a phone, and there is no JavaScript.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from policies.models import Adoption, Notice, PolicyVersion
from policies.starters import load
from schools.history import SET_UP
from schools.models import School
from schools.operations import create_trust
from schools.verification import verify
from schools.vocabulary import Role
from tests.browser.at_a_new_school import PEOPLE, a_school, follow, heading, press, says, signed_in
from tests.browser.conftest import DESK, PHONE, Open
from tests.prove._policy_texts import as_text

JOINT, PRIMARY = "Social media policy", "Acceptable use of social media"
A_REVIEW = "A review on a review site"


@pytest.fixture(autouse=True)
def a_password_is_enough(settings: Any) -> None:
    """What is asked for besides a password has tests of its own."""
    settings.SECOND_FACTOR_REQUIRED = False


def begin_to_bring_in(page: Page) -> None:
    """From a home page that says there is no policy, to the page that takes the one the school has."""
    says(page, "No policy has been adopted yet", "nobody can report a post.")
    follow(page, "See the policies of the school", "Policies and their versions")
    says(page, "There is no policy here yet. Start from the words you have")
    follow(page, "Begin a policy", "Begin a policy")
    says(page, "Nobody works under it until the governors have approved it")
    follow(page, "Bring in the policy you have", "Bring in the policy you have")


def go_through_suggestions(page: Page, title: str, total: int, wrong: str, text: str) -> None:
    """Reject the one that is wrong, accept every other, each beside its sentence."""
    heading(page, "Suggestions from the text")
    says(page, f"0 of {total} looked at.", "Nothing is filled in by itself.")
    page.get_by_role("region", name=wrong, exact=True).get_by_role("button", name="Reject").click()
    for done in range(1, total):
        says(page, f"{done} of {total} looked at.")
        page.locator("button[name=accept]").first.click()
    says(page, f"{total} of {total} looked at.", "You have been through all of them.")
    follow(page, "See what the draft still needs", title)
    says(page, "Fill in what is missing, then send it to the governors.", "All decided", text)


def add_a_category_offered(page: Page, categories: int) -> None:
    """A further category, taken over from those that other schools have."""
    follow(page, "Categories", "Categories")
    says(page, f"{categories} categories are offered")
    follow(page, "Add a category", "Add a category")
    page.get_by_text("Seen elsewhere (").click()
    page.get_by_role("region", name=A_REVIEW).get_by_role("link", name="Take this over").click()
    says(page, f"Filled in from “{A_REVIEW}”.")
    press(page, "Add the category")
    heading(page, "Categories")
    says(page, f"{categories + 1} categories are offered", "Added by the school")
    back_to_version(page)


def back_to_version(page: Page) -> None:
    """To the page of the version, by the link above the heading."""
    page.locator("a.back").click()
    says(page, "What comes next")


def row(page: Page, step: str) -> Locator:
    """The row of a step in the table of the procedure, ticked already."""
    found = page.get_by_role("row").filter(has=page.get_by_label(f"{step} is in our policy"))
    expect(found.get_by_label(f"{step} is in our policy")).to_be_checked()
    return found


def fill_in(page: Page, filled: str, *, author: str = "", body: str = "") -> None:
    """Gaps of document control: the author from the list of people, or who approves it; and when it is reviewed."""
    follow(page, "Document control", "Document control")
    says(page, "Only the title is needed: what it leaves out is shown as left out, and nothing is made up for it.")
    expect(page.get_by_role("complementary").get_by_text("The document does not say").first).to_be_visible()
    if author:
        page.get_by_label("Author (optional)").select_option(author)
    if body:
        page.get_by_label("Approving body").fill(body)
    page.get_by_label("Review date").fill(f"Autumn {timezone.localdate().year + 2}")
    press(page, "Save")
    says(page, "Document control is saved.")
    back_to_version(page)
    says(page, f"{filled} filled in")


def allow_ten_days(page: Page, step: str, says_now: str) -> None:
    """The procedure read as sentences; then a number of school days in the table, and the sentence has them."""
    follow(page, "The procedure", "The procedure")
    says(page, "What it says now", says_now)
    row(page, step).get_by_label(f"School days for “{step.lower()}”").fill("10")
    press(page, "Save the procedure")
    says(page, f"{says_now} Allows 10 school days.")
    back_to_version(page)


def say_where(page: Page, topic: str, words: str) -> None:
    """On the page of gaps: in which paragraph the policy speaks of a topic."""
    follow(page, "What it does not say", "What it does not say")
    says(page, "Many policies leave something out. That is no fault")
    section = page.get_by_role("region", name=topic, exact=True)
    expect(section).to_contain_text("Not in your policy")
    box = page.get_by_label(f"Where does your policy speak of “{topic}”?")
    chosen = box.locator("option", has_text=words)
    number = chosen.inner_text().partition(":")[0]
    box.select_option(chosen.get_attribute("value"))
    press(page, "Save what your policy says")
    expect(section).to_contain_text(f"In your policy, paragraph {number}")
    back_to_version(page)


def governors_approve(head: Page, governor: Page, title: str) -> None:
    """The head sends it; a governor finds it on the home page, reads it, and records the meeting."""
    follow(head, "Send it to the governors", "Send it to the governors")
    head.get_by_label("A note for the governors").fill("Please look at the school days.")
    press(head, "Send it to the governors")
    says(head, "The governors have it now.", "The governors have it. It is not changed unless they send it back.")
    governor.reload()
    says(governor, f"Version 1 of “{title}” waits for the governors’ approval.")
    follow(governor, "Read it and decide", title)
    says(governor, "Read it, then record what the governors decided.", "Please look at the school days.")
    says(governor, "What may be done", "What counts as inappropriate", A_REVIEW)
    follow(governor, "Record the approval", "Record that it was approved")
    met = f"{timezone.localdate() - timedelta(days=1):%-d %B %Y}"
    governor.get_by_label("When did they meet?").fill(met)
    press(governor, "Record the approval")
    says(governor, "The approval is recorded.", f"approved it, meeting on {met}. Ivor Dale recorded it.")


def adopt_from_today(page: Page, title: str) -> None:
    """From the home page to the policy in force."""
    today = f"{timezone.localdate():%-d %B %Y}"
    page.get_by_role("link", name="Home", exact=True).click()
    says(page, f"Version 1 of “{title}” was approved. It governs nothing here until the school adopts it.")
    follow(page, "Adopt it", "Adopt it at")
    says(page, "Nothing was in force before.")
    press(page, "Adopt version 1")
    says(page, "It is adopted.", f"In force since {today}")
    follow(page, "See the policy in force", title)
    says(page, f"since {today}", "What may be done", A_REVIEW)


def tell_parents(page: Page) -> None:
    """The home page asks for it; what is recorded stands in the register."""
    page.get_by_role("link", name="Home", exact=True).click()
    says(page, "Parents have not been told of the policy this school year")
    follow(page, "Record how they were told", "Record how parents were told")
    page.get_by_label("Start-of-year newsletter").check()
    now = timezone.localdate()
    for box, typed in (("Day", now.day), ("Month", now.month), ("Year", now.year)):
        page.get_by_role("group", name="On which day?").get_by_label(box).fill(str(typed))
    page.get_by_label("Where can it be found, and who was told?").fill("Page 2, every family")
    press(page, "Record it")
    heading(page, "How parents were told")
    says(page, "Page 2, every family")


def show_to_everybody(head: Page, stranger: Page, school: School, title: str) -> None:
    """The head switches the page on; somebody who has not signed in reads it, and finds nothing else."""
    head.get_by_role("link", name="Our policy", exact=True).first.click()
    follow(head, "Show the policy to everybody", "Show the policy to everybody")
    says(head, "Nobody outside the school can read it here until you press the button.")
    address = f"/{school.slug}/our-policy/"
    assert stranger.goto(address).status == 404
    press(head, "Show it to everybody")
    says(head, "Everybody can read the policy, without signing in")
    stranger.goto(head.get_by_role("link", name=re.compile("our-policy")).get_attribute("href"))
    heading(stranger, title)
    says(stranger, "What may be inappropriate", "What the school may do", "10 school days")
    said = stranger.content()
    assert not [name for name in PEOPLE.values() if name in said]
    hrefs = [link.get_attribute("href") for link in stranger.locator("a").all()]
    assert {each for each in hrefs if not each.startswith("#")} <= {f"/{school.slug}/our-policy.pdf", "tel:999"}
    for rest in ("", "policy/", "policies/", "notices/", "hosts/", "policy.pdf"):
        stranger.goto(f"/{school.slug}/{rest}")
        heading(stranger, "Sign in")


def offered_to(staff: Page) -> set[str]:
    """The categories that a report offers to a member of staff."""
    staff.get_by_role("link", name="Report a post").first.click()
    press(staff, "Start a report")
    staff.get_by_label("No", exact=True).check()
    press(staff, "Go on")
    heading(staff, "Report a post")
    return set(staff.locator(".kinds .group label").all_inner_texts())


def issue_to_the_other(page: Page, school: School) -> None:
    """Issue it to the second school of the trust."""
    follow(page, "Issued to", "Issued to")
    page.get_by_label(school.name).check()
    press(page, "Issue it")
    says(page, "It is issued.", "Every other school of the trust has it.")
    expect(page.get_by_role("row").filter(has_text=school.name)).to_contain_text("Can read and adopt it here")
    back_to_version(page)


def categories_in_force(*schools: School, steps: int, categories: int) -> set[str]:
    """In the database: one version, its steps and categories, adopted once by each school. Its categories by name."""
    version = PolicyVersion.objects.get(policy__school=schools[0])
    names = {each.name for each in version.categories.all()}
    assert (version.steps.count(), len(names)) == (steps, categories)
    assert version.steps.filter(days=10).count() == 1
    adopted = Adoption.objects.filter(school__in=schools).order_by("pk")
    expected = [(version.pk, school.pk, timezone.localdate()) for school in schools]
    assert list(adopted.values_list("version", "school", "adopted_on")) == expected
    assert Notice._base_manager.filter(school__in=schools).count() == 1
    assert all(verify(school).sound for school in schools)
    return names


def the_word_file(folder: Path) -> Path:
    """The primary school's statement as a Word file, with its headings and its list."""
    document, headings = docx.Document(), [section["heading"] for section in load("primary").sections]
    for line in filter(None, as_text("primary").splitlines()):
        if line in (PRIMARY, *headings):
            document.add_heading(line, 0 if line == PRIMARY else 1)
        else:
            document.add_paragraph(line, style=None if line.endswith((".", ",")) else "List Bullet")
    document.save(str(folder / "statement.docx"))
    return folder / "statement.docx"


def test_the_joint_policy_of_two_academies_is_pasted_approved_and_adopted_by_both(site: str, open_page: Open) -> None:
    trust = create_trust(slug="hawthorn", name="Hawthorn Trust", by=SET_UP)
    infant = a_school("hawthorn-infant", "Hawthorn Infant Academy", trust)
    junior = a_school("hawthorn-junior", "Hawthorn Junior Academy", trust)
    head = signed_in(open_page, infant, Role.HEAD, size=DESK)
    begin_to_bring_in(head)
    head.get_by_label("Paste the text of your policy").fill(as_text("joint-academy"))
    press(head, "Bring it in")
    go_through_suggestions(head, JOINT, total=29, wrong="Author", text="49 paragraphs in 10 sections")
    fill_in(head, "7 of 7", author="Ada Fenn – head of school")
    asks = "Alongside that, the head of school asks for the post to come down (paragraphs 40, 41 and 42)."
    allow_ten_days(head, "Ask for the post to come down", asks)
    add_a_category_offered(head, 12)
    say_where(head, "Right of reply and appeal", "or make a formal complaint")
    issue_to_the_other(head, junior)
    governors_approve(head, signed_in(open_page, infant, Role.GOVERNOR), JOINT)
    adopt_from_today(head, JOINT)
    tell_parents(head)
    show_to_everybody(head, open_page(), infant, JOINT)
    adopt_from_today(signed_in(open_page, junior, Role.HEAD), JOINT)
    names = categories_in_force(infant, junior, steps=5, categories=13)
    for school in (infant, junior):
        assert offered_to(signed_in(open_page, school, Role.STAFF)) == names


def test_the_statement_of_a_primary_school_is_brought_in_as_a_file_on_a_phone_without_javascript(
    site: str, open_page: Open, tmp_path: Path
) -> None:
    how = {"size": PHONE, "javascript": False}
    school = a_school("brookside", "Brookside Primary School")
    head = signed_in(open_page, school, Role.HEAD, **how)
    begin_to_bring_in(head)
    head.get_by_label("Or choose the file").set_input_files(the_word_file(tmp_path))
    press(head, "Bring it in")
    go_through_suggestions(head, PRIMARY, total=16, wrong="How parents are told", text="32 paragraphs in 7 sections")
    fill_in(head, "3 of 7", body="The full governing body")
    meets = "does the head of school or the chair of governors meet the parent (paragraph 25)."
    allow_ten_days(head, "Meet the parent", meets)
    add_a_category_offered(head, 8)
    say_where(head, "How parents are told", "It is in the safeguarding newsletter")
    governors_approve(head, signed_in(open_page, school, Role.GOVERNOR, **how), PRIMARY)
    adopt_from_today(head, PRIMARY)
    tell_parents(head)
    show_to_everybody(head, open_page(**how), school, PRIMARY)
    names = categories_in_force(school, steps=4, categories=9)
    assert offered_to(signed_in(open_page, school, Role.STAFF, **how)) == names
