"""The list of incidents: who sees which, what it finds, and how its pages turn."""

from datetime import timedelta

import pytest

from incidents import lists
from incidents.models import Incident
from incidents.operations.ownership import hand_over
from incidents.operations.people import Named, unlink_person
from incidents.operations.recording import record_host_answer, record_safeguarding_answer
from incidents.operations.steps import close, take_step
from incidents.vocabulary import Channel, HostAnswer, Outcome, Part, SafeguardingAnswer
from policies.vocabulary import StepName
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, words
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.lists_and_homes import LIST, accused, closed, listed, questions, some, without_token

pytestmark = pytest.mark.usefixtures("schools")


@pytest.mark.parametrize(
    ("office", "status"),
    [("head", 200), ("slt", 200), ("dsl", 200), ("chair", 200), ("governor", 200), ("staff", 404), ("admin", 404)],
)
def test_leaders_and_those_who_may_be_handed_one_have_a_list_and_nobody_else(office: str, status: int) -> None:
    assert browser(office).get(LIST).status_code == status


def test_a_leader_sees_every_incident_of_the_school_and_none_of_another() -> None:
    here, there = a_reported_post(), a_reported_post(school="coldwell")
    assert listed(browser("slt")) == [here.reference]
    assert listed(browser("slt", "coldwell"), "/coldwell/incidents/") == [there.reference]
    assert browser("slt").get("/coldwell/incidents/").status_code == 404


def test_chair_governor_and_trust_lead_see_only_what_was_handed_to_them() -> None:
    incident, other = some(2)
    for office in ("chair", "governor", "trust_lead"):
        assert listed(browser(office)) == []
        assert "has been handed to you" in words(browser(office).get(LIST))
    hand_over(incident=incident, to=person(SCHOOL, "chair"), role=Role.CHAIR, by=person(SCHOOL, "head"), at=AT)
    assert listed(browser("chair")) == [incident.reference]
    assert listed(browser("governor")) == []
    assert set(listed(browser("head"))) == {incident.reference, other.reference}


PAGES = ("", "incidents/", "incidents/?state=all&words=reading", "incidents/?person=okafor&state=all", "summaries/",
         "summaries/autumn-2026/")  # fmt: skip


def test_an_excluded_head_sees_the_same_pages_as_if_it_had_not_happened() -> None:
    some(6)
    before = [without_token(browser("head").get(f"/{SCHOOL}/{page}")) for page in PAGES]
    incident = a_reported_post(summary="Reading is badly taught", people=[accused("head")])
    assert [without_token(browser("head").get(f"/{SCHOOL}/{page}")) for page in PAGES] == before
    assert listed(browser("slt"), f"{LIST}?words=reading") == [incident.reference]
    assert "Reading is badly taught" in words(browser("slt").get(f"/{SCHOOL}/"))


def test_a_reference_they_may_not_see_turns_no_page() -> None:
    some(3)
    hidden = a_reported_post(people=[accused("head")])
    for reference in (hidden.reference, a_reported_post(school="coldwell").reference, "AAA-AAA", "%00", "x" * 5000):
        assert listed(browser("head"), f"{LIST}?after={reference}") == listed(browser("head"))


# What a line says


def line(incident: Incident, query: str = "") -> str:
    """The text of the list with this incident in it."""
    text = words(browser("head").get(LIST + query))
    assert incident.reference in text
    return text


def test_a_line_says_what_it_is_who_owns_it_how_long_and_what_comes_next() -> None:
    incident = a_reported_post(at=AT - timedelta(days=3))
    text = line(incident)
    assert "A pupil is named in a parents' group" in text
    assert "Facebook: naming or commenting on a pupil" in text
    assert "Nothing done yet You 4 days None" in text
    take_step(incident=incident, step=StepName.DISCUSS, due=NOW + timedelta(days=2), by=person(SCHOOL, "head"), at=AT,
              despite="It was seen on the telephone.")  # fmt: skip
    assert "Under way Talked with the parent on 16 November 2026 You 4 days 19 November 2026" in line(incident)
    hand_over(incident=incident, to=person(SCHOOL, "slt"), role=Role.SLT, by=person(SCHOOL, "head"), at=AT)
    assert "Simon Peel 4 days" in line(incident)


def test_where_it_stands_is_said_and_can_be_looked_for() -> None:
    head, dsl = person(SCHOOL, "head"), person(SCHOOL, "dsl")
    harm = a_reported_post(category_kinds=["RISK_OF_HARM"], people=[])
    late, held, host = (a_reported_post(at=AT - timedelta(days=2)) for _ in range(3))
    yesterday = AT - timedelta(days=1)
    take_step(incident=late, step=StepName.SUPPORT, due=AT, by=head, at=yesterday)
    take_step(incident=held, step=StepName.HOLD, note="The police asked.", by=head, at=yesterday)
    keep_a_capture(host, head, yesterday)
    take_step(incident=host, step=StepName.REPORT_TO_HOST, by=head, at=yesterday)
    for incident, where, said in (
        (harm, "safeguarding", "Waiting for the safeguarding lead"),
        (late, "overdue", "Overdue"),
        (held, "on-hold", "On hold"),
        (host, "host", "Waiting for the host"),
        (host, "report-to-host", "Reported it to the host on 15 November 2026"),
    ):
        assert listed(browser("head"), f"{LIST}?where={where}") == [incident.reference], where
        assert said in line(incident, f"?where={where}")
    assert set(listed(browser("head"), f"{LIST}?where=new")) == {harm.reference, late.reference}
    record_safeguarding_answer(incident=harm, answer=SafeguardingAnswer.CONTACT_MAY_GO_AHEAD, by=dsl, at=NOW)
    record_host_answer(incident=host, answer=HostAnswer.REFUSED, by=head, at=NOW)
    for where in ("safeguarding", "host"):
        assert listed(browser("head"), f"{LIST}?where={where}") == []


def test_what_is_closed_leaves_the_list_and_is_found_by_how_it_ended() -> None:
    incident, open_one = closed(some(1)[0], Outcome.NOT_A_BREACH), some(1)[0]
    assert listed(browser("head")) == [open_one.reference]
    for query in ("state=closed", "where=not-a-breach", "where=not-a-breach&state=open"):
        assert listed(browser("head"), f"{LIST}?{query}") == [incident.reference], query
    assert listed(browser("head"), f"{LIST}?where=police-matter") == []
    assert set(listed(browser("head"), f"{LIST}?state=all")) == {incident.reference, open_one.reference}
    assert "Closed: not a breach of the policy You Closed the same day None" in line(incident, "?state=closed")


def test_each_filter_finds_what_it_says_and_leaves_out_the_rest() -> None:
    spring = AT.replace(month=2, day=5)
    found = a_reported_post(
        channel=Channel.REVIEW, category_kinds=["UNTRUE", "ABUSIVE"], at=spring, people=[an_author(name="Zoë Åberg")]
    )
    a_reported_post()
    for query in (
        *("category=untrue", "category=abusive", "channel=review", "term=spring-2026"),
        *("person=aberg", "person=ABERG+zoe", "words=åberg", "channel=review&category=untrue&term=spring-2026"),
    ):
        assert listed(browser("head"), f"{LIST}?{query}") == [found.reference], query
    for query in (
        "category=threat",
        "channel=blog",
        "term=summer-2026",
        "person=zoe+lodge",
        "channel=review&category=threat",
    ):
        assert listed(browser("head"), f"{LIST}?{query}") == [], query


def test_a_report_in_a_holiday_is_found_in_the_next_term() -> None:
    incident = a_reported_post(at=AT.replace(month=8, day=20))
    assert listed(browser("head"), f"{LIST}?term=autumn-2026") == [incident.reference]
    assert listed(browser("head"), f"{LIST}?term=summer-2026") == []


def test_somebody_wrongly_linked_is_found_no_more() -> None:
    incident = a_reported_post()
    assert listed(browser("head"), f"{LIST}?person=kerry") == listed(browser("head"), f"{LIST}?words=kerry") != []
    unlink_person(incident=incident, link=the_author(incident), reason="A namesake", by=person(SCHOOL, "head"), at=NOW)
    assert listed(browser("head"), f"{LIST}?person=kerry") == listed(browser("head"), f"{LIST}?words=kerry") == []


def test_a_search_finds_every_word_anywhere_without_accents_or_case() -> None:
    incident = a_reported_post(summary="Café rumour", words="Die Straße was shut", people=[])
    a_reported_post(summary="A rumour", people=[])
    for query in ("cafe", "CAFÉ rumour", "rumour  cafe", "strasse", "social.example cafe", incident.reference,
                  incident.reference.replace("-", "").lower()):  # fmt: skip
        assert listed(browser("head"), f"{LIST}?words={query}") == [incident.reference], query
    assert listed(browser("head"), f"{LIST}?words=cafe+missing") == []


def test_wildcards_are_ordinary_letters_in_a_search() -> None:
    plain, odd = a_reported_post(people=[]), a_reported_post(summary=r"100% of it_ \ lies", people=[])
    for query in ("%25", "_", "%5C", "100%25", "it_"):
        assert listed(browser("head"), f"{LIST}?words={query}") == [odd.reference], query
        assert listed(browser("head"), f"{LIST}?person={query}") == []
    assert listed(browser("head"), f"{LIST}?words=pupil") == [plain.reference]


# Turning pages


def turned(way: str, address: str) -> list[list[str]]:
    """Every page of the list, one after the other."""
    pages, client = [], browser("head")
    while address:
        answer = client.get(address)
        pages.append(lists_of(answer))
        address = LIST + answer.context[f"{way}_url"] if answer.context[f"{way}_url"] else ""
    return pages


def lists_of(answer: object) -> list[str]:
    """The references on a page."""
    return [row.reference for row in answer.context["rows"]]  # type: ignore[attr-defined]


def test_sixty_incidents_of_one_moment_are_each_on_one_page_in_every_order() -> None:
    incidents = some(60)
    for number, incident in enumerate(incidents[:30]):
        take_step(incident=incident, step=StepName.SUPPORT, due=NOW + timedelta(days=1 + number % 3), by=person(
            SCHOOL, "slt"), at=AT)  # fmt: skip
    wanted = [incident.reference for incident in incidents]
    for sort in ("newest", "oldest", "due"):
        pages = turned("after", f"{LIST}?sort={sort}")
        assert [len(page) for page in pages] == [25, 25, 10]
        assert sorted(sum(pages, [])) == sorted(wanted), sort
        back = turned("before", f"{LIST}?sort={sort}&after={pages[1][-1]}")
        assert back == [pages[2], pages[1], pages[0]], sort
    assert sum(turned("after", f"{LIST}?sort=oldest"), []) == wanted
    dated = {incident.reference for incident in incidents[:30]}
    assert set(sum(turned("after", f"{LIST}?sort=due"), [])[:30]) == dated


def test_a_filter_is_kept_from_page_to_page_and_no_page_is_counted_out() -> None:
    some(26, channel=Channel.REVIEW)
    some(1)
    client = browser("head")
    answer = client.get(f"{LIST}?channel=review&words=pupil")
    assert "26 incidents found" in words(answer)
    query = answer.context["after_url"]
    assert "channel=review" in query and "words=pupil" in query
    assert len(lists_of(client.get(LIST + query))) == 1
    assert not any("OFFSET" in sql for sql in questions(client, LIST + query))


def test_a_count_stops_where_it_would_cost_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    some(4)
    assert "4 incidents" in words(browser("head").get(LIST))
    monkeypatch.setattr(lists, "MOST", 3)
    assert "3+ incidents" in words(browser("head").get(LIST))
    assert "All open incidents: 3+" in words(browser("head").get(f"/{SCHOOL}/"))


def test_the_list_asks_as_many_questions_with_fifty_rows_as_with_one() -> None:
    first, client, lead = some(1)[0], browser("head"), browser("trust_lead")
    few = len(questions(client, LIST))
    chair = len(questions(lead, LIST))
    incidents = some(49)
    assert len(questions(client, LIST)) == few <= 13  # the look, the sign-in, the banner
    assert len(questions(client, f"{LIST}?after={incidents[-1].reference}&words=pupil&person=&term=autumn-2026")) <= 13
    assert len(questions(lead, f"{LIST}?after={first.reference}")) <= chair + 3 <= 13


# Bad input and empty pages


@pytest.mark.parametrize(
    "query",
    [
        "sort=sideways",
        "state=x",
        "where=x",
        "category=x",
        "channel=x",
        "term=x",
        "words=%00",
        "person=%00",
        "words=" + "x" * 200,
    ],
)
def test_what_cannot_be_looked_for_gets_a_sentence_and_the_list_as_usual(query: str) -> None:
    incident = a_reported_post()
    answer = browser("head").get(f"{LIST}?{query}")
    assert answer.status_code == 200
    assert "Please look at this again" in words(answer)
    assert lists_of(answer) == [incident.reference]


def test_words_that_are_markup_are_shown_as_words() -> None:
    a_reported_post(summary="<script>alert(1)</script>", people=[Named("<b>Bold</b>", Part.NAMED)])
    page = browser("head").get(LIST).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert" not in page


def test_an_empty_list_says_what_will_be_there() -> None:
    assert "When somebody reports a post it appears here" in words(browser("head").get(LIST))
    some(1)
    assert "Nothing here matches" in words(browser("head").get(f"{LIST}?words=nowhere"))


def test_no_choice_of_a_filter_comes_from_an_incident() -> None:
    before = [
        each.choices for each in browser("head").get(LIST).context["form"].fields.values() if hasattr(each, "choices")
    ]
    a_reported_post(people=[an_author(name="Quentin Marsh")])
    after = [
        each.choices for each in browser("head").get(LIST).context["form"].fields.values() if hasattr(each, "choices")
    ]
    assert str(before) == str(after)


def test_an_emergency_brings_a_closed_incident_back_to_the_list() -> None:
    head = person(SCHOOL, "head")
    incident = some(1)[0]
    close(incident=incident, outcome=Outcome.NO_FURTHER_ACTION, reasons="Nothing in it.", by=head, at=AT)
    assert listed(browser("head")) == []
    take_step(incident=incident, step=StepName.POLICE, emergency=True, by=head, at=NOW)
    assert listed(browser("head"), f"{LIST}?where=police") == [incident.reference]
