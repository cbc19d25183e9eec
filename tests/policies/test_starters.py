"""The starter policies: every row of the two source documents is carried, and nothing unknown is let in."""

import json
import re
from typing import Any

import pytest

from policies.starters import ADDED, NAMES, Starter, StarterError, load, read
from policies.vocabulary import GROUPS, LADDER, CategoryKind, Condition, StepName, citation, group_of
from schools.calendar import Calendar

S1 = [f"S1-{n:02}" for n in range(1, 47) if n != 20] + ["S1-20a", "S1-20b", "S1-20c", "S1-20d"]
S2 = [f"S2-{n:02}" for n in range(1, 35)]


def _carried(starter: Starter) -> set[str]:
    paragraphs = {each["id"] for section in starter.sections for each in section["paragraphs"]}
    control = {each for ids in starter.control["paragraphs"].values() for each in ids}
    return paragraphs | control | {each["paragraph"] for each in starter.silent}


def _cited(starter: Starter) -> set[str]:
    rows = [each["paragraph"] for each in [*starter.categories, *starter.steps] if each["paragraph"] != ADDED]
    return {each for paragraph in rows for each in paragraph.split(", ")}


@pytest.mark.parametrize("name, row", [("joint-academy", row) for row in S1] + [("primary", row) for row in S2])
def test_every_row_of_a_source_document_is_in_its_starter(name: str, row: str) -> None:
    assert row in _carried(load(name))


@pytest.mark.parametrize("name, rows", [("joint-academy", S1), ("primary", S2)])
def test_a_starter_holds_no_row_that_its_source_document_lacks(name: str, rows: list[str]) -> None:
    assert sorted(_carried(load(name))) == sorted(rows)


@pytest.mark.parametrize(
    "name, rows",
    [
        ("joint-academy", [f"S1-{n}" for n in (*range(22, 33), 39, 40, 41, 42, 43, 44)]),
        ("primary", [f"S2-{n}" for n in (19, 20, 21, 22, 23, 25, 26, 27, 28, 29, 30, 31, 32)]),
        ("full-academy", [f"F-{n}" for n in (*range(12, 19), *range(20, 28))]),
    ],
)
def test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it(name: str, rows: list[str]) -> None:
    assert _cited(load(name)) == set(rows)


PROCEDURE = {
    "joint-academy": {
        "DISCUSS": (1, "HEAD SLT", "", "ALL"),
        "ASK_FOR_REMOVAL": (1, "HEAD SLT", "", "ALL"),
        "LEGAL_ADVICE": (2, "HEAD", "REFUSED CONTINUED", "ALL"),
        "RESTRICT": (None, "HEAD", "", "ALL"),
        "REPORT_TO_HOST": (None, "HEAD SLT", "", "ALL"),
    },
    "primary": {
        "DISCUSS": (1, "HEAD", "", "ALL"),
        "MEETING": (2, "HEAD CHAIR", "CRITICISM", "ANY"),
        "LEGAL_ADVICE": (None, "HEAD", "", "ALL"),
        "POLICE": (None, "HEAD", "HATE VIOLENCE OTHER_OFFENCE", "ANY"),
    },
    "full-academy": {
        "DISCUSS": (1, "HEAD SLT", "", "ALL"),
        "ASK_FOR_REMOVAL": (1, "HEAD SLT", "", "ALL"),
        "MEETING": (None, "HEAD CHAIR", "", "ALL"),
        "WRITTEN_WARNING": (2, "HEAD", "REFUSED NO_RESPONSE CONTINUED", "ANY"),
        "LEGAL_ADVICE": (3, "HEAD", "REFUSED CONTINUED", "ALL"),
        "POLICE": (None, "HEAD", "HATE VIOLENCE OTHER_OFFENCE", "ANY"),
        "RESTRICT": (None, "HEAD", "", "ALL"),
        "REPORT_TO_HOST": (None, "HEAD SLT", "", "ALL"),
    },
}


@pytest.mark.parametrize("name", NAMES)
def test_the_procedure_is_the_one_that_the_document_describes(name: str) -> None:
    assert {
        each["step"]: (each["order"], " ".join(each["decided_by"]), " ".join(each["conditions"]), each["mode"])
        for each in load(name).steps
    } == PROCEDURE[name]


def test_only_the_document_that_sets_days_has_days() -> None:
    with_days = {name: {each["step"]: each["days"] for each in load(name).steps if each["days"]} for name in NAMES}
    waiting = {"DISCUSS": 3, "ASK_FOR_REMOVAL": 2, "MEETING": 10, "WRITTEN_WARNING": 5}
    assert with_days == {"joint-academy": {}, "primary": {}, "full-academy": waiting}


@pytest.mark.parametrize("name, of_the_document", [("joint-academy", 11), ("primary", 8), ("full-academy", 21)])
def test_every_kind_has_a_category_and_those_not_in_the_document_say_so(name: str, of_the_document: int) -> None:
    categories = load(name).categories
    assert sorted(each["kind"] for each in categories) == sorted(CategoryKind.values)
    assert len([each for each in categories if not each["added"]]) == of_the_document
    assert all((each["paragraph"] == ADDED) is each["added"] for each in categories)


@pytest.mark.parametrize("name", NAMES)
def test_every_category_helps_a_head_to_decide(name: str) -> None:
    for category in load(name).categories:
        assert category["name"].strip()
        assert 40 <= len(category["help"]) <= 260, category["kind"]
        assert len(category["examples"]) >= 2, category["kind"]


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_starter_is_empty_or_shows_a_code(name: str) -> None:
    starter = load(name)
    spoken = [each["text"] for section in starter.sections for each in section["paragraphs"]]
    spoken += [each[key] for each in starter.categories for key in ("name", "help")]
    spoken += [each for category in starter.categories for each in category["examples"]]
    spoken += [each["words"] for each in starter.steps]
    assert all(spoken)
    codes = re.compile("|".join(rf"\b{code}\b" for code in [*CategoryKind, *StepName, *Condition]))
    assert not [each for each in spoken if codes.search(each)]


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_is_plain_data_that_a_column_can_hold(name: str) -> None:
    starter = load(name)
    for part in (starter.control, starter.sections, starter.categories, starter.steps, starter.silent):
        assert json.loads(json.dumps(part)) == part


def test_document_control_is_as_vague_as_it_was_printed() -> None:
    joint, primary, full = (load(name).control for name in NAMES)
    assert (joint["published"], joint["published_precision"], joint["review_due"]) == (
        *("September 2020", "month"),
        "Autumn 2024",
    )
    assert joint["version_history"] == []
    assert not any(primary[key] for key in primary if key not in ("title", "source", "paragraphs"))
    assert all(full.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_review_date_of_a_starter_can_be_read(name: str) -> None:
    control = load(name).control
    assert (Calendar([]).review_last_day(control["review_due"]) is None) is (control["review_due"] == "")


GOOD = """
[document]
title = "A policy"
[document.paragraphs]
title = ["X-1"]
[[section]]
heading = "What we do"
paragraphs = [{ id = "X-2", text = "We talk." }]
[[category]]
kind = "OTHER"
name = "Something else"
help = "Say what."
examples = []
paragraph = "added by the school"
added = true
[[step]]
step = "DISCUSS"
order = 1
decided_by = ["HEAD"]
paragraph = "X-2"
words = "We talk."
"""

SAME_STEP = GOOD[GOOD.index("[[step]]") :]


def test_a_good_file_is_read_and_what_was_left_out_is_filled_in() -> None:
    starter = read(GOOD, "sample")
    step: dict[str, Any] = {"step": "DISCUSS", "order": 1, "decided_by": ["HEAD"], "conditions": [], "mode": "ALL"}
    assert starter.steps == [step | {"days": None, "paragraph": "X-2", "words": "We talk."}]
    assert (starter.name, starter.title, starter.silent) == ("sample", "A policy", [])


@pytest.mark.parametrize(
    "old, new, says",
    [
        ('title = "A policy"', 'titel = "A policy"', "document: nothing is called 'titel'"),
        ('title = "A policy"', "", "document: 'title' is missing"),
        ('title = "A policy"', "title = 7", "document, title: 7 is not a str"),
        ('title = "A policy"', 'title = "A policy"\npublished_precision = "about"', "published_precision: 'about'"),
        ('title = ["X-1"]', 'titel = ["X-1"]', "paragraphs: nothing is called 'titel'"),
        ('title = ["X-1"]', 'title = "X-1"', "paragraphs, title: 'X-1' is not a list"),
        ('text = "We talk."', 'text = "We talk.", note = "?"', "section 1, paragraphs 1: nothing is called 'note'"),
        ('kind = "OTHER"', 'kind = "RUDE"', "category 1, kind: 'RUDE' is none of"),
        ("added = true", "added = false", "category OTHER, paragraph: 'added by the school', and added is false"),
        ("added = true", 'added = "yes"', "added: 'yes' is not a bool"),
        ('paragraph = "added by the school"', 'paragraph = "X-2"', "OTHER, paragraph: 'X-2', and added is true"),
        ('step = "DISCUSS"', 'step = "CLOSE"', "step CLOSE: it is open under every policy"),
        ('step = "DISCUSS"', 'step = "SHOUT"', "step 1, step: 'SHOUT' is none of"),
        ("order = 1", "order = true", "order: True is not a int"),
        ("order = 1", "order = 0", "order: 0 is not between"),
        ("order = 1", "days = 1000", "days: 1000 is not between"),
        ('["HEAD"]', '["HEAD", "PARENT"]', "decided_by 2: 'PARENT' is none of"),
        ('["HEAD"]', '"HEAD"', "decided_by: 'HEAD' is not a list"),
        ('["HEAD"]', "[]", "decided_by: nobody"),
        ("order = 1", 'conditions = ["ANGRY"]', "conditions 1: 'ANGRY' is none of"),
        ("order = 1", 'mode = "SOME"', "mode: 'SOME' is none of"),
        ('paragraph = "X-2"', 'paragraph = "X-3"', "step DISCUSS, paragraph: there is no paragraph 'X-3'"),
        ('paragraph = "X-2"', 'paragraph = "X-2, X-9"', "there is no paragraph 'X-9'"),
        ("[[step]]", "[[steps]]", "nothing is called 'steps'"),
        ("[document]", "[document", "cannot be read"),
        ("[[category]]", f"{SAME_STEP}[[category]]", "DISCUSS is there twice"),
    ],
)
def test_a_file_with_a_fault_is_refused_naming_the_file_and_the_key(old: str, new: str, says: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(StarterError) as refused:
        read(GOOD.replace(old, new), "sample")
    assert "sample.toml" in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize("name", ["other", "../starters/primary", ""])
def test_a_starter_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(StarterError, match="joint-academy"):
        load(name)


def test_every_kind_is_in_one_group_and_every_word_has_a_label_of_its_own() -> None:
    assert sorted(kind for kinds in GROUPS.values() for kind in kinds) == sorted(CategoryKind)
    assert group_of("RACIST") == "hate"
    with pytest.raises(ValueError, match="RUDE"):
        group_of("RUDE")
    for words in (CategoryKind, StepName, Condition):
        assert len(set(words.labels)) == len(words)
        assert not [label for label in words.labels if "_" in label or label.isupper()]
    assert set(LADDER) < set(StepName)
    assert len(LADDER) == 8


@pytest.mark.parametrize(
    "paragraph, said",
    [
        ("S1-39", "paragraph 39"),
        ("S1-20a", "paragraph 20a"),
        ("S1-41, S1-42", "paragraphs 41 and 42"),
        ("S2-30, S2-31, S2-32", "paragraphs 30, 31 and 32"),
        (ADDED, ADDED),
        ("", ""),
    ],
)
def test_a_paragraph_is_cited_as_people_say_it(paragraph: str, said: str) -> None:
    assert citation(paragraph) == said
