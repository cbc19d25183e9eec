"""What is recognised in the text of a policy, and what is not: rules in both directions, and whole texts."""

import time

import pytest

from policies.recognising.control import date_of, has_grid
from policies.recognising.kinds import TABLE
from policies.recognising.layout import laid_out
from policies.recognising.moves import ASKED_OF, CONDITIONS, STEPS
from policies.recognising.proposals import Proposal
from policies.recognising.whole import recognise, tidied
from policies.vocabulary import LADDER, CategoryKind, Condition
from tests.prove import recognition
from tests.prove._made_up_policies import MADE_UP
from tests.prove._policy_texts import PolicyText, starter_texts

INAPPROPRIATE = "Inappropriate use\n\n- {}\n- Something else altogether"


def proposals(text: str, about: str = "") -> list[Proposal]:
    """What is proposed for a text, of one sort or of all."""
    return [each for each in recognise(text).proposals if about in ("", each.about.value)]


def fields(text: str) -> dict[str, str]:
    """The fields of document control that are proposed."""
    return {each.code: each.value["text"] for each in proposals(text, "FIELD")}


def kinds(item: str) -> set[str]:
    """The kinds of category proposed for an item of a list of what is inappropriate."""
    return {each.code for each in proposals(INAPPROPRIATE.format(item), "CATEGORY")}


def step(sentence: str) -> dict[str, object]:
    """The one step that a sentence describes."""
    (found,) = proposals(f"What we do\n\n{sentence}", "STEP")
    return dict(found.value)


@pytest.mark.parametrize("text", [*starter_texts(), *MADE_UP], ids=lambda text: text.name)
def test_nine_rows_in_ten_are_found_and_few_proposals_are_wrong(text: PolicyText) -> None:
    figures = recognition.examine(text)
    assert not figures.fails, str(figures)
    assert len(figures.found) >= 15


def test_the_figures_fail_where_rows_are_missed_and_where_proposals_are_wrong() -> None:
    joint = starter_texts()[0]
    without = recognition.examine(PolicyText("cut", joint.text[: len(joint.text) // 3], joint.expected))
    assert without.fails and without.missed
    nothing_wanted = recognition.examine(PolicyText("all wrong", joint.text, joint.expected[:3]))
    assert nothing_wanted.fails and nothing_wanted.wrong


@pytest.mark.parametrize("text", [*starter_texts(), *MADE_UP], ids=lambda text: text.name)
def test_every_proposal_stands_beside_words_of_the_text_and_gives_its_reason(text: PolicyText) -> None:
    read = recognise(text.text)
    ids = {each["id"] for section in read.sections for each in section["paragraphs"]}
    words = " ".join(tidied(text.text).split())
    for each in read.proposals:
        assert each.value["reason"].startswith("because it "), each
        assert set(filter(None, each.paragraph.split(", "))) <= ids
        assert each.sentence.split(": ")[-1][:60] in words or " | " in each.sentence, each


def test_the_text_is_kept_word_for_word_in_numbered_paragraphs_under_its_headings() -> None:
    text = "Our Policy\n\nFirst words.\n\n1. Conduct\n\nPlease do not:\n\no\u00a0shout\n•\tswear;\n\nLast words."
    sections = recognise(text).sections
    assert [each["heading"] for each in sections] == ["Our Policy", "1. Conduct"]
    paragraphs = [(each["id"], each["text"]) for section in sections for each in section["paragraphs"]]
    assert paragraphs == [
        *[("P-1", "First words."), ("P-2", "Please do not:"), ("P-3", "shout"), ("P-4", "swear;")],
        ("P-5", "Last words."),
    ]


def test_what_cannot_be_seen_is_dropped_and_words_are_not() -> None:
    assert tidied("a\u00a0b\r\nc\rd\x00\x07\u200be\u202e\ttab\ufeff") == "a b\nc\nde\ttab"


def test_lines_broken_by_a_program_become_paragraphs_again() -> None:
    broken = (
        "We ask parents to speak with us first whenever they\nare worried, and to give us time to look into it all.\n"
    )
    sections = laid_out("\n".join([f"{broken}"] * 5))
    texts = [each.text for section in sections for each in section.paragraphs]
    assert texts == [" ".join(broken.split())] * 5


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Author\tMrs A Example\t", "author_name", "Mrs A Example"),
        ("Written by: A. Example", "author_name", "A. Example"),
        ("Prepared By\n\nA. Example", "author_name", "A. Example"),
        ("Review Date\tAutumn 2024", "review_due", "Autumn 2024"),
        ("Next review: Sept 2025", "review_due", "September 2025"),
        ("Date of policy: 12th March 2024    Review date: 03/2026 or March 2026", "published", "2024-03-12"),
        ("Approved by:\tGoverning Body\tDate:\t1/9/2023", "approving_body", "Governing Body"),
        ("Approved by:\tGoverning Body\tDate:\t1/9/2023", "published", "2023-09-01"),
        ("Issued to: All parents", "issued_to", "All parents"),
        ("This policy was ratified by the governing body on 4 May 2023.", "approved_on", "2023-05-04"),
        ("It is due for review in Spring 2027.", "review_due", "Spring 2027"),
        ("Linked Polices:\n\nBehaviour Policy Complaints Policy", "linked", "Complaints Policy"),
        ("Abusive posts (Source: a union's guidance)", "source", "a union's guidance"),
        ("Keeping Safe\n\nParental Social Media Policy\n\nWe are a school.", "title", "Parental Social Media Policy"),
    ],
)
def test_document_control_is_found_wherever_it_stands(text: str, field: str, value: str) -> None:
    assert fields(text)[field] == value


@pytest.mark.parametrize(
    "text",
    [
        "Author\tReviewed by\t",
        "Review date: to be decided",
        "The author of a post may be asked to remove it.",
        "Behaviour Policy: see our website",
        "We review this status regularly with parents.",
    ],
)
def test_what_is_no_document_control_is_left_alone(text: str) -> None:
    assert set(fields(text)) <= {"REVIEW", "title"}


def test_lines_of_a_version_grid_are_found_and_an_empty_grid_has_none() -> None:
    grid = "Version\tDate\tAmended by\tComments"
    (line,) = proposals(f"{grid}\n1.1\tMay 2023\tA.E.\tChat groups\n\t\t\t", "FIELD")
    said = {"label": "1.1", "on": "May 2023", "amended_by": "A.E.", "comments": "Chat groups"}
    assert line.value["line"] == said
    assert has_grid(laid_out(grid)) and not proposals(grid)


@pytest.mark.parametrize("words", ["12th March 2024", "12/03/24", "12.3.2024", "2024-03-12", "on 12 Mar 2024."])
def test_a_day_is_a_day_however_it_is_written(words: str) -> None:
    assert date_of(words) == "2024-03-12"


@pytest.mark.parametrize("words", ["", "soon", "31/02/2024", "page 12 of 20", "every year"])
def test_what_is_no_date_is_none(words: str) -> None:
    assert date_of(words) == ""


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ("Naming a pupil in a comment", "PUPIL_NAMED"),
        ("Accusing staff of things", "ALLEGATION"),
        ("Trolling", "CYBERBULLYING"),
        ("Airing grievances", "COMPLAINT"),
        ("Libellous remarks", "DEFAMATORY"),
        ("Derogatory remarks", "OFFENSIVE"),
        ("Racial abuse", "RACIST"),
        ("Threatening anybody", "THREAT"),
        ("Messaging other people's children", "CONTACT_CHILD"),
        ("Videos of other families' children", "IMAGE_CHILD"),
        ("Friend requests to our teachers", "STAFF_CONTACT"),
        ("Anything that could damage our reputation", "DISREPUTE"),
        ("Putting a child at risk of harm", "RISK_OF_HARM"),
        ("Spreading rumours", "UNTRUE"),
        ("Malicious posts", "ABUSIVE"),
        ("Criticising how the school is run", "LEADERSHIP_CRITICISM"),
        ("Homophobic remarks", "HATE_OTHER"),
        ("Fake accounts", "IMPERSONATION"),
        ("Sharing confidential information", "PRIVACY"),
        ("Allowing your children to post for you", "CHILD_MISUSE"),
    ],
)
def test_each_kind_is_known_by_its_words(item: str, kind: str) -> None:
    assert kind in kinds(item)


@pytest.mark.parametrize(
    "text",
    [
        "Our complaints procedure is on the website.",
        "We will not tolerate bullying of any kind.\n\nBehaviour for staff\n\nStaff should not accept friend requests.",
        "Benefits\n\n- Sharing photographs of our children's work\n- Celebrating what pupils achieve",
        "Staff use of social media\n\n- Staff must not post racist comments",
        "A private and confidential discussion with the head is the better way.",
    ],
)
def test_what_is_said_of_others_or_of_good_use_is_no_category(text: str) -> None:
    assert {each.code for each in proposals(text, "CATEGORY")} <= {"CYBERBULLYING"}


def test_a_step_says_who_decides_what_it_waits_for_its_place_and_its_days() -> None:
    talk = step("As a first step the headteacher will speak to the parent within three school days.")
    assert (talk["step"], talk["order"], talk["decided_by"], talk["days"]) == ("DISCUSS", 1, ["HEAD"], 3)
    legal = step("If the parent refuses and continues to post, the school will seek legal advice.")
    assert (legal["conditions"], legal["mode"], legal["order"]) == (["REFUSED", "CONTINUED"], "ALL", 2)
    either = step("If the parent refuses or posts again, the chair of governors may send a written warning.")
    assert (either["mode"], either["decided_by"]) == ("ANY", ["CHAIR"])
    police = step("The police may be told where a post is racist. These include threats of violence.")
    assert (police["conditions"], police["order"]) == (["HATE", "VIOLENCE", "OTHER_OFFENCE"], None)


def test_where_nobody_is_said_to_decide_the_proposal_says_so() -> None:
    assert "does not say who decides" in str(step("The school will seek legal advice.")["reason"])
    assert "does not say" not in str(step("The head will seek legal advice.")["reason"])


@pytest.mark.parametrize(
    "sentence",
    [
        "Parents should contact the school and ask for a meeting with the class teacher.",
        "Parents must report abuse to the social media platform themselves.",
        "If you are unhappy, please speak to the head.",
        "We may ban anybody from the school premises.",
        "Staff should seek legal advice from their union.",
        "Legal framework: the Education Act.",
    ],
)
def test_what_parents_and_staff_are_to_do_is_no_step_of_the_school(sentence: str) -> None:
    heading = "Staff should know" if sentence.startswith("Staff") else "What we do"
    assert proposals(f"{heading}\n\n{sentence}", "STEP") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\t \n",
        "qwx zzkj vvmq plorf " * 200,
        "Wir bitten alle Eltern, sich bei Sorgen zuerst an die Schulleitung zu wenden.\n" * 20,
        "Cream the butter and the sugar.\n\nAdd two eggs.\n\nBake for twenty minutes.\n\nLet it cool.",
        "\u0634\u0643\u0631\u0627 " * 300,
    ],
)
def test_another_language_nonsense_and_other_texts_give_no_proposal(text: str) -> None:
    assert proposals(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "where posts " * 16_000,
        "name " * 40_000,
        "a,\n" * 60_000,
        "Linked policies\n\n" + "policy " * 28_000,
        "Author: " * 25_000,
        "- racist\n" * 20_000,
        "\t" * 200_000,
        "(" * 200_000,
        "\n".join(f"Version\tDate\tAmended by\tComments\n{n}\tMay 2020\tA\tB" for n in range(4_000)),
    ],
)
def test_a_text_made_to_be_slow_is_read_in_seconds(text: str) -> None:
    started = time.perf_counter()
    recognise(text)
    assert time.perf_counter() - started < 10


def test_the_tables_cover_every_kind_step_and_condition() -> None:
    assert {row.kind for row in TABLE} == set(CategoryKind) - {CategoryKind.OTHER}
    assert {row.step for row in STEPS} == set(ASKED_OF) == set(LADDER)
    assert set(CONDITIONS) == set(Condition)
