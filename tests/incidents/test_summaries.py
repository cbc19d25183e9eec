"""The termly summaries: who reads them, what they count, and that nothing in them leads to anybody."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from incidents.models import Incident
from incidents.operations.ownership import exclude, readmit
from incidents.operations.steps import take_step
from incidents.summary import Counts, counted_for, counts_of, figures, terms_begun
from incidents.vocabulary import Channel, Outcome
from policies.vocabulary import StepName
from schools.access import standing_at
from schools.dates import calendar_of
from schools.history import SET_UP
from schools.models import School
from schools.operations import appoint, create_school
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, client_of, person
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, words
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.lists_and_homes import accused, closed, questions, some

pytestmark = pytest.mark.usefixtures("schools")
ALL = f"/{SCHOOL}/summaries/"
AUTUMN = f"{ALL}autumn-2026/"
SUMMER = AT.replace(month=6, day=15)


def page(address: str = AUTUMN, office: str = "slt") -> str:
    """The words of a page of summaries."""
    answer = browser(office).get(address)
    assert answer.status_code == 200
    return words(answer)


def counts(office: str = "governor") -> Counts:
    """The true counts of this term, for this person."""
    school = School.objects.select_related("trust").get(slug=SCHOOL)
    standing = standing_at(person(SCHOOL, office), school, timezone.localdate())
    terms = terms_begun(school, timezone.localdate())
    return counts_of(counted_for(standing), terms, calendar_of(school))[0]


@pytest.mark.parametrize(
    ("office", "status"),
    [
        *(("head", 200), ("slt", 200), ("dsl", 200), ("chair", 200), ("governor", 200), ("trust_lead", 200)),
        *(("staff", 404), ("admin", 404)),
    ],
)
def test_governors_and_leaders_read_them_and_nobody_else(office: str, status: int) -> None:
    for address in (ALL, AUTUMN):
        assert browser(office).get(address).status_code == status
        assert client_of(person("coldwell", office)).get(address).status_code == 404


def test_a_trust_lead_reads_those_of_each_of_their_schools() -> None:
    some(6, school="larkspur-junior")
    lead = browser("trust_lead")
    assert "So far: it ends on 18 December at least 5" in words(lead.get("/larkspur-junior/summaries/"))
    assert "So far: it ends on 18 December fewer than 5" in words(lead.get(ALL))
    assert lead.get("/tregarth/summaries/").status_code == 404


@pytest.mark.parametrize("term", ["autumn-2030", "spring-2027", "nothing", "autumn-2026-"])
def test_a_term_that_is_not_known_or_has_not_begun_is_not_found(term: str) -> None:
    assert browser("governor").get(f"{ALL}{term}/").status_code == 404


def test_a_school_without_terms_says_what_will_be_there() -> None:
    school = create_school(slug="new", name="New School", by=SET_UP, at=AT)
    appoint(user=person("coldwell", "chair"), role=Role.CHAIR, school=school, starts=date(2026, 9, 1), by=SET_UP, at=AT)
    chair = client_of(person("coldwell", "chair"))
    for address in ("/new/summaries/", "/new/"):
        assert "No term has begun yet" in words(chair.get(address))


# What is counted


def a_busy_term() -> list[Incident]:
    """Twenty-two incidents: breaches, criticism, six that were none, and two of the holiday before, still open."""
    head = person(SCHOOL, "head")
    talked = some(9)
    for incident in talked:
        take_step(incident=incident, step=StepName.DISCUSS, by=head, at=AT, despite="By telephone.")
        closed(incident)
    critics = [closed(incident) for incident in some(5, category_kinds=["COMPLAINT"], channel=Channel.REVIEW)]
    fair = [closed(each, Outcome.NOT_A_BREACH) for each in some(6, category_kinds=["PUPIL_NAMED", "THREAT"])]
    in_the_holiday = some(
        2, at=AT.replace(month=8, day=3), channel=Channel.BLOG, category_kinds=["ALLEGATION", "UNTRUE"]
    )
    return [*talked, *critics, *fair, *in_the_holiday]


def test_every_incident_of_the_term_is_counted_once_in_each_table() -> None:
    a_busy_term()
    some(5, at=SUMMER)
    found = counts()
    assert found.channels == {"SOCIAL_NETWORK": 15, "REVIEW": 5, "BLOG": 2}
    assert found.steps == {"": 13, "DISCUSS": 9}
    assert {row: count for row, count in found.endings.items() if count} == {
        "RESOLVED_BY_DISCUSSION": 9,
        "COMPLAINTS_PROCEDURE": 5,
        "NOT_A_BREACH": 6,
        "": 2,
    }
    assert found.groups == {"about pupils": 15, "criticism and complaint": 5, "threats and harm": 6, "about staff": 2}


def test_the_tables_agree_with_the_figures_of_the_scenarios() -> None:
    a_busy_term()
    school = School.objects.get(slug=SCHOOL)
    one_by_one, found = figures(school, "Autumn 2026", calendar_of(school), now=NOW), counts()
    assert one_by_one.incidents == found.total == 22
    assert one_by_one.by_channel == found.channels
    assert one_by_one.highest_step == found.steps
    assert one_by_one.breaches == 9 and one_by_one.not_a_breach == found.endings["NOT_A_BREACH"] == 6


def test_a_leader_reads_this_term_beside_the_earlier_ones() -> None:
    a_busy_term()
    some(7, at=SUMMER)
    text = page()
    assert "Reported so far 22 Summer 2026 7 Spring 2026 0 Autumn 2025 0" in text
    assert "Breaches not shown 0" in text, "nine, hidden with the two that are open"
    assert "Still open fewer than 5 7" in text
    assert "About pupils 15 7" in text
    assert "Criticism and complaint 5 0" in text
    assert "No step taken yet 13 7 Talk with the parent 9 0" in text
    assert "Autumn 2026 So far: it ends on 18 December 22" in page(ALL)
    assert "Summer 2026 7 0 0 0 7" in page(ALL)


def test_a_term_with_fewer_than_five_shows_nothing_more() -> None:
    some(4)
    text = page()
    assert "Reported so far fewer than 5" in text
    assert "Fewer than five posts were reported" in text
    assert "Social network" not in text and "How they ended" not in text
    assert "fewer than 5 Too few to show more" in page(ALL)


def test_a_term_without_incidents_says_so() -> None:
    assert "Nothing was reported in this term" in page()
    assert "0 Nothing was reported" in page(ALL)


# Nobody can be told from it


SECRETS = ("A pupil is named", "It was R again", "Kerry", "Lodge", "Facebook", "social.example", "/incidents/")


def test_no_page_of_a_governor_holds_a_reference_a_name_a_word_or_a_link() -> None:
    incidents = [*a_busy_term(), *(a_reported_post() for _ in range(6))]
    staff = [person(SCHOOL, office).name for office in ("head", "slt", "dsl", "staff", "chair")]
    keys = [*(each.reference for each in incidents), *(str(each.key) for each in incidents)]
    for address in (f"/{SCHOOL}/", ALL, AUTUMN, f"{ALL}summer-2026/"):
        text = browser("governor").get(address).content.decode()
        text = re.sub(r'<nav class="ribbon".*?</nav>', "", text, flags=re.DOTALL)
        assert [secret for secret in (*SECRETS, *staff, *keys) if secret in text] == []


LITERAL = r"(\d+|'[a-z ]+')"
MAY_BE_SELECTED = re.compile(
    rf'CASE (WHEN ((?!THEN ).)+ THEN {LITERAL} )+ELSE NULL END AS "(place|group)"|'
    r'"incidents_incident"\."(channel|highest_step|outcome)" AS "\w+"|'
    r'"incidents_termfigures"\."(term|figures)" AS "\w+"|'
    r'COUNT\(.+\)( FILTER \(WHERE .+\))? AS "\w+"'
)


def selected(sql: str) -> list[str]:
    """The columns of the outermost SELECT, without those in brackets."""
    inside, depth, found = sql.removeprefix("SELECT "), 0, [""]
    for letter, rest in ((letter, inside[place:]) for place, letter in enumerate(inside)):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if not depth and rest.startswith(" FROM "):
            return [each.strip() for each in found]
        if not depth and letter == ",":
            found.append("")
        else:
            found[-1] += letter
    raise AssertionError(sql)


def test_the_questions_select_counts_and_kinds_and_no_column_that_could_name_anybody() -> None:
    a_busy_term()
    for address in (ALL, AUTUMN):
        asked = [sql for sql in questions(browser("governor"), address) if "incidents_" in sql]
        assert len(asked) == 5
        for sql in asked:
            assert [each for each in selected(sql) if not MAY_BE_SELECTED.fullmatch(each)] == [], sql


def test_the_check_of_columns_finds_one_that_names_somebody() -> None:
    named = 'CASE WHEN (1) THEN "name" WHEN (2) THEN 0 ELSE NULL END AS "place"'
    bad = ['"incidents_incident"."summary" AS "s"', "(SELECT 1 FROM a)", named]
    columns = selected(f'SELECT COUNT(*) AS "n", {", ".join(bad)} FROM b WHERE 1')
    assert [each for each in columns if not MAY_BE_SELECTED.fullmatch(each)] == bad


def test_the_pages_ask_as_many_questions_for_many_incidents_and_terms_as_for_few() -> None:
    client = browser("governor")
    few = [len(questions(client, address)) for address in (ALL, AUTUMN)]
    a_busy_term()
    some(5, at=SUMMER)
    assert [len(questions(client, address)) for address in (ALL, AUTUMN)] == few == [10, 12]


def test_whoever_is_kept_from_an_incident_reads_figures_without_it() -> None:
    some(5)
    hidden = a_reported_post(people=[accused("head")])
    assert counts("governor").total == 6 and "Reported so far 6" in page()
    assert counts("head").total == 5 and "Reported so far 5" in page(AUTUMN, "head")
    readmit(incident=hidden, who=person(SCHOOL, "head"), reason="Not so.", by=person(SCHOOL, "chair"), at=NOW)
    assert "Reported so far 6" in page(AUTUMN, "head")
    exclude(incident=hidden, who=person(SCHOOL, "slt"), reason="A relative.", by=person(SCHOOL, "chair"), at=NOW)
    assert "Reported so far 5" in page(AUTUMN, "slt")


def test_a_report_of_the_last_minute_of_term_belongs_to_it() -> None:
    end = AT.replace(year=2026, month=7, day=21, hour=23, minute=59)
    some(5, at=end)
    some(6, at=end + timedelta(minutes=1))
    assert "Reported so far 6 Summer 2026 5" in page()
