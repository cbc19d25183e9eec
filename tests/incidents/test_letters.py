"""The text of the six letters: what each must say, and what none may."""

import re
from datetime import timedelta

import pytest

from incidents.facts import facts_of
from incidents.letters import compose
from incidents.models import Incident, Involvement
from incidents.operations.recording import record_check
from incidents.operations.steps import take_step
from incidents.vocabulary import LetterKind, PostState
from policies.vocabulary import StepName
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person, the_author
from tests.incidents.at_the_pages import SCHOOL
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools

MUST_SAY = {
    LetterKind.INVITATION: ("Nothing has been decided", "bring somebody with you", "an interpreter", "which days"),
    LetterKind.REMOVAL_REQUEST: (
        "https://social.example/groups/1/2",
        "15 November 2026",
        "paragraph 40",
        "admits nothing",
        "let us know when it is done",
        "talk about it first",
    ),
    LetterKind.WARNING: ("right to reply", "chair of governors", "look at this warning again", "no more than that"),
    LetterKind.RESTRICTION: (
        "From 16 November 2026",
        "will still reach you",
        "Nothing changes for your child",
        "within ten school days",
        "at the end of this half term",
        "paragraph 43",
    ),
    LetterKind.CLOSING: ("finished looking", "Thank you", "ask to see what we hold"),
    LetterKind.NO_BREACH: ("not a breach", "Nothing more will be done", "complaints procedure"),
}
ACCUSING = re.compile(
    r"\b(you posted|you wrote|offen[cs]e|offender|illegal|libel|defam|guilty|punish|ban(?:ned)?|police|court)\b"
)


def letter(kind: LetterKind, incident: Incident, to: Involvement | None = None, **changes: str) -> str:
    """The text of a letter of that kind to the author."""
    said = {"author": "Amara Okafor", "office": "Head of school", **changes}
    return compose(kind, to or the_author(incident), facts_of(incident, AT), at=AT, **said)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_carries_what_a_letter_carries(incident: Incident, kind: LetterKind) -> None:
    text = letter(kind, incident)
    version = incident.adoption.version
    for said in (
        incident.school.name,
        "16 November 2026",
        f"Our reference: {incident.reference}",
        "Dear Kerry Lodge,",
        f"“{version.policy.title}”, version {version.number}",
        "Yours sincerely,\n\nAmara Okafor\nHead of school",
        "To reply, write to Amara Okafor",
        "another language or in another format",
        "complaints procedure",
        "If you see this differently",
    ):
        assert said in text, said


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_says_what_it_is_for_and_accuses_nobody(incident: Incident, kind: LetterKind) -> None:
    text = letter(kind, incident)
    for said in MUST_SAY[kind]:
        assert said in text, said
    assert not ACCUSING.search(text.casefold())
    assert "It was R again" not in text  # no words of others are quoted
    assert "S1-" not in text and "{" not in text and "None" not in text


def test_every_kind_has_its_sentences() -> None:
    assert set(MUST_SAY) == set(LetterKind)
    assert ACCUSING.search("you posted this")


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_is_tidy_whatever_is_not_known(schools: None, kind: LetterKind) -> None:
    bare = a_reported_post(url="", host="", posted=None)
    text = letter(kind, bare, office="")
    assert "\n\n\n" not in text
    assert "  " not in text
    assert " ." not in text and " ," not in text and "()" not in text
    assert not re.search(r"[ \t]\n", text)
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert text[0] != "\n"


def test_names_and_addresses_stand_as_they_are_typed(schools: None) -> None:
    post = a_reported_post(people=[an_author(name="O'Hara & <Söhne> {{ 7 }}")], url="https://social.example/?a=1&b=2")
    text = letter(LetterKind.REMOVAL_REQUEST, post)
    assert "Dear O'Hara & <Söhne> {{ 7 }}," in text
    assert "https://social.example/?a=1&b=2" in text
    assert "&#x27;" not in text and "&amp;" not in text


def test_a_request_gives_the_day_that_was_set_with_the_step(incident: Incident) -> None:
    head = person(SCHOOL, "head")
    assert "as soon as you are able to" in letter(LetterKind.REMOVAL_REQUEST, incident)
    keep_a_capture(incident, head)
    take_step(
        incident=incident,
        step=StepName.ASK_FOR_REMOVAL,
        to=the_author(incident),
        due=AT + timedelta(days=4),
        by=head,
        at=AT,
    )
    text = letter(LetterKind.REMOVAL_REQUEST, incident)
    assert "by 20 November 2026" in text
    assert "as soon as" not in text


def test_a_warning_tells_what_was_done_with_this_person_alone(schools: None) -> None:
    post = a_reported_post(people=[an_author(), an_author(name="Sam Pryor", part="SHARER")])
    head, other = person(SCHOOL, "head"), post.involvements.get(person__name="Sam Pryor")
    keep_a_capture(post, head)
    take_step(incident=post, step=StepName.DISCUSS, to=other, by=head, at=AT)
    assert "We talked about it on 16 November 2026." in letter(LetterKind.WARNING, post, other)
    assert "We talked about it" not in letter(LetterKind.WARNING, post)


def test_the_days_to_reply_are_those_of_the_policy(schools: None) -> None:
    there = a_reported_post("coldwell")
    assert "within 5 school days" in letter(LetterKind.WARNING, there)
    assert "paragraph 23" in letter(LetterKind.WARNING, there)


def test_a_policy_without_the_step_is_not_cited_for_it(incident: Incident) -> None:
    assert "as paragraph" not in letter(LetterKind.WARNING, incident)


def test_the_closing_letter_thanks_for_a_post_that_is_gone(incident: Incident) -> None:
    assert "no longer there" not in letter(LetterKind.CLOSING, incident)
    record_check(incident=incident, state=PostState.GONE, by=person(SCHOOL, "head"), at=AT)
    assert "the post was no longer there" in letter(LetterKind.CLOSING, incident)
