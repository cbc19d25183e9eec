"""Honest files of every kind that is kept, and the ways in which `upload_fuzz.py` spoils them."""

import random
import struct

from tests.schools import evidence_files as files

HOSTILE_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def mutated(number: int, honest: dict[str, bytes]) -> tuple[str, bytes]:
    """The file of this number: the same tomorrow, where the libraries that made its seed are the same."""
    chance = random.Random(number)
    name = chance.choice(sorted(honest))
    content = bytearray(honest[name])
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        chance.choice(MUTATIONS)(content, chance, honest | files.NOT_KEPT)
    return name, bytes(content)


def seeds() -> dict[str, bytes]:
    """Honest files of every kind that is kept, with the extras that readers stumble over."""
    return {
        "a.png": files.picture("PNG"),
        "b.png": files.moving("PNG", 5),
        "a.jpg": files.located("JPEG"),
        "b.jpg": files.picture("JPEG", progressive=True),
        "a.gif": files.moving("GIF", 5),
        "a.webp": files.moving("WEBP", 5),
        "b.webp": files.located("WEBP"),
        "a.heic": files.heic(),
        "a.pdf": files.pdf(3),
        "b.pdf": files.pdf_with_program(),
        "c.pdf": files.pdf_packed(),
        "a.eml": files.message(attached=3),
        "b.eml": files.message(depth=3),
    }


def flip(content: bytearray, chance: random.Random, others: dict[str, bytes]) -> None:
    """One bit."""
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def overwrite_number(content: bytearray, chance: random.Random, others: dict[str, bytes]) -> None:
    """A length, a count or an offset that no honest file has."""
    form = chance.choice((">I", "<I", ">H", "<H", "B"))
    size = struct.calcsize(form)
    if len(content) > size:
        at = chance.randrange(min(len(content) - size, 200) if chance.random() < 0.5 else len(content) - size)
        content[at : at + size] = struct.pack(form, chance.choice(HOSTILE_NUMBERS) % 256**size)


def cut(content: bytearray, chance: random.Random, others: dict[str, bytes]) -> None:
    """A piece taken out, often to the end."""
    start = chance.randrange(len(content) + 1)
    del content[start : start + chance.choice((1, 4, 64, 4096, len(content)))]


def repeat(content: bytearray, chance: random.Random, others: dict[str, bytes]) -> None:
    """A piece said again, up to five hundred times."""
    start = chance.randrange(len(content) + 1)
    piece = content[start : start + chance.choice((1, 8, 64, 512))]
    content[start:start] = piece * chance.choice((1, 2, 50, 500))


def fill(content: bytearray, chance: random.Random, others: dict[str, bytes]) -> None:
    """Noise put in."""
    start = chance.randrange(len(content) + 1)
    content[start:start] = chance.randbytes(chance.choice((1, 4, 64, 4096)))


def join(content: bytearray, chance: random.Random, others: dict[str, bytes]) -> None:
    """A polyglot: another file after this one, before it, or in its middle."""
    other = others[chance.choice(sorted(others))]
    at = chance.choice((len(content), len(content), 0, chance.randrange(len(content) + 1)))
    content[at:at] = other


MUTATIONS = (flip, flip, overwrite_number, overwrite_number, cut, repeat, fill, join)
