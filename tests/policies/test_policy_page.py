"""The page of a school's policy: as the document says it, gaps included, for everybody with an office at the school."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.playing.cast import pass_governors
from policies.gaps import DEFAULTS
from policies.models import Adoption, ProcedureStep
from policies.operations.life import adopt, set_review_due
from policies.operations.starting import load_starter, revise
from policies.operations.telling import record_notice, withdraw_notice
from policies.page import page_of
from policies.starters import NAMES, load
from policies.vocabulary import LADDER, CategoryKind, Condition, StepName, Topic
from schools.history import SET_UP
from schools.models import School
from schools.operations import appoint, create_school
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_schools

OFFICES = ("head", "slt", "dsl", "chair", "governor", "staff", "admin")
TODAY = AT.date()


@pytest.fixture(autouse=True)
def schools(db: None) -> Iterator[dict[str, School]]:
    with time_machine.travel(AT, tick=True):
        yield the_schools()


def page(slug: str, office: str = "head", of: str = "") -> str:
    """The page, or its status where it is not found."""
    answer = client_of(person(slug, office)).get(f"/{of or slug}/policy/")
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def words(html: str) -> str:
    """What the page says."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("office", OFFICES)
def test_every_office_of_the_school_reads_its_policy_and_no_other_schools(office: str) -> None:
    assert "Acceptable use of social media" in page("tregarth", office)
    assert page("tregarth", office, of="coldwell") == "404"


def test_the_lead_of_a_trust_reads_the_policy_of_each_of_its_schools() -> None:
    assert "Social media policy" in page("larkspur-infant", "trust_lead")
    assert "Social media policy" in page("larkspur-infant", "trust_lead", of="larkspur-junior")
    assert page("larkspur-infant", "trust_lead", of="tregarth") == "404"


@pytest.mark.parametrize("name", NAMES)
def test_every_paragraph_category_and_step_of_a_document_is_on_its_page(name: str) -> None:
    starter = load(name)
    slug = {"joint-academy": "larkspur-infant", "primary": "tregarth", "full-academy": "coldwell"}[name]
    text = words(page(slug)).replace("&#x27;", "'").replace("&quot;", '"')
    for section in starter.sections:
        assert section["heading"] in text
        assert [each["text"] for each in section["paragraphs"] if each["text"] not in text] == []
    for category in starter.categories:
        assert category["name"] in text and category["help"] in text
        assert all(example in text for example in category["examples"])
    for step in starter.steps:
        assert StepName(step["step"]).label in text and step["words"] in text
        assert all(Condition(code).label in text for code in step["conditions"])
    assert all(Topic(each["topic"]).label in text and DEFAULTS[each["topic"]] in text for each in starter.silent)


def test_no_code_and_no_paragraph_number_of_ours_is_on_the_page() -> None:
    codes = {*(each.value for each in (*CategoryKind, *StepName, *Condition) if "_" in each.value), "DSL", "SLT"}
    for slug in ("larkspur-infant", "tregarth", "coldwell"):
        text = page(slug)
        assert [code for code in codes if code in text] == []
        assert not re.search(r"S[12]-\d", text)


def test_the_ladder_says_order_who_decides_and_what_the_policy_asks_for() -> None:
    text = words(page("larkspur-infant"))
    assert "Step 1 Talk with the parent Decided by: head of school or senior leader." in text
    assert "Step 2 Take legal advice Decided by: head of school. Only when all of these are so:" in text
    assert "At any time Block or limit on a school channel" in text
    assert "Paragraphs 41 and 42" in text
    assert 'href="#paragraph-41"' in page("larkspur-infant") and 'id="paragraph-41"' in page("larkspur-infant")
    primary = words(page("tregarth"))
    assert "When any of these is so: The post has a racist element" in primary
    assert "Step 2 Meet the parent Decided by: head of school or chair of governors. Only when: The post" in primary


@pytest.mark.parametrize("slug", ["larkspur-infant", "tregarth", "coldwell"])
def test_steps_that_the_policy_has_and_those_it_lacks_make_up_the_ladder(slug: str) -> None:
    school = School.objects.get(slug=slug)
    shown = page_of(school, TODAY)
    assert shown is not None
    here = {step.step for rung in shown.rungs for step in rung.steps}
    rows = ProcedureStep.objects.filter(version=shown.version)
    assert here == {StepName(row.step) for row in rows}
    assert here | set(shown.absent) == set(LADDER) and not here & set(shown.absent)


def test_what_a_policy_lacks_is_said() -> None:
    assert "It has no step to: meet the parent; send a written warning; tell the police." in words(
        page("larkspur-infant")
    )
    assert "It has no step to" not in page("coldwell")


def test_what_the_document_leaves_out_is_shown_as_a_gap() -> None:
    text = words(page("tregarth"))
    assert "Author The document does not say" in text and "Published The document does not say" in text
    assert "Author A member of staff" in words(page("larkspur-infant"))
    assert "Follows" in text and "Follows" not in words(page("larkspur-infant"))


def test_a_version_history_has_the_lines_of_the_past_and_then_those_kept_here(schools: dict[str, School]) -> None:
    shown = page_of(schools["coldwell"], TODAY)
    assert shown is not None
    assert [line.label for line in shown.history] == ["1", "2", "3", "1"]
    assert shown.history[1].on == "Autumn 2023" and shown.history[1].amended_by == "The deputy head of school"


def test_categories_that_the_school_added_are_marked_and_those_of_the_document_cited() -> None:
    text = words(page("larkspur-infant"))
    assert "Naming or commenting on a pupil Paragraph 22" in text
    assert "Untrue or inaccurate Added by the school" in text
    assert text.count("Added by the school") == 1 + 10


def test_a_review_that_is_overdue_and_parents_not_told_are_said_at_the_top(schools: dict[str, School]) -> None:
    assert "due for review" not in page("tregarth")
    school = schools["tregarth"]
    set_review_due(adoption=Adoption.objects.get(school=school), review_due="Autumn 2024", by=SET_UP, at=AT)
    for notice in school.notices.all():
        withdraw_notice(notice=notice, reason="Not sent", by=SET_UP, at=AT)
    text = page("tregarth")
    assert "due for review in Autumn 2024. It applies until governors change it." in text
    assert "Parents have not been told of the policy this school year." in text
    assert text.index("due for review") < text.index("What may be done</h2>")


def test_the_version_in_force_today_is_shown_and_earlier_ones_are_listed(schools: dict[str, School]) -> None:
    school = schools["coldwell"]
    old = Adoption.objects.select_related("version").get(school=school)
    new = revise(version=old.version, by=SET_UP, at=AT)
    draft = revise(version=old.version, by=SET_UP, at=AT)
    pass_governors(new, SET_UP, SET_UP, "2026-11-10", AT)
    adopt(school=school, version=new, adopted_on=TODAY, review_due="", by=SET_UP, at=AT)
    text = words(page("coldwell"))
    assert "Our policy, version 2" in text and "since 16 November 2026. No review date has been entered." in text
    assert re.search(
        r"16 November 2026 In force .* version 2 None entered 1 September 2025 .* version 1 Summer 2029", text
    )
    assert f", version {draft.number}" not in text, "a draft is nobody's policy yet"


def test_a_policy_that_is_not_in_force_yet_says_from_when() -> None:
    school = create_school(slug="soon", name="Soon School", by=SET_UP, at=AT)
    appoint(user=person("coldwell", "head"), role=Role.HEAD, school=school, starts=TODAY, by=SET_UP, at=AT)
    version = load_starter(starter=load("primary"), school=school, by=SET_UP, at=AT)
    pass_governors(version, SET_UP, SET_UP, "", AT)
    later = TODAY.replace(year=2090)
    adopt(school=school, version=version, adopted_on=later, review_due="", by=SET_UP, at=AT)
    assert "It comes into force on 16 November 2090" in page("coldwell", of="soon")


def test_a_school_without_a_policy_is_told_what_will_be_there() -> None:
    bare = create_school(slug="new-school", name="New School", by=SET_UP, at=AT)
    appoint(user=person("coldwell", "head"), role=Role.HEAD, school=bare, starts=TODAY, by=SET_UP, at=AT)
    assert "has not adopted a policy yet" in page("coldwell", of="new-school")


def test_notices_to_parents_are_listed_and_a_mistaken_one_is_marked(schools: dict[str, School]) -> None:
    given = {"school": schools["coldwell"], "by": person("coldwell", "admin"), "at": AT}
    notice = record_notice(told_on=TODAY, way="BOOKLET", details="", **given)
    assert "16 November 2026: admissions booklet" in words(page("coldwell"))
    assert "entered by mistake" not in page("coldwell")
    withdraw_notice(notice=notice, reason="Wrong year", by=given["by"], at=AT)
    said = "16 November 2026: admissions booklet Withdrawn on 16 November 2026: entered by mistake"
    assert said in words(page("coldwell"))
    assert "admissions booklet" not in page("tregarth"), "another school's notice"


def test_the_page_asks_as_many_questions_however_much_is_on_it(schools: dict[str, School]) -> None:
    client = client_of(person("coldwell", "head"))
    with CaptureQueriesContext(connection) as few:
        client.get("/coldwell/policy/")
    for day in range(2, 12):
        record_notice(
            school=schools["coldwell"], told_on=TODAY.replace(day=day), way="OTHER", details="", by=SET_UP, at=AT
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/coldwell/policy/")
    assert len(many) == len(few) <= 25
