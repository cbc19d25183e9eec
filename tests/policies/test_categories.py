"""The rules for categories: one name once, retired and never deleted, and who may change them."""

from typing import Any

import pytest

from policies.models import Category, PolicyVersion
from policies.operations.categories import (
    add_category,
    bring_back_category,
    change_category,
    move_category,
    retire_category,
    take_out_category,
)
from policies.operations.life import send_to_governors
from schools.operation import NotFound, Refused, Stale
from tests.builders import AT, person
from tests.policies.at_the_categories import HERE, WORDS, get, head, last_event, names, send, words
from tests.policies.at_the_categories import draft as draft
from tests.policies.at_the_categories import schools as schools


def test_two_categories_of_a_version_never_have_one_name(draft: PolicyVersion) -> None:
    taken = draft.categories.all()[0]
    refused = send(draft, "add/", **{**WORDS, "examples": "", "name": taken.name.upper()})
    assert refused.status_code == 409
    assert f"has a category called “{taken.name}” already" in words(refused)
    retire_category(category=taken, reason="Never used", edition=None, **head())
    assert "Bring that one back" in words(send(draft, "add/", **{**WORDS, "examples": "", "name": taken.name}))


def test_a_category_of_an_earlier_version_is_retired_with_a_reason_and_never_taken_out(draft: PolicyVersion) -> None:
    row = draft.categories.all()[0]
    sentence = "This category is part of version 1. It can be retired: it then is offered for no new post"
    page = get(draft, f"{row.key}/")
    assert sentence in words(page) and "take_out" not in page.content.decode()
    refused = send(draft, f"{row.key}/", take_out="1")
    assert refused.status_code == 409
    assert sentence in words(refused)
    assert send(draft, f"{row.key}/", retire="1").status_code == 200
    assert send(draft, f"{row.key}/", retire="1", reason="Nobody chose it.").status_code == 302
    row.refresh_from_db()
    assert row.retired
    assert (last_event().details or {})["reason"] == "Nobody chose it."
    text = words(get(draft))
    assert text.index("Offered for no new post") < text.rindex(row.name)
    assert send(draft, f"{row.key}/", bring_back="1").status_code == 302
    row.refresh_from_db()
    assert not row.retired


def test_a_category_that_this_draft_added_is_taken_out_again(draft: PolicyVersion) -> None:
    added = add_category(version=draft, **WORDS, **head())
    assert names(draft)[-1] == added.name
    assert "It was added in this draft" in words(get(draft, f"{added.key}/"))
    assert send(draft, f"{added.key}/", take_out="1").status_code == 302
    assert not Category.objects.filter(key=added.key).exists()
    assert get(draft, f"{added.key}/").status_code == 404
    assert last_event().kind == "policy-category-taken-out"


def test_each_operation_refuses_another_office_another_school_and_what_is_no_draft(draft: PolicyVersion) -> None:
    row = draft.categories.all()[0]
    operations: list[Any] = [
        lambda **who: add_category(version=draft, **WORDS, **who),
        lambda **who: change_category(category=row, **WORDS, edition=None, **who),
        lambda **who: move_category(category=row, up=False, edition=None, **who),
        lambda **who: retire_category(category=row, reason="So", edition=None, **who),
        lambda **who: bring_back_category(category=row, edition=None, **who),
        lambda **who: take_out_category(category=row, edition=None, **who),
    ]
    before = list(draft.categories.values())
    for run in operations:
        for school, office in ((HERE, "slt"), (HERE, "governor"), ("larkspur-junior", "head")):
            with pytest.raises(Refused, match="does not keep"):
                run(by=person(school, office), at=AT)
    send_to_governors(version=draft, note="", **head())
    for run in operations:
        with pytest.raises(Refused, match="Only a draft is changed"):
            run(**head())
    assert list(draft.categories.values()) == before


def test_an_operation_checks_words_itself_and_what_somebody_else_did(draft: PolicyVersion) -> None:
    row = draft.categories.all()[0]
    for wrong in ({"name": " "}, {"kind": "NONE"}, {"paragraph": "S9-99"}):
        with pytest.raises(Refused):
            add_category(version=draft, **{**WORDS, **wrong}, **head())
    with pytest.raises(Refused, match="Say why"):
        retire_category(category=row, reason=" ", edition=None, **head())
    with pytest.raises(Stale):
        retire_category(category=row, reason="So", edition=draft.edition + 1, **head())
    added = add_category(version=draft, **WORDS, **head())
    take_out_category(category=added, edition=None, **head())
    added.pk = added.pk or 1_000_000
    with pytest.raises(NotFound):
        retire_category(category=added, reason="So", edition=None, **head())
