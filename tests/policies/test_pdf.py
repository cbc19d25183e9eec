"""The policy as a PDF: words as they stand, tagged, with nothing in it that acts, made by a process shut in."""

import io
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.page import page_of
from policies.printing import NOT_IN_POLICY, NOT_SAID
from policies.sentences import procedure_in_sentences
from schools.history import SET_UP
from schools.models import School
from schools.operations import create_school
from schools.printing import blocks, pdf
from tests.builders import AT, client_of, person, the_schools

HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.1": *',
    "#panic() ] } ) $x^2$ \\ *bold* _it_ `raw` <label> @ref // not a comment /* nor this */",
    "= A heading? - a list? https://elsewhere.example/ -- ~ ' \" ... 1. <script>{{ 7*7 }}</script> {% now %}",
    "It's “quoted” — café, Ŵyn, Łódź; £5 & 10 % off",
)
NAMES = ("/URI", "/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/OpenAction", "/AA", "/SubmitForm", "/GoToR")


@pytest.fixture
def schools(db: None) -> Iterator[dict[str, School]]:
    with time_machine.travel(AT, tick=False):
        yield the_schools()


def document(*texts: str) -> dict[str, object]:
    """A document that says these, a paragraph each."""
    parts = [blocks.words(text) for text in texts]
    return blocks.document(school="A School", title="A policy", caption="", under=[], foot="", blocks=parts)


def text_of(content: bytes) -> str:
    """What a PDF says, each run of white space as one space. pdfium marks a hyphen that ends a line; none is ours."""
    with pypdfium2.PdfDocument(content) as opened:
        pages = []
        for number in range(len(opened)):
            page = opened[number]
            words = page.get_textpage()
            pages.append(words.get_text_range())
            words.close()
            page.close()
    return " ".join(" ".join(pages).replace("\ufffe", "-").split())


def taken(slug: str, path: str, office: str = "staff") -> bytes:
    """A PDF as somebody with an office saves it."""
    answer = client_of(person(slug, office)).get(f"/{slug}/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
    return answer.content


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_printed_as_they_stand_and_never_run(text: str) -> None:
    printed = pdf.pdf_of(document(text))
    assert printed.accessible
    assert " ".join(text.split()) in text_of(printed.content)
    assert "root:" not in text_of(printed.content)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.sampled_from("#[](){}$\\*_`<>@=+-/~'\";:,.!&%^| abcxyzé19\n"), max_size=60), max_size=20
    )
)
def test_whatever_is_typed_from_the_keyboard_comes_out_again(texts: list[str]) -> None:
    printed = pdf.pdf_of(document(*texts, "The end"))
    squeezed = "".join(text_of(printed.content).split())
    for text in texts:
        assert "".join(text.split()).replace("\xad", "") in squeezed


def test_five_thousand_hostile_strings_come_out_as_they_went_in() -> None:
    dice, pieces = random.Random(1), [*"#[](){}$\\*_`<>@=+-/~'\" abcxyz19", *HOSTILE, "#eval", "#sys.inputs", "\\u{41}"]
    texts = ["".join(dice.choices(pieces, k=dice.randint(1, 12))) for _ in range(5000)]
    squeezed = "".join(text_of(pdf.pdf_of(document(*texts)).content).split())
    squeezed = re.sub(r"Page\d+of\d+|ASchoolApolicy", "", squeezed)  # the foot and head between two pages
    assert [text for text in texts if "".join(text.split()) not in squeezed] == []


def test_a_character_that_no_font_has_is_no_reason_to_print_nothing(caplog: pytest.LogCaptureFixture) -> None:
    plain, odd = pdf.pdf_of(document("Plain words")), pdf.pdf_of(document("Odd 😀 漢字 العربية words"))
    assert plain.accessible and not odd.accessible
    assert "Odd" in text_of(odd.content) and "words" in text_of(odd.content)
    assert ["PDF/UA-1" in each.message and "Odd" not in each.message for each in caplog.records] == [True]


def test_what_cannot_be_printed_is_left_out() -> None:
    assert pdf.printable("a\x00\x07\tb\ud800\ue000\U000e0fff\nc") == "a b\nc"
    assert pdf.printable({"a": ["x\x00", 1, None, ("y\x1b",)]}) == {"a": ["x", 1, None, ["y"]]}
    assert pdf.pdf_of(document("a\x00\x1b\ud800\ue000b")).accessible


def test_the_pdf_is_tagged_british_titled_and_holds_nothing_that_acts(schools: dict[str, School]) -> None:
    made = {path: taken("larkspur-infant", path) for path in ("policy.pdf", "policy/procedure.pdf")}
    for path, content in made.items():
        with pikepdf.open(io.BytesIO(content)) as opened:
            root = opened.Root
            assert root.MarkInfo.Marked and "/StructTreeRoot" in root, path
            assert str(root.Lang) == "en-GB" and root.ViewerPreferences.DisplayDocTitle
            assert str(opened.docinfo.Title).startswith("Social media policy")
            assert opened.open_metadata()["pdfuaid:part"] == "1"
            assert [
                name
                for each in opened.objects
                if isinstance(each, pikepdf.Dictionary)
                for name in NAMES
                if name in each
            ] == []


@pytest.mark.parametrize("slug", ["larkspur-infant", "tregarth", "coldwell"])
def test_the_whole_policy_is_in_it_gaps_said_to_be_gaps(slug: str, schools: dict[str, School]) -> None:
    page = page_of(schools[slug], AT.date())
    assert page is not None
    text = text_of(taken(slug, "policy.pdf"))
    for section in page.sections:
        assert section.heading in text
        assert [number for number, words in section.paragraphs if f"{number} {words}" not in text] == []
    assert [each.name for each, _ in page.categories if f"{each.name} (" not in text and each.name not in text] == []
    assert [each for each in procedure_in_sentences(page.version.steps.all()) if each not in text] == []
    assert text.count(NOT_IN_POLICY) == len(page.gaps)
    assert all(each.label in text and (each.text or NOT_SAID) in text for each in page.control)
    assert schools[slug].name in text and "In force since 1 September 2025" in text and "Page 1 of" in text


def test_the_procedure_alone_has_the_steps_of_the_page_and_no_more(schools: dict[str, School]) -> None:
    page = page_of(schools["coldwell"], AT.date())
    assert page is not None
    text = text_of(taken("coldwell", "policy/procedure.pdf"))
    said = procedure_in_sentences(page.version.steps.all())
    assert said and all(each in text for each in said)
    assert all(step.words in text for rung in page.rungs for step in rung.steps)
    assert "Document control" not in text and "What it says" not in text


def test_the_public_pdf_names_nobody_and_says_no_gap(schools: dict[str, School]) -> None:
    from policies.operations.public import show_to_everybody

    show_to_everybody(school=schools["larkspur-infant"], shown=True, by=SET_UP, at=AT)
    text = text_of(taken("larkspur-infant", "our-policy.pdf"))
    assert "Racist remarks." in text and "the head of school or a senior leader talks with the parent" in text
    for word in ("A member of staff", "Author", "Reviewed by", "Amended by", NOT_IN_POLICY, NOT_SAID, "Added by"):
        assert word not in text, word


def test_somebody_of_another_school_and_a_school_without_a_policy_get_the_same_404(schools: dict[str, School]) -> None:
    create_school(slug="new", name="New School", by=SET_UP, at=AT)
    for path in ("policy.pdf", "policy/procedure.pdf"):
        assert taken("tregarth", path)
        away = client_of(person("tregarth", "head")).get(f"/coldwell/{path}")
        new = client_of(person("tregarth", "head")).get(f"/new/{path}")
        assert (away.status_code, away.content) == (new.status_code, new.content) and away.status_code == 404


def test_a_pdf_is_there_in_half_a_second_and_the_public_one_is_made_once(schools: dict[str, School]) -> None:
    """Somebody's own copy says who printed it, so it is made for them alone, and nothing of it is kept (S14.08)."""
    from policies.operations.public import show_to_everybody

    show_to_everybody(school=schools["larkspur-infant"], shown=True, by=SET_UP, at=AT)
    pdf._compiled.cache_clear()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    first = taken("coldwell", "policy.pdf")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (
        spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime < 0.5
    )  # not the clock: others are at work
    assert taken("coldwell", "policy.pdf", "head") != first
    assert pdf._compiled.cache_info().misses == 0
    assert taken("larkspur-infant", "our-policy.pdf") == taken("larkspur-infant", "our-policy.pdf", "head")
    assert pdf._compiled.cache_info().misses == 1


def run(source: str, **data: object) -> "subprocess.CompletedProcess[bytes]":
    """The compiler, asked as `pdf` asks it, with a template of our own."""
    given = json.dumps({"source": source, "data": json.dumps(data)}).encode()
    command = [sys.executable, "-I", "-S", str(pdf.COMPILER), pdf._library()]
    return subprocess.run(command, input=given, capture_output=True, env={}, cwd="/", timeout=30, check=False)


PLAIN = '#set document(title: "T")\n'


@pytest.mark.skipif(sys.platform != "linux", reason="the seal is Linux's")
@pytest.mark.parametrize(
    "reach",
    ['#read("/etc/passwd")', '#read("../x")', '#import "@preview/cetz:0.3.1": *', '#image("/static/img/mark.svg")'],
)
def test_not_even_a_template_reaches_a_file_or_the_network(reach: str) -> None:
    assert run(PLAIN + "Words").stdout.startswith(b'{"sealed": true, "accessible": true}\n%PDF-')
    refused = run(PLAIN + reach)
    assert refused.returncode != 0 and b"%PDF" not in refused.stdout and b"root:" not in refused.stdout


def test_a_template_that_asks_for_all_memory_is_ended_and_a_person_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "greedy.typ").write_text(PLAIN + "#{ let a = (1,); for i in range(60) { a = a + a } }")
    monkeypatch.setattr(pdf, "FOLDER", tmp_path)
    with pytest.raises(pdf.NotPrinted, match="could not be made into a PDF just now"):
        pdf.pdf_of(document("x"), "greedy.typ")


def test_a_compiler_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(pdf, "COMPILER", slow)
    monkeypatch.setattr(pdf, "SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(pdf.NotPrinted):
        pdf.pdf_of(document("too long"))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense", b'{"sealed": true}\n%PDF-1', b'{"sealed": true, "accessible": true}\nGIF']
)
def test_an_answer_that_is_no_pdf_is_not_believed(answer: bytes) -> None:
    with pytest.raises(pdf.NotPrinted):
        pdf._judged(answer)
    assert pdf._judged(b'{"sealed": true, "accessible": false}\n%PDF-1.7 ...').accessible is False


def test_a_person_is_told_in_a_sentence_and_the_typesetter_is_not_loaded_here(
    schools: dict[str, School], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)  # whoever imports it in this process fails
    pdf._compiled.cache_clear()
    assert taken("tregarth", "policy.pdf")
    monkeypatch.setattr(pdf, "_ask", lambda given: b"")
    pdf._compiled.cache_clear()
    answer = client_of(person("tregarth", "head")).get("/tregarth/policy.pdf")
    assert answer.status_code == 503 and "print the page instead" in answer.content.decode()
