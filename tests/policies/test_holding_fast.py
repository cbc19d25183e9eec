"""What must not happen to a policy, however somebody comes: approved unread, changed by nothing, or kept in halves."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from incidents.playing.cast import latest_adoption, pass_governors
from incidents.playing.moments import LONDON
from policies.models import Category, Issue, PolicyVersion, Suggestion
from policies.operations import issuing
from policies.operations.bringing_in import accept, bring_in
from policies.operations.categories import change_category
from policies.operations.control import FIELDS, Control, set_control
from policies.operations.gaps import say_where
from policies.operations.issuing import issue, issue_to_all
from policies.operations.life import adopt, approve, send_back, send_to_governors, set_review_due, withdraw
from policies.operations.procedure import set_procedure
from policies.operations.starting import begin, revise
from policies.operations.text import set_text
from policies.paragraphs import Written
from policies.recognising.whole import recognise
from policies.vocabulary import Status
from schools.history import SET_UP
from schools.models import School
from schools.operation import Refused, Stale
from schools.operations import appoint, create_school, create_user
from schools.vocabulary import Role
from tests.builders import AT, client_of, person
from tests.policies.at_a_draft import ISSUED, SCHOOL, browser, errors, now, told, url, words
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools
from tests.policies.at_its_moments import APPROVAL, status

NIGHT = datetime(2027, 7, 1, 0, 30, tzinfo=LONDON)
"""Half past midnight in summer: in London it is July, by the clock of the world still June."""


def head() -> dict[str, Any]:
    return {"by": person(SCHOOL, "head"), "at": AT}


def test_what_was_changed_since_the_governor_opened_the_page_is_not_approved_unread(draft: PolicyVersion) -> None:
    chair = person(SCHOOL, "chair")
    send_to_governors(version=draft, note="", **head())
    opened = browser("governor").get(url(draft, "version_approve")).content.decode()
    assert f'name="edition" value="{draft.edition}"' in opened
    send_back(version=draft, note="", by=chair, at=AT)
    say_where(version=draft, said={"HOST": "S1-19"}, edition=None, **head())
    send_to_governors(version=draft, note="", **head())
    typed = {**APPROVAL, "edition": 0}
    late = browser("governor").post(url(draft, "version_approve"), typed)
    assert late.status_code == 409 and "Read what it says now" in errors(late)
    assert 'name="edition" value="1"' in late.content.decode() and "Minute 7" in late.content.decode()
    assert status(draft) == Status.IN_REVIEW
    with pytest.raises(Stale):
        approve(version=draft, body="Us", meeting="", note="", edition=0, by=chair, at=AT)
    assert browser("governor").post(url(draft, "version_approve"), {**typed, "edition": 1}).status_code == 302


def as_it_is(draft: PolicyVersion) -> list[Callable[[], object]]:
    """Every form of a draft, saved again as it stands."""
    row = draft.categories.all()[0]
    words = {name: getattr(row, name) for name in ("kind", "name", "help", "examples", "paragraph")}
    given = {"version": draft, "edition": 0, **head()}
    texts = [
        Written(each["heading"], each.get("source", ""), [p["text"] for p in each["paragraphs"]])
        for each in draft.sections
    ]
    return [
        lambda: set_text(sections=texts, **given),
        lambda: set_control(control=Control(**{name: getattr(draft, name) for name in FIELDS}), **given),
        lambda: say_where(said=draft.said, **given),
        lambda: change_category(category=row, edition=0, **words, **head()),
    ]


def test_saving_what_nobody_changed_leaves_no_trace_and_makes_no_colleague_late(draft: PolicyVersion) -> None:
    draft = now(draft)
    before = len(told()), PolicyVersion.history.count(), Category.history.count()
    for save in as_it_is(draft):
        save()
        assert (len(told()), PolicyVersion.history.count(), Category.history.count()) == before
        assert now(draft).edition == 0


def test_the_same_review_date_once_more_is_told_to_nobody(schools: dict[str, School]) -> None:
    adoption, before = latest_adoption(schools[SCHOOL]), len(told())
    set_review_due(adoption=adoption, review_due=adoption.review_due, **head())
    assert len(told()) == before


def test_an_office_that_begins_at_midnight_keeps_the_policy_from_midnight_in_summer_too(
    schools: dict[str, School],
) -> None:
    new = create_user(email="new@head.example", name="A New Head", by=SET_UP)
    appoint(user=new, role=Role.HEAD, school=schools[SCHOOL], starts=date(2027, 7, 1), by=SET_UP, at=AT)
    old = create_user(email="old@head.example", name="An Old Head", by=SET_UP)
    made = appoint(user=old, role=Role.HEAD, school=schools[SCHOOL], starts=date(2020, 7, 1), by=SET_UP, at=AT)
    type(made).objects.filter(pk=made.pk).update(ends=date(2027, 6, 30))
    with time_machine.travel(NIGHT, tick=True):
        answer = client_of(new).post(f"/{SCHOOL}/policies/begin/", {"start": "empty", "title": "At night"})
        assert answer.status_code == 302
        with pytest.raises(Refused, match="Your office does not keep"):
            begin(school=schools[SCHOOL], title="Too late", by=old, at=timezone.now())


def test_a_date_that_is_none_is_refused_by_the_operations_too(
    approved: PolicyVersion, schools: dict[str, School]
) -> None:
    school, who = schools[SCHOOL], head()
    for act in (
        lambda: adopt(school=school, version=approved, adopted_on=AT.date(), review_due="soon", **who),
        lambda: set_review_due(adoption=latest_adoption(school), review_due="soon", **who),
        lambda: issuing.issue_by_name(version=approved, name="All", issued_on="soon", **who),
    ):
        with pytest.raises(Refused, match="a month such as"):
            act()
    assert latest_adoption(school).version.number == 1 and not Issue.objects.filter(name="All").exists()


def test_words_that_are_too_long_for_their_place_are_refused_and_not_half_kept(schools: dict[str, School]) -> None:
    text = f"Our policy\n\nOn behaviour\n\nApproved by\t{'The committee of governors ' * 20}\nAuthor\tMrs A\n"
    version = bring_in(school=schools[SCHOOL], read=recognise(text), **head())
    long = [each for each in version.suggestions.all() if len(each.value.get("text", "")) > 200]
    assert [each.value["field"] for each in long] == ["approving_body"]
    with pytest.raises(Refused, match="longer than the 200 characters"):
        accept(suggestion=long[0], **head())
    assert Suggestion.objects.get(pk=long[0].pk).accepted is None and now(version).approving_body == ""


def test_two_records_are_always_taken_in_the_order_of_their_schools(
    schools: dict[str, School], monkeypatch: pytest.MonkeyPatch
) -> None:
    trust, taken = schools[SCHOOL].trust, []
    later = create_school(slug="larkspur-nursery", name="Larkspur Nursery", trust=trust, by=SET_UP, at=AT)
    policy = begin(school=later, title="Ours", by=SET_UP, at=AT)
    lock = issuing.record.lock_head
    monkeypatch.setattr(issuing.record, "lock_head", lambda school: (taken.append(school.pk), lock(school))[1])
    issue(version=policy, school=schools[ISSUED], issued_on="", by=SET_UP, at=AT)
    assert taken[:2] == sorted(taken)[::2]
    both = [schools[ISSUED], schools[SCHOOL]]
    more = begin(school=later, title="More", by=SET_UP, at=AT)
    taken.clear()
    issue_to_all(version=more, schools=both, issued_on="", by=SET_UP, at=AT)
    first = list(dict.fromkeys(taken))
    assert first == sorted(first)


def test_the_procedure_is_compared_with_what_stands_when_it_is_written(draft: PolicyVersion) -> None:
    seen = now(draft)
    set_procedure(version=now(draft), rows=[], edition=0, **head())
    with pytest.raises(Stale):
        set_procedure(version=seen, rows=[], edition=0, **head())


def test_the_comments_of_a_version_that_was_given_up_are_not_in_the_history_that_everybody_reads(
    draft: PolicyVersion,
) -> None:
    PolicyVersion.objects.filter(pk=draft.pk).update(comments="After what the Lodge family wrote")
    withdraw(version=draft, note="", **head())
    third = revise(version=draft, comments="Class groups added", **head())
    pass_governors(third, person(SCHOOL, "head"), person(SCHOOL, "chair"), "", AT)
    for slug in (SCHOOL, ISSUED):
        school = School.objects.get(slug=slug)
        adopt(school=school, version=third, adopted_on=AT.date(), review_due="", by=person(slug, "head"), at=AT)
        page = words(browser("staff", slug).get(f"/{slug}/policy/"))
        assert "Class groups added" in page and "Lodge" not in page
    assert "After what the Lodge family wrote" in words(browser().get(url(draft, "version")))
