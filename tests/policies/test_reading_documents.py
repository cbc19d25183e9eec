"""The words of an untrusted document: read in the limited process, or refused with a sentence."""

import io
import json
import zipfile
from collections.abc import Callable

import docx
import pikepdf
import pytest
import typst

from schools.files import reading
from schools.files.inspection import FileRefused
from schools.files.reading import words_of
from tests.schools.evidence_files import NOT_KEPT, pdf, picture, upload

CONTROL = (("Author", "Mr A Example"), ("Review Date", "Autumn 2027"))


def word() -> bytes:
    """A Word document with a heading, a paragraph, a list and a control block."""
    document = docx.Document()
    document.add_heading("Parents online", 0)
    document.add_paragraph("Please be kind.")
    document.add_paragraph("Naming children", style="List Bullet")
    table = document.add_table(0, 2)
    for label, value in CONTROL:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    return _bytes(document.save)


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The Word document with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def _bytes(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def refusal(name: str, content: bytes) -> str:
    """Why a document is not read."""
    with pytest.raises(FileRefused) as refused:
        words_of(upload(name, content))
    return str(refused.value)


def laughs() -> bytes:
    """A document that would unpack to a billion words, in a few lines of XML."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><l>&l9;</l>'.encode()


def test_a_word_document_gives_headings_lists_and_the_rows_of_its_tables() -> None:
    text = words_of(upload("policy.docx", word()))
    assert "# Parents online" in text
    assert "• Naming children" in text
    assert "Author\tMr A Example\nReview Date\tAutumn 2027" in text


def test_words_inserted_while_changes_were_tracked_are_read_and_deleted_ones_are_not() -> None:
    mine = b"<w:ins><w:r><w:t>Be very kind.</w:t></w:r></w:ins><w:del><w:r><w:delText>Gone</w:delText></w:r></w:del>"
    text = words_of(
        upload("a.docx", changed("word/document.xml", lambda xml: xml.replace(b"</w:p>", mine + b"</w:p>", 1)))
    )
    assert "Be very kind." in text
    assert "Gone" not in text


def test_a_pdf_with_words_and_a_plain_text_in_any_coding_are_read() -> None:
    source = "= Parents online\n\nPlease be kind to one another, and raise a worry with the head of school first."
    text = words_of(upload("policy.pdf", typst.compile(source.encode())))
    assert "Parents online" in text
    assert "raise a worry with the head of school" in " ".join(text.split())
    for coding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert words_of(upload("policy.txt", "The school’s café".encode(coding))) == "The school’s café"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("scan.pdf", lambda: pdf(3), "This PDF is a picture of a text"),
        ("locked.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "locked with a password"),
        ("long.pdf", lambda: pdf(5_000), "has 5,000 pages; at most 200 are read"),
        ("broken.pdf", lambda: b"%PDF-1.7 nothing follows", "damaged or incomplete"),
        ("old.doc", lambda: NOT_KEPT["old.doc"], "an older Word document (.doc)"),
        ("locked.docx", lambda: NOT_KEPT["old.doc"] + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        ("policy.docx", lambda: NOT_KEPT["setup.exe"], "This is a program, not a document."),
        ("files.zip", lambda: NOT_KEPT["files.zip"], "Only Word documents (.docx), PDFs and plain text"),
        ("cut.docx", lambda: word()[:3000], "Only Word documents (.docx), PDFs and plain text"),
        ("shot.png", lambda: picture("PNG"), "This is a picture"),
        ("page.html", lambda: NOT_KEPT["page.html"], "This is a saved web page."),
        ("data.txt", lambda: NOT_KEPT["data.bin"], "Only Word documents"),
        ("policy.rtf", lambda: rb"{\rtf1 hello}", "This is a rich text file"),
        ("long.txt", lambda: b"words " * 50_000, "more than 200,000 characters"),
        ("dots.txt", lambda: b" ... \n -", "There are no words in this document."),
        ("nothing.txt", lambda: b"", "This file is empty."),
        ("large.txt", lambda: b"x" * (11 * 2**20), "larger than 10 MB"),
        ("bomb.docx", lambda: changed("word/document.xml", lambda _: bytes(90 * 2**20)), "too large or complicated"),
        ("laughs.docx", lambda: changed("word/document.xml", lambda _: laughs()), "too large or complicated"),
        (
            "wide.docx",
            lambda: changed("word/styles.xml", lambda _: laughs().decode().encode("utf-16")),
            "too large or complicated",
        ),
        ("not.docx", lambda: changed("word/document.xml", lambda _: b"<nothing"), "damaged or incomplete"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_that_says_what_to_do(
    name: str, content: Callable[[], bytes], sentence: str
) -> None:
    said = refusal(name, content())
    assert sentence in said
    assert said.endswith(".")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "[]",
        '{"text": 3, "sealed": true}',
        '{"text": "x"}',
        json.dumps({"text": "x" * 200_001, "sealed": True}),
    ],
)
def test_an_answer_that_is_none_is_not_believed(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ask", lambda *given: answer.encode())
    assert "could not be read" in refusal("policy.txt", b"words")
