"""A decision on a suggestion taken back: what was written goes again, unless somebody has worked on it since."""

from policies.operations.bringing_in import accept, open_again
from policies.operations.categories import change_category
from schools.models import School
from tests.builders import AT, person
from tests.policies.at_a_draft import SCHOOL, browser, now, url
from tests.policies.at_a_draft import schools as schools
from tests.policies.at_suggestions import UNTOUCHED, again, brought_in, one, press, rows_of
from tests.prove._policy_texts import as_text


def test_rejecting_writes_nothing_and_may_be_taken_back(schools: dict[str, School]) -> None:
    version = brought_in()
    racist = one(version, kind="RACIST")
    assert press(version, "reject", racist).status_code == 302
    assert again(racist).accepted is False
    assert press(version, "accept", racist).status_code == 409
    assert press(version, "undo", racist).status_code == 302
    assert again(racist).accepted is None
    assert press(version, "undo", racist).status_code == 409
    assert rows_of(version) == UNTOUCHED


def test_what_was_accepted_is_taken_back_whole_while_nobody_changed_it(schools: dict[str, School]) -> None:
    version = brought_in(as_text("full-academy"))
    everything, who = list(version.suggestions.all()), {"by": person(SCHOOL, "head"), "at": AT}
    for each in everything:
        accept(suggestion=each, **who)
    assert rows_of(version) != UNTOUCHED
    for each in everything:
        open_again(suggestion=each, **who)
    assert rows_of(version) == UNTOUCHED
    assert now(version).policy.title == "Untitled policy"


def test_what_somebody_changed_since_is_not_taken_back(schools: dict[str, School]) -> None:
    version = brought_in()
    racist, who = one(version, kind="RACIST"), {"by": person(SCHOOL, "chair"), "at": AT}
    press(version, "accept", racist)
    words = {"kind": "RACIST", "name": "Racism", "help": "", "examples": [], "paragraph": racist.paragraph}
    change_category(category=version.categories.get(), edition=None, **words, **who)
    refused = press(version, "undo", racist)
    assert refused.status_code == 409
    assert "It was changed since it was accepted." in refused.content.decode()
    assert version.categories.get().name == "Racism"


def test_nothing_that_somebody_entered_is_overwritten(schools: dict[str, School]) -> None:
    version = brought_in()
    fields = {"title": "Ours", "author_name": "Somebody else", "edition": "0", "review_due": "", "published": ""}
    assert browser().post(url(version, "version_control"), fields).status_code == 302
    for field in ("title", "author_name"):
        refused = press(version, "accept", one(version, field=field))
        assert refused.status_code == 409
        assert "there already" in refused.content.decode()
    draft = now(version)
    assert (draft.title, draft.author_name) == ("Ours", "Somebody else")


def test_a_step_that_is_there_is_filled_in_and_taken_back_to_what_it_was(schools: dict[str, School]) -> None:
    version = brought_in(as_text("full-academy"))
    form = {"edition": "0", "DISCUSS-here": "on", "DISCUSS-decided_by": "CHAIR", "DISCUSS-words": "We talk."}
    assert browser().post(url(version, "version_procedure"), form).status_code == 302
    talk = one(version, step="DISCUSS")
    press(version, "accept", talk)
    row = version.steps.get()
    assert (row.decided_by, row.days, row.order) == (["CHAIR"], 3, 1)
    assert row.words.startswith("We talk.\nThe head or a senior leader talks")
    press(version, "undo", talk)
    row.refresh_from_db()
    assert (row.decided_by, row.days, row.words) == (["CHAIR"], None, "We talk.")
