"""The gate that a file passes on its way in: what is kept with which facts, and what is refused with which sentence.

The real decoder runs for every file here. The store behind the gate is in ``test_evidence_store``.
"""

import hashlib
import re
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from schools.files import store as evidence
from tests.schools import evidence_files as files
from tests.schools.evidence_files import FOLDER, kept, refusal, take

# ---- what is kept, and what it is found to be

HONEST = {
    "shot.png": (files.picture("PNG"), "image/png", (60, 40, None)),
    "photo.JPG": (files.picture("JPEG"), "image/jpeg", (60, 40, None)),
    "meme.webp": (files.picture("WEBP"), "image/webp", (60, 40, None)),
    "meme.gif": (files.picture("GIF"), "image/gif", (60, 40, None)),
    "IMG_0001.HEIC": (files.heic(), "image/heic", (64, 48, None)),
    "page.pdf": (files.pdf(3), "application/pdf", (None, None, 3)),
    "post.eml": (files.message(), "message/rfc822", (None, None, None)),
}


@pytest.mark.parametrize("name", HONEST)
def test_each_kind_is_kept_byte_for_byte_with_its_facts_and_refused_when_cut_short_or_renamed(name: str) -> None:
    content, media_type, (width, height, pages) = HONEST[name]

    received = take(name, content, media_type)

    assert (received.media_type, received.width, received.height, received.pages) == (media_type, width, height, pages)
    assert (received.original_name, received.size, received.notes) == (name, len(content), [])
    assert received.sha256 == hashlib.sha256(content).hexdigest()
    with evidence.read_original(received.path) as file:
        assert file.read() == content
    assert "rename it so that it ends in ." in refusal("notes.txt", content, media_type)
    if not name.endswith((".eml", ".pdf")):  # an e-mail cut short is still an e-mail; a PDF is mended, and noted
        assert "damaged or incomplete" in refusal(name, content[: len(content) // 2])


@pytest.mark.parametrize("name", files.NOT_KEPT)
def test_what_is_not_evidence_is_refused_by_its_content_under_its_own_name_and_under_a_harmless_one(name: str) -> None:
    own, disguised = (refusal(called, files.NOT_KEPT[name]) for called in (name, "screenshot.png"))

    assert own == disguised
    assert re.search(r"screenshot|Add (a picture|the pictures)|Save an e-mail as .eml", own), own


def test_the_sentence_names_what_was_added_where_it_is_known() -> None:
    assert "saved web page or a drawing made of code" in refusal("x.png", files.NOT_KEPT["drawing.svg"])
    assert "Word, Excel or PowerPoint" in refusal("x.png", files.NOT_KEPT["letter.docx"])
    assert "This kind of picture" in refusal("x.heic", files.NOT_KEPT["burst.avif"])
    assert "a program" in refusal("x.png", files.NOT_KEPT["setup.exe"])
    assert "saved web page" in refusal("x.eml", files.NOT_KEPT["page.mht"])
    assert "a statement" in refusal("x.eml", files.NOT_KEPT["words.txt"])
    assert "This file is empty" in refusal("x.png", b"")


def test_name_declared_type_and_content_must_agree_but_may_say_nothing() -> None:
    picture = files.picture("PNG")

    for name, declared in (
        ("a.png", "image/png"),
        ("a", ""),
        ("a.PNG", "application/octet-stream"),
        ("pasted", "image/png"),
    ):
        assert take(name, picture, declared).extension == "png"

    assert refusal("a.jpg", picture) == (
        "“a.jpg” is really a PNG picture. If that is what you meant to add, "
        "rename it so that it ends in .png, and add it again."
    )
    assert "was sent as something else" in refusal("a.png", picture, "text/html")
    assert "is really a PNG picture" in refusal("a.pdf", picture, "application/pdf")


# ---- limits, each from both sides


def test_a_file_at_the_size_limit_is_looked_at_and_one_byte_more_is_not(settings: Any) -> None:
    picture = files.picture("PNG")
    settings.EVIDENCE_MAX_BYTES = len(picture)

    assert take("a.png", picture).size == len(picture)
    assert "larger than" in refusal("a.png", picture + b"x")


def test_a_file_that_hides_its_size_is_counted_while_it_streams_and_the_web_process_stays_small() -> None:
    class Endless:
        name, size, content_type = "a.png", None, "image/png"
        given = 0

        def chunks(self) -> Iterator[bytes]:
            while True:
                self.given += 65536
                yield bytes(65536)

    upload = Endless()
    tracemalloc.start()
    try:
        with pytest.raises(evidence.FileRefused, match="larger than 25 MB"):
            evidence.receive(upload, folder=FOLDER)
        assert tracemalloc.get_traced_memory()[1] < 10 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert upload.given == 25 * 1024 * 1024 + 65536
    assert kept() == []


def test_pictures_with_too_many_pixels_or_too_long_a_side_are_refused_before_they_are_decoded() -> None:
    assert take("a.png", files.picture("PNG", 15_000, 10)).width == 15_000
    assert "40 million pixels" in refusal("a.png", files.png_claiming(20_000, 20_000))
    assert "15,001 by 10" in refusal("a.png", files.picture("PNG", 15_001, 10))
    assert "40 million pixels" in refusal("a.png", files.png_claiming(8_001, 5_000))
    assert "damaged" in refusal("a.png", files.png_claiming(8_000, 5_000))


def test_a_picture_whose_decoding_takes_more_memory_than_the_decoder_has_is_refused_with_a_sentence() -> None:
    # WebP is decoded into three pictures at once: 35 million pixels are within the limit, and too many all the same.
    assert take("a.webp", files.picture("WEBP", 3_500, 2_500)).width == 3_500
    assert "too large or complicated" in refusal("a.webp", files.picture("WEBP", 7_000, 5_000))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_two_hundred_frames_are_kept_with_a_note_and_one_more_is_refused(form: str) -> None:
    assert take("a." + form.lower(), files.moving(form, 200)).notes == [
        "The file holds 200 pictures or frames; only the first was checked."
    ]
    assert "more than 200 frames" in refusal("a." + form.lower(), files.moving(form, 201))


def test_three_hundred_pages_are_kept_and_one_more_is_refused_and_so_are_too_many_objects() -> None:
    assert take("a.pdf", files.pdf(300)).pages == 300
    assert "301 pages" in refusal("a.pdf", files.pdf(301))
    assert take("a.pdf", files.pdf(objects=49_000)).pages == 1
    assert "more than 50,000 parts" in refusal("a.pdf", files.pdf(objects=50_001))
    assert "no pages" in refusal("a.pdf", files.pdf(0))


def test_a_pdf_may_unpack_to_a_document_but_not_to_a_bomb() -> None:
    assert take("a.pdf", files.pdf_inflating(30)).pages == 1
    assert take("a.pdf", files.pdf_inflating(120, noise=8192)).pages == 1
    for megabytes, times, noise in ((40, 1, 0), (30, 18, 0), (140, 1, 8192)):  # too dense, too much in all, and in one
        assert "unpacks to far more" in refusal("a.pdf", files.pdf_inflating(megabytes, times, noise))


def test_an_email_may_have_parts_but_not_fifty_and_may_be_packed_but_not_ten_deep() -> None:
    assert len(take("a.eml", files.message(attached=40)).notes) == 40
    assert "packed inside it" in refusal("a.eml", files.message(attached=60))
    assert take("a.eml", files.message(depth=3)).media_type == "message/rfc822"
    assert "packed inside it" in refusal("a.eml", files.message(depth=12))
    for header, answer in (("x" * 200_000, take), ("x" * 300_000, refusal)):
        assert answer("a.eml", f"X-Long: {header}\n".encode() + files.message())


# ---- notes: kept, and said


def test_bytes_after_the_end_of_a_picture_are_noted_and_the_file_is_kept_as_it_came() -> None:
    page = b"<html><script>alert(1)</script></html>"
    note = "38 bytes come after the end of the picture. Phones add some; a hidden file does too."
    for form in ("PNG", "JPEG", "GIF", "WEBP"):
        received = take("a." + form.lower(), files.picture(form) + page)
        assert (received.notes, received.size) == ([note], len(files.picture(form)) + 38)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_carries_a_place_says_so_and_one_that_does_not_says_nothing(form: str) -> None:
    assert [note for note in take("a." + form.lower(), files.located(form)).notes if "GPS" in note]
    assert take("a." + form.lower(), files.picture(form)).notes == []
    if form == "JPEG":
        xmp = b'<x xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,30N"/>'
        assert "GPS" in take("a.jpeg", files.picture(form, xmp=xmp)).notes[0]


def test_a_phone_picture_that_carries_a_place_says_so() -> None:
    exif = files.Image.Exif()
    exif[files.GPS_IFD] = files.WHERE
    assert [note for note in take("a.heic", files.heic(exif=exif.tobytes())).notes if "GPS" in note]


def test_a_locked_pdf_is_kept_sealed_and_one_with_a_program_is_kept_with_a_warning() -> None:
    locked = take("a.pdf", files.pdf(encryption=files.pikepdf.Encryption(user="secret", owner="secret")))
    opened = take("a.pdf", files.pdf(encryption=files.pikepdf.Encryption(user="", owner="secret", R=4)))
    newest = take("a.pdf", files.pdf(encryption=files.pikepdf.Encryption(user="", owner="secret", R=6)))
    program = take("a.pdf", files.pdf_with_program())

    assert (locked.pages, opened.pages, newest.notes) == (None, 1, locked.notes)
    assert "locked by encryption" in locked.notes[0]
    assert "opens without a password" in opened.notes[0]
    assert program.notes == [
        "The PDF carries a program, which was not run.",
        "The PDF carries other files inside it, which were not opened.",
    ]


def test_a_damaged_pdf_is_kept_with_a_note_where_its_pages_can_be_mended_and_refused_where_they_cannot() -> None:
    whole = files.pdf(3)
    assert "damaged in places" in take("a.pdf", whole[: len(whole) * 3 // 4]).notes[0]
    assert re.search("damaged|no pages", refusal("a.pdf", whole[:40]))


def test_an_email_without_transport_headers_says_so_and_attachments_are_listed_by_hash_unopened() -> None:
    assert take("a.eml", files.message()).notes == []
    assert "no transport headers" in take("a.eml", files.message(transport=False)).notes[0]
    digest = hashlib.sha256(b"attachment 0").hexdigest()
    assert take("a.eml", files.message(attached=1)).notes == [
        f"Attached, not opened: naïve 0.bin, 12 bytes, SHA-256 {digest}."
    ]
