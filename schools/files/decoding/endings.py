"""Where a picture truly ends, and how many frames it has, read from its own blocks without decoding it.

Bytes after the end are recorded, not refused: honest phone pictures carry them too, but so does a page or an archive
hidden behind a picture (S5.14). Frames are counted here because counting them by decoding would be a way to keep the
reader busy (S5.06).
"""

import re

# Inside a JPEG scan a 0xFF is followed by zero, a restart mark or another 0xFF; anything else is the next segment.
SEGMENT_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA


def end_of_png(data: bytes) -> int:
    """The offset after the IEND chunk."""
    at = 8
    while at < len(data) - 8:
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            break
    return min(at, len(data))


def end_of_jpeg(data: bytes) -> int:
    """The offset after the first picture's EOI mark; a phone may put further small pictures after it."""
    at = 2
    while at < len(data) - 3 and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == END_OF_IMAGE:
            return at + 2
        at += 1 if mark == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4])
        if mark == START_OF_SCAN:
            found = SEGMENT_AFTER_SCAN.search(data, at)
            at = found.start() if found else len(data)
    return len(data)


def end_of_webp(data: bytes) -> int:
    """The offset that the RIFF header gives, made even."""
    length = int.from_bytes(data[4:8], "little")
    return min(8 + length + length % 2, len(data))


def end_and_frames_of_gif(data: bytes, most: int) -> tuple[int, int]:
    """The offset after the trailer, and the number of frames; counting stops one beyond ``most``."""
    at, frames = 13 + _palette(data, 10), 0
    while at < len(data) and frames <= most:
        if data[at] == 0x21:
            at = _after_blocks(data, at + 2)
        elif data[at] == 0x2C:
            frames += 1
            at = _after_blocks(data, at + 11 + _palette(data, at + 9))
        else:
            at += 1
            break
    return min(at, len(data)), frames


def _palette(data: bytes, flags_at: int) -> int:
    flags = data[flags_at] if flags_at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1
