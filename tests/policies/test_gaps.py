"""The checklist: where a version speaks of a topic, or what happens by default, always marked as not in the policy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from incidents.guards import Asked, deciders
from incidents.ladder import STEPS, blocks_of
from incidents.playing.cast import latest_adoption
from policies.gaps import BEYOND, DEFAULTS, SHOWN_BY_A_STEP, checklist
from policies.models import PolicyVersion
from policies.operations.gaps import say_where
from policies.operations.life import send_to_governors
from policies.operations.starting import revise
from policies.vocabulary import StepName, Topic
from schools import record
from schools.models import School
from schools.operation import Refused, Stale
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_schools

HERE = "larkspur-infant"


@pytest.fixture(autouse=True)
def schools(db: None) -> Iterator[dict[str, School]]:
    with time_machine.travel(AT, tick=True):
        yield the_schools()


@pytest.fixture
def draft(schools: dict[str, School]) -> PolicyVersion:
    return revise(version=latest_adoption(schools[HERE]).version, by=person(HERE, "head"), at=AT)


def ask(version: PolicyVersion, office: str = "head", slug: str = HERE, **fields: Any) -> HttpResponse:
    client, url = client_of(person(slug, office)), f"/{slug}/policies/{version.policy.slug}/{version.number}/gaps/"
    return client.post(url, fields) if fields else client.get(url)


def words(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().replace("&#x27;", "'")).split())


def head(**more: Any) -> dict[str, Any]:
    return {"by": person(HERE, "head"), "at": AT, **more}


@pytest.mark.parametrize("slug", ["larkspur-infant", "tregarth", "coldwell"])
def test_every_topic_is_either_in_the_policy_or_marked_with_what_happens_by_default(slug: str) -> None:
    version = latest_adoption(School.objects.get(slug=slug)).version
    text = words(ask(version, "staff", slug))
    listed = checklist(version, list(version.steps.all()))
    assert [gap.topic for gap in listed] == list(Topic)
    assert text.count("Not in your policy") == sum(not gap.covered for gap in listed)
    assert text.count("In your policy") == sum(gap.covered for gap in listed)
    for gap in listed:
        assert gap.topic.label in text
        assert (gap.default in text) is not gap.covered


def test_where_a_policy_speaks_is_cited(schools: dict[str, School]) -> None:
    text = words(ask(latest_adoption(schools[HERE]).version))
    assert "Legal advice In your policy, paragraphs 41 and 42" in text
    assert "Review date In your policy: see document control" in text
    assert "The police Not in your policy Whoever owns the incident or the head may tell the police" in text


def test_an_adopted_version_is_read_by_everybody_there_and_changed_by_nobody(schools: dict[str, School]) -> None:
    adopted = latest_adoption(schools[HERE]).version
    for slug, office in ((HERE, "head"), (HERE, "governor"), (HERE, "staff"), ("larkspur-junior", "staff")):
        page = ask(adopted, office, slug)
        assert page.status_code == 200
        assert b"Save what your policy says" not in page.content
    assert ask(adopted, "head", "tregarth").status_code == 404
    refused = ask(adopted, edition=adopted.edition, record="S1-37")
    assert refused.status_code == 409
    assert "Only a draft is changed." in words(refused)
    for slug, office in ((HERE, "staff"), (HERE, "governor"), ("larkspur-junior", "head")):
        assert ask(adopted, office, slug, edition=adopted.edition, record="S1-37").status_code == 404
    assert PolicyVersion.objects.get(pk=adopted.pk).said == adopted.said


def test_whoever_keeps_a_draft_says_where_a_topic_stands_and_takes_it_back(draft: PolicyVersion) -> None:
    assert "37: When a parent brings us a concern" in ask(draft).content.decode()
    assert ask(draft, edition=draft.edition, record="S1-37", retention="S1-38").status_code == 302
    draft.refresh_from_db()
    assert draft.said == {"RECORD": "S1-37", "RETENTION": "S1-38"}
    assert "Keeping a record In your policy, paragraph 37" in words(ask(draft))
    told = record.story_of(school=School.objects.get(slug=HERE), about="policy")[-1]
    assert told.kind == "policy-gaps-said" and told.details is not None
    assert told.details["said"] == "Keeping a record: paragraph 37; How long records are kept: paragraph 38"
    assert ask(draft, "admin", edition=draft.edition, record="", retention="S1-38").status_code == 302
    draft.refresh_from_db()
    assert draft.said == {"RETENTION": "S1-38"}
    assert "Keeping a record Not in your policy" in words(ask(draft))


def test_what_the_procedure_shows_stays_shown_when_nobody_names_a_paragraph(draft: PolicyVersion) -> None:
    assert "As the procedure shows" in words(ask(draft))
    say_where(version=draft, said={"HOST": "S1-19"}, edition=None, **head())
    assert "Reporting to the host In your policy, paragraph 19" in words(ask(draft))
    say_where(version=draft, said={"HOST": ""}, edition=None, **head())
    assert "Reporting to the host In your policy, paragraph 44" in words(ask(draft))


def test_whoever_was_overrun_keeps_what_they_chose_and_may_press_again(draft: PolicyVersion) -> None:
    seen = draft.edition
    say_where(version=draft, said={"RECORD": "S1-37"}, edition=None, **head(by=person(HERE, "admin")))
    stale = ask(draft, edition=seen, retention="S1-38")
    assert stale.status_code == 409
    assert "Somebody else changed this draft" in words(stale)
    assert '<option value="S1-38" selected' in stale.content.decode()
    assert f'name="edition" value="{draft.edition}"' in stale.content.decode()
    assert ask(draft, edition=draft.edition, retention="S1-38", record="S1-37").status_code == 302


@pytest.mark.parametrize("wrong", ["S9-99", "<script>", "x" * 100_000, "S1-37, S1-38"])
def test_a_paragraph_that_is_not_in_the_text_is_refused_beside_its_box(draft: PolicyVersion, wrong: str) -> None:
    answer = ask(draft, edition=draft.edition, record=wrong)
    assert answer.status_code == 200
    assert "Choose one of these." in words(answer)
    draft.refresh_from_db()
    assert draft.said == {}


def test_several_paragraphs_that_were_named_before_can_be_kept_as_they_are() -> None:
    school = School.objects.get(slug="coldwell")
    draft = revise(version=latest_adoption(school).version, by=person("coldwell", "head"), at=AT)
    before = dict(draft.said)
    assert "Paragraphs 20 and 29, as it is now" in ask(draft, "head", "coldwell").content.decode()
    kept = {topic.lower(): where for topic, where in before.items()}
    assert ask(draft, "head", "coldwell", edition=draft.edition, **kept).status_code == 302
    draft.refresh_from_db()
    assert draft.said == before


def test_the_operation_refuses_other_offices_what_is_no_topic_and_what_is_no_draft(draft: PolicyVersion) -> None:
    for slug, office in ((HERE, "slt"), (HERE, "governor"), ("larkspur-junior", "head")):
        with pytest.raises(Refused, match="does not keep"):
            say_where(version=draft, said={"RECORD": "S1-37"}, edition=None, by=person(slug, office), at=AT)
    for wrong in ({"WEATHER": "S1-37"}, {"RECORD": "S9-99"}):
        with pytest.raises(Refused):
            say_where(version=draft, said=wrong, edition=None, **head())
    with pytest.raises(Stale):
        say_where(version=draft, said={"RECORD": "S1-37"}, edition=draft.edition + 1, **head())
    send_to_governors(version=draft, note="", **head())
    with pytest.raises(Refused, match="Only a draft is changed"):
        say_where(version=draft, said={"RECORD": "S1-37"}, edition=None, **head())
    assert PolicyVersion.objects.get(pk=draft.pk).said == {}


def test_the_page_asks_as_many_questions_however_much_is_said(draft: PolicyVersion) -> None:
    with CaptureQueriesContext(connection) as few:
        ask(draft)
    say_where(version=draft, said={topic.value: "S1-37" for topic in Topic}, edition=None, **head())
    with CaptureQueriesContext(connection) as many:
        ask(draft)
    assert len(many) == len(few)


def test_a_default_says_who_may_go_beyond_the_policy_as_the_ladder_does() -> None:
    """A step that no row describes is for the head and whoever owns the incident, and for nobody else."""
    for topic, step in SHOWN_BY_A_STEP.items():
        asked = Asked(step, facts=type("Bare", (), {"procedure": {}})(), viewer=None)  # type: ignore[arg-type]
        assert deciders(asked) == {Role.HEAD}
        assert "R1" in {guard.code for guard in STEPS[StepName(step)].reasons}
        assert BEYOND.split("{")[0] in DEFAULTS[topic]
        captures = "B4" in {guard.code for guard in blocks_of(step)}
        assert ("A capture of the post has to be kept first." in DEFAULTS[topic]) is captures
    assert "B3" in {guard.code for guard in blocks_of(StepName.RESTRICT)}
