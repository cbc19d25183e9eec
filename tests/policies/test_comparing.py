"""What changed between two versions: paragraphs and words, categories followed by their copies, steps, and control."""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.playing.cast import latest_adoption
from policies.comparing import Comparison, compare, lineage_of, loaded
from policies.models import PolicyVersion
from policies.operations.starting import begin_from_starter, revise
from policies.pieces import change, changes_among, pieces
from policies.starters import NAMES, load
from schools.history import SET_UP, acting
from schools.models import School
from tests.builders import AT, person
from tests.policies.at_a_draft import ISSUED, SCHOOL, approved, browser, draft, schools, url, words

__all__ = ["approved", "draft", "schools"]


def found(old: PolicyVersion, new: PolicyVersion) -> Comparison:
    """The comparison of both as they stand in the database."""
    fresh = [loaded(PolicyVersion.objects.get(pk=each.pk)) for each in (old, new)]
    return compare(*fresh, lineage_of(new.policy))


def first(version: PolicyVersion) -> PolicyVersion:
    return version.policy.versions.get(number=1)


def marked(of: list) -> list[str]:
    return [each.text.strip() for each in of if each.marked]


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_has_changed_in_nothing(schools: dict[str, School], name: str) -> None:
    one = begin_from_starter(school=schools[SCHOOL], starter=load(name), by=SET_UP, at=AT)
    other = begin_from_starter(school=schools[SCHOOL], starter=load(name), by=SET_UP, at=AT)
    assert found(one, other).nothing
    assert found(one, one).nothing


def test_one_model_beside_another_shows_the_whole_of_both(schools: dict[str, School]) -> None:
    one, other = (
        begin_from_starter(school=schools[SCHOOL], starter=load(name), by=SET_UP, at=AT)
        for name in ("joint-academy", "full-academy")
    )
    seen = found(one, other)
    assert {each.name for each in seen.control} >= {"Title", "Follows"}
    assert {each.name: each.kind for each in seen.steps}["Send a written warning"] == "added"
    assert seen.text and seen.categories and not seen.nothing
    back = {each.name: each.kind for each in found(other, one).steps}
    assert back["Send a written warning"] == "removed"


def test_the_words_that_changed_are_told_from_those_that_did_not() -> None:
    old, new = pieces("We mean Facebook, Twitter and others.", "We mean Facebook, X and many others.")
    assert marked(old) == ["Twitter"] and marked(new) == ["X", "many"]
    assert "".join(each.text for each in old) == "We mean Facebook, Twitter and others."
    assert "".join(each.text for each in new) == "We mean Facebook, X and many others."


def test_what_is_longer_than_can_be_compared_is_marked_as_a_whole_and_quickly() -> None:
    long, other = "word " * 20_000, "other word " * 10_000
    before = time.monotonic()
    old, new = pieces(long, other)
    assert [each.marked for each in (*old, *new)] == [True, True]
    lines = [(str(n), f"Paragraph about {n} and nothing else") for n in range(800)]
    changed = changes_among(lines, [(name, f"{text}, or nearly") for name, text in lines])
    assert len(changed) == 800 and {each.kind for each in changed} == {"changed"}
    assert time.monotonic() - before < 10


ONE = [("1", "Talk first"), ("2", "Then ask for the post to come down"), ("3", "Then take legal advice")]


@pytest.mark.parametrize(
    ("new", "kinds"),
    [
        (ONE, []),
        (ONE[:2], [("3", "removed")]),
        ([*ONE, ("4", "Tell the police")], [("4", "added")]),
        ([ONE[1], ONE[2], ONE[0]], [("1", "moved")]),
        ([ONE[0], ("2", "Then ask for the picture to come down"), ONE[2]], [("2", "changed")]),
        ([("9", "Talk first"), *ONE[1:]], []),
        ([ONE[0], ("2", "Nothing like what stood there"), ONE[2]], [("2", "added"), ("2", "removed")]),
        ([], [("1", "removed"), ("2", "removed"), ("3", "removed")]),
    ],
)
def test_paragraphs_are_put_in_taken_out_moved_or_changed(new: list, kinds: list) -> None:
    assert [(each.name, each.kind) for each in changes_among(ONE, new)] == kinds


def test_nothing_beside_something_is_an_addition_or_a_loss() -> None:
    assert (change("Author", "", "Jo").kind, change("Author", "Jo", "").kind) == ("added", "removed")


def edited(draft: PolicyVersion, edit: Callable[[PolicyVersion], object]) -> Comparison:
    """What a change to the draft makes, beside the version before."""
    with acting(SET_UP):
        edit(draft)
        draft.save()
    return found(first(draft), draft)


def test_a_category_is_followed_through_its_renaming_and_says_what_it_now_does(draft: PolicyVersion) -> None:
    def edit(version: PolicyVersion) -> None:
        renamed = version.categories.get(kind="OFFENSIVE")
        renamed.name, renamed.kind = "Rude about somebody", "ABUSIVE"
        renamed.save()
        retired = version.categories.get(kind="COMPLAINT")
        retired.retired = True
        retired.save()
        version.categories.get(kind="STAFF_CONTACT").delete()
        version.categories.create(kind="OTHER", name="Selling our badge")

    seen = {each.name: each for each in edited(draft, edit).categories}
    assert {name: each.kind for name, each in seen.items()} == {
        "Rude about somebody": "changed",
        "Complaining about the school or staff online": "changed",
        "Selling our badge": "added",
        gone(draft): "removed",
    }
    kinds = next(each for each in seen["Rude about somebody"].changes if each.name == "Behaves as")
    assert "".join(each.text for each in kinds.old) == "Is negative or offensive about a person"
    assert "".join(each.text for each in kinds.new) == "Is abusive towards a person"
    offered = seen["Complaining about the school or staff online"].changes
    assert [(each.name, each.new[0].text) for each in offered] == [("Offered for new reports", "No longer")]


def gone(draft: PolicyVersion) -> str:
    """What the category that was taken out was called before."""
    return first(draft).categories.get(kind="STAFF_CONTACT").name


def test_a_category_is_followed_through_several_versions(approved: PolicyVersion) -> None:
    third = revise(version=approved, by=person(SCHOOL, "head"), at=AT)
    seen = edited(third, lambda version: rename(version, "THREAT", "Threats of any kind"))
    assert [(each.name, each.kind) for each in seen.categories] == [("Threats of any kind", "changed")]


def rename(version: PolicyVersion, kind: str, name: str) -> None:
    """Give a category another name."""
    category = version.categories.get(kind=kind)
    category.name = name
    category.save()


def test_a_step_says_in_words_what_changed_in_it(draft: PolicyVersion) -> None:
    def edit(version: PolicyVersion) -> None:
        advice = version.steps.get(step="LEGAL_ADVICE")
        advice.order, advice.decided_by, advice.conditions, advice.days = None, ["HEAD", "CHAIR"], ["REFUSED"], 5
        advice.save()
        version.steps.get(step="RESTRICT").delete()
        version.steps.create(step="POLICE", decided_by=["HEAD"], conditions=["HATE", "VIOLENCE"], mode="ANY")

    seen = {each.name: each for each in edited(draft, edit).steps}
    assert {name: each.kind for name, each in seen.items()} == {
        "Take legal advice": "changed",
        "Tell the police": "added",
        "Block or limit on a school channel": "removed",
    }
    now = {each.name: "".join(piece.text for piece in each.new) for each in seen["Take legal advice"].changes}
    assert now == {
        "When": "At any time",
        "Who decides": "The head of school or the chair of governors",
        "Only when": "the parent was asked and refused",
        "Days it allows": "5 school days",
    }


def test_document_control_is_compared_as_people_read_it(draft: PolicyVersion) -> None:
    def edit(version: PolicyVersion) -> None:
        version.published, version.author_name = "2026-11-01", ""
        version.linked.first().delete()

    seen = {each.name: each for each in edited(draft, edit).control}
    assert seen["Published"].new[0].text.startswith("1 November")
    assert (seen["Author"].kind, set(seen)) == ("removed", {"Published", "Author", "Linked policies"})


def test_the_page_puts_the_older_version_first_whichever_was_asked_for(draft: PolicyVersion) -> None:
    edited(draft, lambda version: rename(version, "THREAT", "Threats of any kind"))
    page = browser("head").get(url(draft, "version_compare"))
    assert "What changed from version 1 to version 2" in words(page)
    assert "put in: " in page.content.decode() and "<ins>" in page.content.decode()
    assert "Document control is the same. The text is the same. The procedure is the same." in words(page)
    other = browser("governor").get(url(first(draft), "version_compare") + "?with=2")
    assert "What changed from version 1 to version 2" in words(other)


def test_nothing_that_changed_and_nothing_to_compare_with_are_said(draft: PolicyVersion) -> None:
    assert "Nothing has changed: the two versions say the same, word for word." in words(
        browser().get(url(draft, "version_compare"))
    )
    assert "There is no version before this one." in words(browser().get(url(first(draft), "version_compare")))


def test_versions_that_one_may_not_see_are_not_compared(draft: PolicyVersion) -> None:
    old = first(draft)
    assert browser("staff").get(url(draft, "version_compare")).status_code == 404
    assert browser("staff").get(url(old, "version_compare")).status_code == 200
    for number in ("2", "99", "x", "-1", "٣", "9" * 40):
        assert browser("staff").get(url(old, "version_compare") + f"?with={number}").status_code == 404, number
    assert browser("head", ISSUED).get(url(old, "version_compare", school=ISSUED) + "?with=2").status_code == 404
    assert browser().get(url(old, "version_compare") + "?with=2").status_code == 200


def test_the_questions_of_the_page_do_not_grow_with_categories_and_versions(approved: PolicyVersion) -> None:
    def asked(version: PolicyVersion) -> int:
        client = browser()
        client.get(url(version, "version_compare"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(version, "version_compare")).status_code == 200
        return len(queries)

    few = asked(approved)
    third = revise(version=approved, by=person(SCHOOL, "head"), at=AT)
    with acting(SET_UP):
        for n in range(8):
            third.categories.create(kind="OTHER", name=f"Another {n}")
    assert asked(third) == few
    assert latest_adoption(School.objects.get(slug=SCHOOL)).version == first(third)
