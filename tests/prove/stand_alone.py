"""Exports random chains, half of them tampered with, and counts where the two checks disagree on any of them.

The program that goes out with an export runs as a stranger would run it: by itself, in a folder of its own, with an
empty environment, on the archive alone. The command reads the database, with the statements. Of each chain both must
say the same: sound, or not. Tampered with are the events, their details and their order, also sealed again to the end.
Left out is what only the database can tell: that its head was moved, that an event was made another thing's, and that
details are gone which nobody erased.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction

from schools.anchors.bundles import PROGRAM, Bundle
from schools.anchors.checking import check
from schools.anchors.proofs import proved
from schools.history import ANCHORING, SET_UP, acting
from schools.models import School
from schools.operations.anchoring import sign_statement
from schools.record import Draft, write_all
from schools.standalone import check_record
from schools.verification import verify
from tests.prove import _vandal as by_owner
from tests.prove._owner import LENGTH, Vandal
from tests.prove._vandal_to_the_end import KINDS as TO_THE_END
from tests.prove._vandal_to_the_end import Forger
from tests.schools.anchored import statements_made
from tests.schools.flush import lifted
from tests.schools.recording import AT

ABOUT = "incident:1"
Tampering = Callable[[School, School, random.Random], object]


def run(count: int) -> int:
    """Make `count` chains, every other one tampered with. Returns on how many the two disagreed, or were wrong."""
    dice = random.Random(count)
    kinds, wrong, unsound = KINDS, 0, 0
    with tempfile.TemporaryDirectory() as folder, lifted(connection):
        for turn in range(count):
            tamper = kinds[turn // 2 % len(kinds)] if turn % 2 else None
            expected, command, alone = one(dice, tamper, Path(folder))
            unsound += not alone
            if not expected == command == alone:
                wrong += 1
                name = getattr(tamper, "__name__", tamper)
                print(f"{name}: expected {expected}, the command says {command}, the program by itself {alone}")
    print(f"{count} chains, {count // 2} tampered with in {len(kinds)} ways, {unsound} found by the program by itself")
    return wrong


def one(dice: random.Random, tamper: Tampering | None, folder: Path) -> tuple[bool, bool, bool]:
    """One chain: whether it is sound, what the command says, and what the program says by itself. All is taken back."""
    with transaction.atomic():
        school, other = a_chain(dice)
        if tamper is not None:
            tamper(school, other, dice)
        command = verify(school).sound and not check(statements_made(), [school]).findings
        export(school, folder / "incident.zip")
        alone = by_itself(folder, "incident.zip")
        transaction.set_rollback(True)
    return tamper is None, command, alone


def a_chain(dice: random.Random) -> tuple[School, School]:
    """A record that was anchored on a few nights, the last time at its end; and a school without."""
    with acting(SET_UP):
        school, other = (School.objects.create(slug=f"alone-{name}", name=name) for name in ("one", "other"))
    nights = [0, *sorted(dice.sample(range(1, LENGTH), dice.randrange(4))), LENGTH]
    for night, (start, end) in enumerate(zip(nights, nights[1:], strict=False)):
        write_all(school=school, drafts=[a_draft(number, dice) for number in range(start, end)])
        sign_statement(by=ANCHORING, at=AT + timedelta(days=night))
    return school, other


def a_draft(number: int, dice: random.Random) -> Draft:
    """An event with words of some length and of many scripts."""
    words = "".join(chr(dice.choice([0x41, 0xE9, 0x416, 0x4E2D, 0x1F600]) + dice.randrange(20)) for _ in range(9))
    return Draft("noted", ABOUT, SET_UP, AT - timedelta(minutes=dice.randrange(10**6)), {"n": number, "words": words})


def export(school: School, place: Path) -> None:
    """Write the archive of one thing's events."""
    found = proved(school, ABOUT)
    with place.open("wb") as file, Bundle(file) as bundle:
        bundle.finish(
            {
                "school": {"number": school.pk, "name": school.name},
                "incident": {"reference": "K7M-4QX", "about": ABOUT},
                "exported": {"by": "A. Head", "at": "2027-03-14", "for": "a court"},
                "events": found.events,
                "statements": [{"statement": each.text, "signatures": each.signatures} for each in found.statements],
                "files": [],
            }
        )


def by_itself(folder: Path, *words: str) -> bool:
    """Run the program as a stranger would, with nothing of ours in reach. Raises AssertionError for an odd answer."""
    program = folder / PROGRAM
    program.write_bytes(Path(check_record.__file__).read_bytes())
    command = [sys.executable, "-I", "-S", str(program), *words]
    done = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode == 0


def by(kind: Callable[[Vandal], object]) -> Tampering:
    """What the owner of the tables does to a few events."""

    def tamper(school: School, other: School, dice: random.Random) -> object:
        return kind(Vandal(school, other, dice))

    tamper.__name__ = kind.__name__
    return tamper


def to_the_end(kind: Callable[[Forger], object]) -> Tampering:
    """What leaves the chain sound."""

    def tamper(school: School, other: School, dice: random.Random) -> object:
        return kind(Forger(school, LENGTH, dice))

    tamper.__name__ = kind.__name__
    return tamper


def edit_kind_or_actor(vandal: Vandal) -> None:
    """Another kind or actor. An event that is made another thing's is not in an export, and is for the command."""
    vandal.set(vandal.pick(), **{vandal.dice.choice(["kind", "actor"]): f"other:{vandal.pick()}"})


BY_OWNER = (
    *(edit_kind_or_actor, by_owner.edit_a_time, by_owner.flip_a_bit, by_owner.flip_a_bit_of_details),
    *(by_owner.recommit_details, by_owner.swap_details, by_owner.remove_events, by_owner.swap_events),
    *(by_owner.move_an_event, by_owner.give_to_another_school, by_owner.overwrite_with_a_copy),
    *(by_owner.insert_a_forgery, by_owner.fork, by_owner.rewrite_and_seal, by_owner.rewrite_to_the_end),
    *(by_owner.truncate, by_owner.repeat_an_event),
)
KINDS: list[Tampering] = [*map(by, BY_OWNER), *map(to_the_end, TO_THE_END)]
