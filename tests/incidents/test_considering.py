"""What a school considers beside the steps: written down with a reason, told in the story, opening nothing."""

import pytest

from incidents.considering import QUESTIONS, asked
from incidents.facts import facts_of
from incidents.models import Finding, Incident
from incidents.operations.recording import consider
from policies.vocabulary import StepName
from schools.models import Event
from schools.operation import Refused
from tests.builders import AT, a_reported_post, person
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, errors, send, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools


@pytest.mark.parametrize(
    ("slug", "answer"), [(slug, code) for slug, each in QUESTIONS.items() for code in each.answers]
)
def test_every_answer_is_told_in_the_story_with_its_reason(incident: Incident, slug: str, answer: str) -> None:
    client, question = browser(), QUESTIONS[slug]
    assert question.asks in words(client.get(url(incident, "consider", slug)))
    assert send(client, incident, "consider", slug, answer=answer, words="Both of us agreed.").status_code == 302
    page = words(client.get(url(incident)))
    story = page[page.index("The story so far") :]
    assert question.said(answer) in story and "Both of us agreed." in story


def test_a_question_that_is_none_is_not_found_and_an_answer_without_a_reason_is_not_kept(incident: Incident) -> None:
    assert browser().get(url(incident, "consider", "the-weather")).status_code == 404
    response = send(browser(), incident, "consider", "concern", answer="ANSWERED", words="")
    assert response.status_code == 200 and errors(response)
    events = Event.objects.across_schools("test").count()
    with pytest.raises(Refused, match="say why"):
        consider(
            incident=incident,
            question=QUESTIONS["concern"],
            answer="MAYBE",
            words="x",
            by=person(SCHOOL, "head"),
            at=AT,
        )
    assert not Finding._base_manager.exists() and Event.objects.across_schools("test").count() == events


@pytest.mark.parametrize("office", ["staff", "chair", "governor", "admin"])
def test_whoever_does_not_see_the_incident_considers_nothing(incident: Incident, office: str) -> None:
    assert send(browser(office), incident, "consider", "concern", answer="OPEN", words="x").status_code == 404
    assert send(browser("slt"), incident, "consider", "concern", answer="OPEN", words="x").status_code == 302


def test_each_question_is_offered_where_the_policy_or_the_category_gives_it_sense(schools: None) -> None:
    def offered(*kinds: str, school: str = SCHOOL) -> set[str]:
        made = a_reported_post(school=school, category_kinds=list(kinds))
        return {each.slug for each in asked(facts_of(made, NOW))}

    assert offered("PUPIL_NAMED") == {"concern", "not-advised"}
    assert offered("IMAGE_CHILD") == {"concern", "permission", "not-advised"}
    assert offered("RACIST", "LEADERSHIP_CRITICISM", school="tregarth") == {
        *("face-to-face", "concern", "racist-log", "not-advised")
    }


def test_legal_advice_that_was_considered_and_left_opens_nothing(incident: Incident) -> None:
    from incidents.ladder import answer

    def of(step: StepName) -> object:
        return answer(step, incident=incident, user=person(SCHOOL, "head"), at=NOW)

    before = [of(step) for step in StepName]
    send(browser(), incident, "consider", "not-advised", answer="LEFT", words="Too early.")
    incident.refresh_from_db()
    assert [of(step) for step in StepName] == before
