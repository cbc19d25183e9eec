"""Makers of files to add as evidence: honest ones of each kind, hostile ones, and ones that are not kept.

Each maker returns the bytes; ``upload`` wraps them the way a form hands them over; ``take`` and ``refusal`` send them
through the gate, into the store that the settings name. Nothing here is a real post.
"""

import io
import random
import struct
import zlib
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pillow_heif
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from schools.files import store as evidence

FOLDER = "oak-lane"
GPS_IFD = 0x8825
WHERE = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}


def upload(name: str, content: bytes, declared: str = "") -> SimpleUploadedFile:
    """A file as a form hands it over."""
    return SimpleUploadedFile(name, content, declared)


def take(name: str, content: bytes, declared: str = "") -> evidence.Received:
    """Send a file through the gate."""
    return evidence.receive(upload(name, content, declared), folder=FOLDER)


def refusal(name: str, content: bytes, declared: str = "") -> str:
    """The sentence for a refused file, having seen that nothing of it remains."""
    before = kept()
    with pytest.raises(evidence.FileRefused) as refused:
        take(name, content, declared)
    assert kept() == before
    return str(refused.value)


def kept() -> list[Path]:
    """Every file in the store, half-received ones too."""
    return sorted(place for place in settings.EVIDENCE_ROOT.rglob("*") if not place.is_dir())


def picture(form: str, width: int = 60, height: int = 40, **options: object) -> bytes:
    """A small picture with something in it."""
    out = io.BytesIO()
    _drawn(width, height).save(out, form, **options)
    return out.getvalue()


def moving(form: str, frames: int) -> bytes:
    """A GIF, WebP or PNG of so many differing frames."""
    pictures = [Image.new("RGB", (8, 8), (number % 256, number * 37 % 256, 90)) for number in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, form, save_all=True, append_images=pictures[1:], duration=50, lossless=True)
    return out.getvalue()


def located(form: str = "JPEG") -> bytes:
    """A picture that carries the place where it was taken."""
    exif = Image.Exif()
    exif[GPS_IFD] = WHERE
    return picture(form, exif=exif.tobytes())


def heic(width: int = 64, height: int = 48, **options: object) -> bytes:
    """A picture as a phone takes it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(_drawn(width, height)).save(out, quality=50, **options)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is so large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data) for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(9))), (b"IEND", b""))
    )


def pdf(pages: int = 1, *, objects: int = 0, **options: object) -> bytes:
    """A PDF of empty pages; ``encryption`` and the like go to the writer."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if objects:
        document.Root.Padding = pikepdf.Array(
            [document.make_indirect(pikepdf.Dictionary(N=number)) for number in range(objects)]
        )
    return _written(document, **options)


def pdf_inflating(megabytes: int, times: int = 1, noise: int = 0) -> bytes:
    """A small PDF whose streams unpack to so many megabytes each; noise, in bytes a megabyte, makes it shrink less."""
    document = pikepdf.new()
    document.add_blank_page()
    packer = zlib.compressobj(9)
    piece = random.Random(1).randbytes(noise) + bytes(2**20 - noise)
    packed = b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])
    streams = [pikepdf.Stream(document, b"") for _ in range(times)]
    for stream in streams:
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
    document.Root.Padding = pikepdf.Array([document.make_indirect(stream) for stream in streams])
    return _written(document, compress_streams=False)


def pdf_with_program() -> bytes:
    """A PDF that would run a script when opened, and carries another file."""
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.attachments["inside.txt"] = b"inside"
    return _written(document)


def pdf_packed() -> bytes:
    """A PDF whose objects are packed in streams, as most programs write them now."""
    return pdf(5, objects=20, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def message(*, transport: bool = True, attached: int = 0, depth: int = 0) -> bytes:
    """An e-mail; ``depth`` is how many others it is packed in."""
    mail = EmailMessage()
    if transport:
        mail["Received"] = "from mail.example by mx.example; Sat, 13 Mar 2027 21:07:00 +0000"
        mail["Date"] = "Sat, 13 Mar 2027 21:07:00 +0000"
    mail["From"], mail["To"], mail["Subject"] = "a.parent@example.com", "office@example.com", "The school’s trip"
    mail.set_content("What was said.\n")
    for number in range(attached):
        mail.add_attachment(
            f"attachment {number}".encode(), "application", "octet-stream", filename=f"naïve {number}.bin"
        )
    for _ in range(depth):
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "a@example.com", "b@example.com", "Fwd"
        outer.set_content("see below")
        outer.add_attachment(mail)
        mail = outer
    return mail.as_bytes()


NOT_KEPT = {
    "drawing.svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page.html": b"\xef\xbb\xbf \n<!DOCTYPE html><html><script>alert(1)</script></html>",
    "letter.docx": b"PK\x03\x04" + bytes(40),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "files.zip": b"PK\x05\x06" + bytes(18),
    "files.rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
    "files.tar.gz": b"\x1f\x8b\x08" + bytes(40),
    "setup.exe": b"MZ\x90\x00" + bytes(200),
    "run": b"\x7fELF\x02\x01\x01" + bytes(200),
    "run.sh": b"#!/bin/sh\nrm -rf /\n",
    "film.mp4": b"\x00\x00\x00\x20ftypisom" + bytes(64),
    "film.webm": b"\x1aE\xdf\xa3" + bytes(64),
    "picture.bmp": b"BM" + bytes(64),
    "picture.tiff": b"II*\x00" + bytes(64),
    "picture.avif": b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avif" + bytes(64),
    "burst.avif": b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif" + bytes(64),
    "page.mht": b"From: <Saved by Browser>\nSnapshot-Content-Location: http://x.example/\nSubject: x\n\nx\n",
    "words.txt": b"Note: this is what they said, and it goes on for a while.\n",
    "data.bin": bytes(range(256)),
}


def _drawn(width: int, height: int) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _written(document: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()
