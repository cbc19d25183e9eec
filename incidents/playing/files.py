"""Files made up for scenarios: a small picture, a one-page PDF, an e-mail. Real ones, which pass the real gate."""

import struct
import zlib
from email.message import EmailMessage
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile


def made_up(kind: str, seed: int) -> SimpleUploadedFile:
    """A file of a kind (png, pdf or eml), a little different for every seed."""
    makers = {"png": _png, "pdf": _pdf, "eml": _eml}
    types = {"png": "image/png", "pdf": "application/pdf", "eml": "message/rfc822"}
    return SimpleUploadedFile(f"capture-{seed}.{kind}", makers[kind](seed), types[kind])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(seed: int) -> bytes:
    """A picture of grey lines, as of a post: 240 by 160."""
    rows = b"".join(b"\x00" + bytes((180 if (y // 9 + seed) % 3 else 245,)) * 240 for y in range(160))
    header = struct.pack(">IIBBBBB", 240, 160, 8, 0, 0, 0, 0)
    parts = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _pdf(seed: int) -> bytes:
    text = f"BT /F1 12 Tf 40 700 Td (Saved page {seed}) Tj ET".encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(bodies, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + table)
    out.write(b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _eml(seed: int) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "parent@home.example", "office@school.example"
    message["Date"], message["Subject"] = "Mon, 02 Nov 2026 09:00:00 +0000", f"Message {seed}"
    message["Received"] = "from mail.home.example by mail.school.example; Mon, 02 Nov 2026 09:00:01 +0000"
    message.set_content("The words of the message.")
    return message.as_bytes()
