"""The store behind the gate: where a file lies, how it is handed back and proved, and what is swept up."""

import os
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schools.files import filenames
from schools.files import store as evidence
from tests.schools import evidence_files as files
from tests.schools.evidence_files import FOLDER, kept, refusal, take

NOW = datetime(2027, 3, 14, 7, 0, tzinfo=UTC)


def test_a_kept_file_has_a_random_name_and_modes_that_keep_others_out(evidence_root: Path) -> None:
    first, second = (take("same.png", files.picture("PNG")) for _ in range(2))

    assert first.path != second.path
    assert re.fullmatch(r"oak-lane/[0-9a-f]{32}", first.path)
    assert stat.S_IMODE((evidence_root / first.path).stat().st_mode) == 0o440
    assert {stat.S_IMODE(place.stat().st_mode) for place in [evidence_root, *evidence_root.iterdir()]} == {0o750}
    assert len(kept()) == 2


def test_an_original_is_proved_until_a_byte_of_it_changes_or_it_is_gone(evidence_root: Path) -> None:
    received = take("a.png", files.picture("PNG"))
    place = evidence_root / received.path
    assert evidence.verify_original(received.path, received.sha256)
    assert not evidence.verify_original(received.path, "0" * 64)

    place.chmod(0o640)
    place.write_bytes(place.read_bytes() + b"x")
    assert not evidence.verify_original(received.path, received.sha256)

    evidence.discard(received.path)
    assert not evidence.verify_original(received.path, received.sha256)
    assert kept() == []
    evidence.discard(received.path)  # gone already: nothing to do


OUTSIDE = [
    "../secret", "/etc/passwd", "oak-lane/../../secret", "oak-lane/..", ".incoming/" + "a" * 32, "", "oak-lane",
    "oak-lane/" + "a" * 31, "oak-lane/" + "A" * 32, "oak-lane/" + "a" * 32 + "\n", "./oak-lane/" + "a" * 32,
    "oak-lane//" + "a" * 32, "oak-lane\\" + "a" * 32, "oak-lane/" + "a" * 32 + "\0",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_the_store_did_not_make_is_refused_for_reading_discarding_and_proving(path: str) -> None:
    with pytest.raises(evidence.FilePathRefused):
        evidence.read_original(path)
    with pytest.raises(evidence.FilePathRefused):
        evidence.discard(path)
    assert not evidence.verify_original(path, "0" * 64)


def test_a_link_put_in_the_place_of_an_original_or_of_a_folder_is_not_followed(evidence_root: Path) -> None:
    received = take("a.png", files.picture("PNG"))
    secret = evidence_root.parent / ("b" * 32)
    secret.write_text("secret")
    (evidence_root / FOLDER / ("c" * 32)).symlink_to(secret)
    (evidence_root / "elm-road").symlink_to(evidence_root.parent)

    for path in (f"{FOLDER}/{'c' * 32}", f"elm-road/{'b' * 32}"):
        with pytest.raises(evidence.FilePathRefused):
            evidence.read_original(path)
        with pytest.raises(evidence.FilePathRefused):
            evidence.discard(path)
    with evidence.read_original(received.path) as file:
        assert file.read() == files.picture("PNG")
    assert secret.read_text() == "secret"


@pytest.mark.parametrize("folder", ["", ".", "..", "../x", "a/b", ".incoming", "a" * 65, "a\0b", "a\n"])
def test_a_folder_that_is_not_a_plain_name_is_refused_before_anything_is_written(folder: str) -> None:
    with pytest.raises(evidence.FilePathRefused):
        evidence.receive(files.upload("a.png", files.picture("PNG")), folder=folder)
    assert kept() == []


def test_sweeping_removes_old_orphans_and_half_received_files_and_nothing_that_a_row_refers_to(
    evidence_root: Path,
) -> None:
    referenced, orphan, young = (take("a.png", files.picture("PNG")).path for _ in range(3))
    half = evidence_root / ".incoming" / "tmpabc"
    half.write_bytes(b"half")
    foreign = evidence_root / FOLDER / "README"
    foreign.write_text("not ours")
    for place in (evidence_root / referenced, evidence_root / orphan, half, foreign):
        os.utime(place, (0, 0))

    assert evidence.sweep([referenced], datetime(2001, 1, 1, tzinfo=UTC)) == 2
    assert kept() == sorted([evidence_root / referenced, evidence_root / young, foreign])
    assert evidence.sweep(iter([referenced]), datetime(2001, 1, 1, tzinfo=UTC)) == 0
    assert evidence.sweep([referenced], datetime.now(UTC) + timedelta(hours=1)) == 1  # the young one, in its turn
    assert kept() == sorted([evidence_root / referenced, foreign])


def test_sweeping_wants_a_moment_with_its_zone_and_does_without_a_store(evidence_root: Path) -> None:
    with pytest.raises(ValueError, match="aware"):
        evidence.sweep([], NOW.replace(tzinfo=None))
    assert evidence.sweep([], NOW) == 0
    assert not evidence_root.exists()


def test_a_store_that_cannot_be_written_gives_a_sentence_and_leaves_nothing(evidence_root: Path, settings: Any) -> None:
    evidence_root.mkdir()
    (evidence_root / FOLDER).write_text("a file where the folder should be")
    assert "could not be stored just now" in refusal("a.png", files.picture("PNG"))

    settings.EVIDENCE_ROOT = evidence_root / FOLDER
    with pytest.raises(evidence.FileRefused, match="could not be stored just now"):
        take("a.png", files.picture("PNG"))

    settings.EVIDENCE_ROOT = evidence_root
    (evidence_root / FOLDER).unlink()
    assert take("a.png", files.picture("PNG")).width == 60


def test_an_upload_that_breaks_off_leaves_nothing() -> None:
    class Broken:
        name, size, content_type = "a.png", 100, ""

        def chunks(self) -> Any:
            yield b"\x89PNG"
            raise RuntimeError("the connection broke")

    with pytest.raises(RuntimeError):
        evidence.receive(Broken(), folder=FOLDER)
    assert kept() == []


# ---- names and headers


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("screenshot.png", "screenshot.png"),
        ("C:\\fakepath\\photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\x00b\r\nc\t.png", "ab c.png"),
        ("zero\u200bwidth\ufeff.png", "zerowidth.png"),
        ("con.png", "file-con.png"),
        ("LPT1", "file-LPT1"),
        ("com¹.txt", "file-com¹.txt"),
        ("console.png", "console.png"),
        ('a<b>c:d"e|f?g*.png', "a-b-c-d-e-f-g-.png"),
        (" .hidden. ", "hidden"),
        ("", "evidence"),
        ("\u202e", "evidence"),
        ("...", "evidence"),
        ("e\u0301cole.png", "école.png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
        ("x" * 300, "x" * 120),
        ("学" * 300 + ".png", "学" * 78 + ".png"),
        ("\ud800.png", "png"),
    ],
)
def test_a_name_keeps_its_words_and_loses_what_misleads(given: str, cleaned: str) -> None:
    assert filenames.clean_name(given) == cleaned
    assert filenames.clean_name(cleaned) == cleaned


def test_an_original_is_handed_out_to_be_saved_and_never_to_be_shown() -> None:
    headers = filenames.attachment_headers('résumé "of" a\r\npost.png', "image/png")

    assert headers == {
        "Content-Type": "image/png",
        "Content-Disposition": (
            "attachment; filename=\"r_sum_ -of- a post.png\"; filename*=UTF-8''r%C3%A9sum%C3%A9%20-of-%20a%20post.png"
        ),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert filenames.attachment_headers("a.html", "text/html")["Content-Type"] == "application/octet-stream"
    assert 'filename="pasted.png"' in filenames.attachment_headers("pasted", "image/png")["Content-Disposition"]
