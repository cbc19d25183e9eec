"""The categories of a draft: listed, moved, worded, added from elsewhere, retired; and offered no more once retired."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.playing.cast import latest_adoption
from policies.kinds import BEHAVES, SAFEGUARDING_FIRST
from policies.models import PolicyVersion
from policies.operations.categories import (
    add_category,
)
from policies.operations.starting import begin
from policies.starters import ADDED
from policies.vocabulary import CategoryKind
from schools.models import School
from tests.builders import client_of, person
from tests.policies.at_the_categories import HERE, WORDS, get, head, last_event, names, send, url, words
from tests.policies.at_the_categories import draft as draft
from tests.policies.at_the_categories import schools as schools


def test_the_list_says_what_each_category_behaves_as_and_where_it_stands(draft: PolicyVersion) -> None:
    text = words(get(draft))
    assert "Change Naming or commenting on a pupil Paragraph 22 Behaves as: Names or comments on a pupil" in text
    assert BEHAVES[CategoryKind.RACIST] in text.replace("&#x27;", "'")
    assert text.count("Added by the school") == 10
    assert text.index("Naming or commenting") < text.index("Befriending staff") < text.index("Something else")


@pytest.mark.parametrize("office", ["governor", "staff", "slt"])
def test_governors_read_the_list_of_a_draft_and_change_nothing_and_staff_find_no_page(
    draft: PolicyVersion, office: str
) -> None:
    page = get(draft, office=office)
    assert page.status_code == (200 if office == "governor" else 404)
    assert "Add a category" not in page.content.decode()
    before = names(draft)
    assert send(draft, office=office, down=draft.categories.all()[0].key).status_code == 404
    assert get(draft, "add/", office).status_code == 404
    assert send(draft, "add/", office, **{**WORDS, "examples": ""}).status_code == 404
    assert names(draft) == before


def test_an_adopted_version_is_read_by_everybody_and_changed_by_nobody(draft: PolicyVersion) -> None:
    adopted = latest_adoption(School.objects.get(slug=HERE)).version
    for office in ("head", "staff", "governor"):
        assert get(adopted, office=office).status_code == 200
    assert "Only a draft is changed." in words(get(adopted))
    refused = send(adopted, down=adopted.categories.all()[0].key)
    assert refused.status_code == 409
    assert "Only a draft is changed." in words(refused)
    assert "Only a draft is changed." in words(get(adopted, "add/"))


def test_a_school_to_which_the_policy_was_issued_changes_nothing(draft: PolicyVersion) -> None:
    client = client_of(person("larkspur-junior", "head"))
    assert client.get(url(draft, slug="larkspur-junior")).status_code == 404
    adopted = latest_adoption(School.objects.get(slug="larkspur-junior")).version
    there = url(adopted, slug="larkspur-junior")
    assert client.get(there).status_code == 200
    assert client.post(there, {"edition": 0, "down": adopted.categories.all()[0].key}).status_code == 404


def test_a_category_moves_up_and_down_by_a_button_and_not_past_the_ends(draft: PolicyVersion) -> None:
    first, second, third = names(draft)[:3]
    rows = {each.name: each for each in draft.categories.all()}
    moved = send(draft, down=rows[first].key)
    assert moved.status_code == 302
    assert moved["Location"].endswith(f"categories/#{rows[first].key}")
    assert names(draft)[:3] == [second, first, third]
    assert send(draft, up=rows[first].key).status_code == 302
    assert names(draft)[:3] == [first, second, third]
    assert send(draft, up=rows[first].key).status_code == 409
    assert send(draft, down="not a key").status_code == 200
    assert send(draft).status_code == 200
    assert names(draft)[:3] == [first, second, third]


def test_whoever_was_overrun_is_told_and_a_second_press_goes_through(draft: PolicyVersion) -> None:
    row = draft.categories.all()[0]
    seen = draft.edition
    add_category(version=draft, **WORDS, **head(by=person(HERE, "admin")))
    fields = {"name": "A new name", "help": "Typed", "kind": row.kind, "paragraph": row.paragraph, "change": "1"}
    stale = send(draft, f"{row.key}/", **fields, edition=seen)
    assert stale.status_code == 409
    assert "Somebody else changed this draft" in words(stale) and "A new name" in stale.content.decode()
    again = re.search(r'name="edition" value="(\d+)"', stale.content.decode())
    assert again is not None and send(draft, f"{row.key}/", **fields, edition=again[1]).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.help) == ("A new name", "Typed")


def test_a_category_is_changed_in_the_schools_words_and_the_record_says_what(draft: PolicyVersion) -> None:
    row = draft.categories.get(kind="THREAT")
    fields = {"name": "Threats", "help": "Every threat.", "examples": "One\n\n  Two  \n", "kind": "RISK_OF_HARM"}
    page = get(draft, f"{row.key}/").content.decode()
    assert 'value="Threatening violence"' in page and SAFEGUARDING_FIRST in page
    changed = send(draft, f"{row.key}/", **fields, paragraph="S1-29", also="S1-30", change="1")
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.kind, row.examples) == ("Threats", "RISK_OF_HARM", ["One", "Two"])
    assert (row.paragraph, row.added) == ("S1-29, S1-30", False)
    event = last_event()
    assert event.kind == "policy-category-changed" and event.details is not None
    assert event.details["changed"] == "kind, name, help, examples, paragraph"
    assert send(draft, f"{row.key}/", **fields, paragraph="", change="1").status_code == 302
    row.refresh_from_db()
    assert (row.paragraph, row.added) == (ADDED, True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Give the category a name."),
        ({"name": "a\x00"}, "a control character"),
        ({"name": "x" * 1_000_000}, "Use at most 200 characters. This has 1,000,000."),
        ({"help": "x" * 2_001}, "Use at most 2,000 characters. This has 2,001."),
        ({"examples": "\n".join("abcdefghijkl")}, "Give at most 10 examples. These are 12."),
        ({"examples": "x" * 301}, "Use at most 300 characters for each. One has 301."),
        ({"kind": "NONSENSE"}, "Choose one of these."),
        ({"paragraph": "S9-99"}, "Choose one of these."),
        ({"paragraph": "", "also": "S1-22"}, "Choose the first paragraph here"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_typed_is_lost(
    draft: PolicyVersion, fields: dict[str, str], sentence: str
) -> None:
    typed = {**WORDS, "examples": "A mug", "help": "Typed already", **fields}
    answer = send(draft, "add/", **typed)
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert typed["name"][:20].replace("\x00", "") in answer.content.decode()
    assert not draft.categories.filter(name=typed["name"][:200].replace("\x00", "")).exists()


def test_a_policy_without_categories_teaches_and_one_without_a_way_for_danger_warns(schools: dict[str, School]) -> None:
    version = begin(school=schools[HERE], title="A new policy", **head())
    assert "There is no category yet." in words(get(version))
    add_category(version=version, **WORDS, **head())
    text = words(get(version))
    assert "No category here asks the safeguarding lead first." in text
    assert "No category here is for complaint or criticism." in text
    for kind in ("RISK_OF_HARM", "COMPLAINT"):
        add_category(version=version, **{**WORDS, "kind": kind, "name": kind.title()}, **head())
    text = words(get(version))
    assert "No category here" not in text


def test_the_pages_ask_as_many_questions_however_many_categories_there_are(draft: PolicyVersion) -> None:
    client = client_of(person(HERE, "head"))

    def asked() -> list[int]:
        counted = []
        for rest in ("", "add/", f"{draft.categories.all()[0].key}/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(url(draft, rest))
            counted.append(len(queries))
        return counted

    few = asked()
    for number in range(15):
        add_category(version=draft, **{**WORDS, "name": f"Number {number}"}, **head())
    assert asked() == few
    assert max(few) <= 15
