"""The text of a draft: sections without a script, and paragraphs that keep their numbers."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.forms.text import MOST, as_rows
from policies.models import PolicyVersion
from policies.operations.gaps import say_where
from policies.operations.starting import begin
from policies.operations.text import MOST_PARAGRAPHS, set_text
from policies.paragraphs import Written, ids_in, numbered, split
from schools.models import School
from schools.operation import Refused
from tests.builders import AT, person
from tests.policies.at_a_draft import ELSEWHERE, ISSUED, OTHERS, SCHOOL, browser, errors, now, send, told, url, words
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools

PAGE = "version_text"
OLD = ["One cat sat.", "Two dogs ran off.", "Three birds flew away home."]


def kept(*texts: str) -> list[dict[str, Any]]:
    """One section with these paragraphs, as it is kept."""
    listed = [{"id": f"S1-{number}", "text": text} for number, text in enumerate(texts, 41)]
    return [{"heading": "H", "paragraphs": listed}]


def ids(old: Sequence[str], *new: str) -> list[str]:
    """The numbers of the new paragraphs, where the old ones are S1-41, S1-42 and so on."""
    return ids_in(numbered(kept(*old), [Written("H", "", list(new))]))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, "S1-41 S1-42 S1-43"),
        (["One cat sat.", "Two dogs ran off!", "Three birds flew away home."], "S1-41 S1-42 S1-43"),
        (["One cat sat.", "Something else altogether.", "Three birds flew away home."], "S1-41 S1-42 S1-43"),
        (["New.", *OLD], "P-44 S1-41 S1-42 S1-43"),
        ([*OLD, "New.", "Newer."], "S1-41 S1-42 S1-43 P-44 P-45"),
        ([OLD[2], OLD[0], OLD[1]], "S1-43 S1-41 S1-42"),
        ([OLD[0], OLD[2]], "S1-41 S1-43"),
        (["Quite new words here.", "Two big dogs ran off.", OLD[2]], "S1-41 S1-42 S1-43"),
        (["Nothing like it.", "Two big dogs ran off.", "Nor this.", OLD[2]], "P-44 S1-42 P-45 S1-43"),
        (["  one   CAT sat. ", OLD[1], OLD[2]], "S1-41 S1-42 S1-43"),
        (["Two dogs.", "They ran off.", "One cat sat.", OLD[2]], "P-44 P-45 S1-41 S1-43"),
        ([], ""),
    ],
)
def test_a_paragraph_keeps_its_number_and_a_new_one_gets_the_next(new: list[str], expected: str) -> None:
    assert " ".join(ids(OLD, *new)) == expected


def test_no_number_is_given_twice_and_the_same_words_twice_are_two_paragraphs() -> None:
    assert ids(["A.", "A."], "A.", "A.", "A.") == ["S1-41", "S1-42", "P-43"]
    assert ids([], "First.", "Second.") == ["P-1", "P-2"]


def test_a_paragraph_may_move_from_one_section_to_another() -> None:
    found = numbered(kept(*OLD), [Written("H", "", OLD[:1]), Written("New", "A union", [OLD[2], OLD[1]])])
    assert ids_in(found) == ["S1-41", "S1-43", "S1-42"]
    assert (found[1]["source"], "source" in found[0]) == ("A union", False)


def test_a_text_is_split_at_empty_lines_and_a_paragraph_keeps_its_own_lines() -> None:
    assert split("\n\n One\n  two \n \t\n\n\nThree\n") == ["One\ntwo", "Three"]
    assert split(" \n ") == []


def test_the_text_is_sent_back_as_it_is_shown_and_nothing_of_it_changes(draft: PolicyVersion) -> None:
    before, events = draft.sections, len(told())
    response = send(browser(), draft, PAGE, **form_of(draft))
    assert (response.status_code, response["Location"]) == (302, url(draft, "version"))
    assert now(draft).sections == before
    assert len(told()) == events


def test_sections_are_written_reworded_added_and_credited(draft: PolicyVersion) -> None:
    fields = form_of(draft)
    fields |= {"heading-0": "Families online", "source-0": "A union of heads"}
    fields["text-0"] = fields["text-0"].replace("Used well,", "Used with care,") + "\n\nAnd one more."
    fields |= {
        f"heading-{len(draft.sections)}": "Afterwards",
        f"text-{len(draft.sections)}": "Last.\r\n\r\nThe very last.",
    }
    assert send(browser("chair"), draft, PAGE, **fields).status_code == 302
    sections = now(draft).sections
    assert (sections[0]["heading"], sections[0]["source"]) == ("Families online", "A union of heads")
    assert sections[0]["paragraphs"][2]["id"] == "S1-15"
    assert sections[0]["paragraphs"][2]["text"].startswith("Used with care,")
    assert sections[0]["paragraphs"][-1] == {"id": "P-46", "text": "And one more."}
    assert [each["id"] for each in sections[-1]["paragraphs"]] == ["P-47", "P-48"]
    event = told()[-1]
    assert event.details is not None
    assert (event.kind, event.details["paragraphs"]) == ("policy-text-changed", "3 new, 1 reworded")
    assert sections[0]["heading"] in browser().get(url(draft, PAGE)).content.decode()


def test_a_paragraph_from_which_something_comes_is_not_lost(draft: PolicyVersion) -> None:
    fields = form_of(draft)
    place = next(n for n, each in enumerate(draft.sections) if "S1-41" in ids_in([each]))
    texts = [each["text"] for each in draft.sections[place]["paragraphs"] if each["id"] != "S1-41"]
    without = {**fields, f"text-{place}": "\n\n".join(texts), "heading-0": "Typed already"}
    refused = send(browser(), draft, PAGE, **without)
    assert refused.status_code == 409
    assert "Put them back, or change what comes from them first." in errors(refused)
    assert "Paragraph 41: the step “Take legal advice”." in errors(refused)
    assert "Typed already" in refused.content.decode()
    removed = send(browser(), draft, PAGE, **fields, **{"remove-2": "on"})
    assert "Paragraph 22: the category “Naming or commenting on a pupil”." in errors(removed)
    assert now(draft).sections == draft.sections and now(draft).edition == 0
    dropped = {**fields, "remove-0": "on"}
    assert send(browser(), draft, PAGE, **dropped).status_code == 302, "nothing comes from its paragraphs"
    assert now(draft).sections == draft.sections[1:]


def test_a_topic_that_the_policy_speaks_of_holds_its_paragraph_too(draft: PolicyVersion) -> None:
    say_where(version=draft, said={"RECORD": "S1-13"}, edition=None, by=person(SCHOOL, "head"), at=AT)
    refused = send(browser(), draft, PAGE, **form_of(draft), **{"remove-0": "on"})
    assert "Paragraph 13: what it says of “Keeping a record”." in errors(refused)


def test_a_section_is_added_without_a_script_and_nothing_is_saved_by_it(draft: PolicyVersion) -> None:
    fields = {**form_of(draft), "heading-0": "Typed already", "text-1": "a\x00b"}
    response = send(browser(), draft, PAGE, **fields, add="1")
    page = response.content.decode()
    assert response.status_code == 200 and not errors(response)
    assert "There is room for a new section 2 now. Nothing is saved yet." in words(response)
    assert 'value="Typed already"' in page
    assert page.count('name="heading-') == len(draft.sections) + 1
    assert 'name="heading-1" maxlength' not in page and 'id="id_heading-1"' in page
    assert draft.sections[1]["heading"] in page
    for asked in ("end", "99999999", "-1", "9" * 400):
        assert send(browser(), draft, PAGE, **fields, add=asked).status_code == 200
    assert now(draft).edition == 0


def test_what_cannot_be_kept_is_refused_beside_its_field(draft: PolicyVersion) -> None:
    for fields, sentence in (
        ({"heading-0": " "}, "Heading of section 1 – Give the section a heading."),
        ({"text-0": "a\x07b"}, "Text of section 1 – This holds a control character"),
        ({"text-0": "x" * 1_000_000}, "Use at most 60,000 characters. This has 1,000,000."),
        ({"source-0": "x" * 301}, "Source of section 1 – Use at most 300 characters."),
        ({"edition": "9" * 40}, "This page was opened too long ago."),
        ({f"heading-{place}": "More" for place in range(MOST + 3)}, f"Use at most {MOST} sections."),
    ):
        response = send(browser(), draft, PAGE, **{**form_of(draft), "heading-1": "Typed already", **fields})
        assert response.status_code == 200
        assert sentence in errors(response)
    many = {**form_of(draft), "text-0": "\n\n".join("x" * (MOST_PARAGRAPHS + 1))}
    refused = send(browser(), draft, PAGE, **many)
    assert refused.status_code == 409 and "Use at most 600 paragraphs." in errors(refused)
    assert now(draft).sections == draft.sections


def test_an_empty_section_counts_for_nothing_and_an_empty_policy_begins_with_one(schools: dict[str, School]) -> None:
    begun = begin(school=schools[SCHOOL], title="New", by=person(SCHOOL, "head"), at=AT)
    assert 'name="heading-0"' in browser().get(url(begun, PAGE)).content.decode()
    typed = {"heading-0": "", "text-0": " ", "heading-1": "Why", "text-1": "Because.\n\nAnd so."}
    assert send(browser(), begun, PAGE, **typed).status_code == 302
    assert now(begun).sections == [
        {"heading": "Why", "paragraphs": [{"id": "P-1", "text": "Because."}, {"id": "P-2", "text": "And so."}]}
    ]


def test_whoever_was_overrun_keeps_what_they_typed(draft: PolicyVersion) -> None:
    fields = form_of(draft)
    assert send(browser("chair"), draft, PAGE, **{**fields, "heading-0": "First"}).status_code == 302
    late = send(browser(), draft, PAGE, **{**fields, "heading-0": "Second", "edition": 0})
    assert late.status_code == 409
    assert "Somebody else changed this draft" in errors(late)
    page = late.content.decode()
    assert 'value="Second"' in page and 'name="edition" value="1"' in page
    assert send(browser(), draft, PAGE, **{**fields, "heading-0": "Second", "edition": 1}).status_code == 302


def test_the_text_is_written_by_whoever_keeps_the_policy_and_of_a_draft_alone(draft: PolicyVersion) -> None:
    for office, school in (*((each, SCHOOL) for each in OTHERS), ("head", ISSUED), ("head", ELSEWHERE)):
        assert browser(office, school).get(url(draft, PAGE)).status_code == 404
        assert browser(office, school).post(url(draft, PAGE), {"edition": 0}).status_code == 404
        with pytest.raises(Refused, match="Your office does not keep"):
            set_text(version=draft, edition=0, sections=[], by=person(school, office), at=AT)
    assert browser("admin").get(url(draft, PAGE)).status_code == 200


def test_what_is_no_draft_is_only_read(approved: PolicyVersion) -> None:
    assert "Only a draft is changed" in words(browser().get(url(approved, PAGE)))
    for more in ({}, {"add": "1"}):
        refused = send(browser(), approved, PAGE, **{**form_of(approved), "heading-0": "Typed all the same"}, **more)
        assert refused.status_code == 409 and "Typed all the same" in refused.content.decode()
    assert now(approved).sections == approved.sections


def test_the_page_asks_as_much_of_the_database_for_a_long_text_as_for_a_short_one(draft: PolicyVersion) -> None:
    client = browser()
    client.get(url(draft, PAGE))
    with CaptureQueriesContext(connection) as few:
        client.get(url(draft, PAGE))
    longer = {**form_of(draft), **{f"heading-{place}": f"More {place}" for place in range(6, 50)}}
    assert send(client, draft, PAGE, **longer).status_code == 302
    client.get(url(draft, PAGE))  # which says that it is saved, and takes that out of the session
    with CaptureQueriesContext(connection) as many:
        assert "More 49" in client.get(url(draft, PAGE)).content.decode()
    assert len(many) <= len(few)


def form_of(version: PolicyVersion) -> dict[str, str]:
    """The form as the page shows it."""
    rows = as_rows(version.sections)
    return {f"{name}-{place}": row[name] for place, row in enumerate(rows) for name in ("heading", "text", "source")}
