"""Notes for the next review: what the text, the categories and document control give reason to raise."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.playing.cast import latest_adoption
from policies.hosts import load
from policies.models import PolicyVersion
from policies.next_review import notes_of
from policies.review_notes import (
    Document,
    all_notes,
    notes_on_ages,
    notes_on_complaints,
    notes_on_document,
    notes_on_names,
)
from schools.models import School
from tests.builders import AT, client_of, person, the_schools

HERE = "larkspur-infant"


def host(name: str, age: int | None = 13, *aliases: str, standing: str = "CHECKED") -> Any:
    return SimpleNamespace(name=name, minimum_age=age, aliases=list(aliases), age_standing=standing)


HOSTS = [
    host("Facebook", 13, "FB"),
    host("Instagram"),
    host("LinkedIn", 16),
    host("X", 13, "Twitter", "x.com", "X (Twitter)"),
    host("Telegram", None),
    host("Reddit", 18, standing="NOT"),
]


def text(*paragraphs: str) -> Any:
    return [{"paragraphs": [{"id": f"P-{number}", "text": each} for number, each in enumerate(paragraphs, 1)]}]


def test_an_age_that_differs_from_most_hosts_is_a_note_that_names_them_and_the_paragraph() -> None:
    sections = text("Be kind.", "Remember that the usual minimum age on these sites is 14.")
    (note,) = notes_on_ages(sections, HOSTS)
    assert (note.paragraph, note.cited) == ("P-2", "paragraph 2")
    assert note.sentence.startswith("The policy gives 14 as an age for using sites.")
    assert "13 for Facebook, Instagram and X; 16 for LinkedIn." in note.sentence
    assert "Telegram" not in note.sentence and "Reddit" not in note.sentence, "an age that nobody looked up"


@pytest.mark.parametrize(
    ("sentence", "noted"),
    [
        ("Most sites require the user to be at least 14 years old.", True),
        ("Children must be fourteen or older to have an account.", True),
        ("Most sites require the user to be at least 13.", False),
        ("Children under thirteen are not allowed accounts.", False),
        ("You must be 13 to use LinkedIn.", True),
        ("You must be 16 to use LinkedIn.", False),
        ("Twitter users must be at least 16.", True),
        ("Year 10 pupils must not use social media in lessons.", False),
        ("We reply within 14 days on any site.", False),
        ("At least 14 governors read this.", False),
        ("Our academy has pupils aged 11 to 16.", False),
        ("Facebook needs an age of 13 and LinkedIn of 16.", False),
    ],
)
def test_only_a_sentence_about_the_age_for_sites_is_noted(sentence: str, noted: bool) -> None:
    assert bool(list(notes_on_ages(text(sentence), HOSTS))) is noted


def test_without_hosts_that_were_looked_up_nothing_is_said_of_ages() -> None:
    sections = text("Most sites require the user to be at least 14 years old.")
    assert (
        list(notes_on_ages(sections, [])) == list(notes_on_ages(sections, [host("Reddit", 18, standing="NOT")])) == []
    )


def test_a_former_name_is_noted_unless_the_present_one_stands_there_too() -> None:
    (note,) = notes_on_names(text("Facebook, Twitter and others.", "Nobody is harmed on twitter."), HOSTS)
    assert note.sentence == "The policy says “Twitter”. In the list of hosts it is called X today."
    assert note.cited == "paragraphs 1 and 2"
    for calm in ("X, once called Twitter.", "FB and Instagram.", "A tweet.", "Twitterati."):
        assert list(notes_on_names(text(calm), HOSTS)) == []


def test_complaints_listed_as_inappropriate_are_noted_unless_the_policy_says_that_they_are_no_breach() -> None:
    row = SimpleNamespace(name="Complaining online", kind="COMPLAINT", paragraph="P-1", added=False, retired=False)
    (note,) = notes_on_complaints(text("Complaining online about staff."), [row])
    assert "“Complaining online” is listed" in note.sentence and note.cited == "paragraph 1"
    assert list(notes_on_complaints(text("Complaints made online are not a breach of this policy."), [row])) == []
    for other in ({"added": True}, {"retired": True}, {"kind": "THREAT"}):
        changed = SimpleNamespace(**{**vars(row), **other})
        assert list(notes_on_complaints(text("Complaining online."), [changed])) == []


def test_document_control_that_is_out_of_date_or_empty_is_noted() -> None:
    assert list(notes_on_document(Document())) == []
    said = [each.sentence for each in notes_on_document(Document("Autumn 2024", True, True))]
    assert len(said) == 3 and "Autumn 2024, has passed" in said[0]


def test_the_text_is_never_changed_by_a_note() -> None:
    sections = text("Most sites require the user to be at least 14 years old.", "Twitter.")
    before = repr(sections)
    assert len(all_notes(sections, HOSTS, [], Document())) == 2
    assert repr(sections) == before


def test_the_hosts_that_come_with_the_service_give_the_note_on_the_age_of_14() -> None:
    known = [each.facts for each in load() if not each.beyond]
    hosts = [host(each.name, each.minimum_age, *each.aliases, standing=each.age_standing) for each in known]
    (note,) = notes_on_ages(text("Most social networking sites require users to be at least 14 years old."), hosts)
    assert "13 for" in note.sentence and "16 for LinkedIn" in note.sentence
    assert [each.sentence for each in notes_on_names(text("Twitter"), hosts)] == [
        "The policy says “Twitter”. In the list of hosts it is called X today."
    ]
    names = "E-mail, a text, Telephone, School website, Seesaw, Insta, Snap, FB, Subreddit, Blogspot, Dojo, a Petition"
    assert list(notes_on_names(text(names), hosts)) == []


@pytest.fixture
def schools(db: None) -> Iterator[dict[str, School]]:
    with time_machine.travel(AT, tick=True):
        yield the_schools()


def version_at(school: School) -> PolicyVersion:
    return latest_adoption(school).version


def test_the_joint_policy_has_every_kind_of_note_and_a_complete_one_has_none(schools: dict[str, School]) -> None:
    notes = notes_of(version_at(schools[HERE]), schools[HERE], AT.date())
    said = " ".join(each.sentence for each in notes)
    for words in (
        "gives 14",
        "called X today",
        "is listed among",
        "Autumn 2024",
        "which day it was approved",
        "from before",
    ):
        assert words in said
    assert [each.cited for each in notes if each.cited] == ["paragraph 36", "paragraph 14", "paragraph 25"]
    assert notes_of(version_at(schools["coldwell"]), schools["coldwell"], AT.date()) == []


@pytest.mark.parametrize(("office", "shown"), [("head", True), ("admin", True), ("staff", False), ("governor", False)])
def test_keepers_see_the_notes_at_the_foot_of_the_policy(schools: dict[str, School], office: str, shown: bool) -> None:
    page = client_of(person(HERE, office)).get(f"/{HERE}/policy/").content.decode()
    assert ("Notes for the next review" in page) is shown
    assert "usual minimum age on these sites is 14" in page, "the words as they were published"


def test_everybody_who_may_read_the_checklist_reads_the_notes_there(schools: dict[str, School]) -> None:
    version = version_at(schools[HERE])
    url = f"/{HERE}/policies/{version.policy.slug}/{version.number}/gaps/"
    page = " ".join(re.sub(r"<[^>]+>", " ", client_of(person(HERE, "staff")).get(url).content.decode()).split())
    assert "Notes for the next review" in page and "16 for LinkedIn. Paragraph 36." in page


def test_the_notes_ask_as_many_questions_however_many_hosts_there_are(schools: dict[str, School]) -> None:
    with CaptureQueriesContext(connection) as asked:
        notes_of(version_at(schools[HERE]), schools[HERE], AT.date())
    assert len(asked) <= 9
