"""Backs up, restores, and harms backups in every way: all that is whole comes back, all that is harmed is refused.

Each turn harms a real backup once: a bit turned over, cut short, made longer, or opened with another key. One turn in
twenty is a drill: restored to an empty place and held against what was backed up (R.22 to R.25).
"""

import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.test import override_settings

from config.backup import keys
from config.backup.making import make
from config.backup.restoring import Wanted, restore
from config.backup.trouble import NotRestored
from schools.models import Event
from tests.config.a_backup import an_empty_database, captures, one_school

EVERY = 20  # one drill for so many refusals


def run(count: int) -> int:
    """Harm `count` times. Returns how often a harmed backup was taken, or a whole one was not."""
    dice, wrong = random.Random(count), Counter[str]()
    with TemporaryDirectory(prefix="fairpost-backups-") as name:
        folder = Path(name)
        data = {"DATA_DIR": folder / "data", "EVIDENCE_ROOT": folder / "data" / "evidence"}
        with override_settings(**data, BACKUP_KEYS=[keys.make(folder / "key")]):
            keys.make(folder / "other")
            one_school()
            captures(3)
            backup = make(folder / "backups").place
            for turn in range(count):
                kind = harm(backup, folder, dice)
                wrong[kind] += taken(folder / "harmed", folder, "other" if kind == "another key" else "key")
                if turn % EVERY == 0:
                    wrong["drill"] += not drilled(backup, folder, turn)
        drills = -(-count // EVERY)
    print(f"{count} harmed backups, {drills} drills on {connection.vendor}: {dict(+wrong) or 'all as expected'}")
    return wrong.total()


def harm(backup: Path, folder: Path, dice: random.Random) -> str:
    """Write a harmed copy, and say how it was harmed."""
    body = bytearray(backup.read_bytes())
    kind = dice.choice(["bit", "bit", "bit", "cut", "longer", "another key"])
    if kind == "bit":
        body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
    elif kind == "cut":
        del body[dice.randrange(len(body)) :]
    elif kind == "longer":
        body += dice.randbytes(dice.randrange(1, 70_000))
    (folder / "harmed").write_bytes(body)
    return kind


def taken(harmed: Path, folder: Path, key: str) -> bool:
    """Whether a harmed backup was restored, or left anything behind."""
    place = folder / "never"
    try:
        restore(Wanted(harmed, place, str(folder / key)))
    except NotRestored:
        return place.exists() or bool(list(folder.glob(".restoring-*")))
    return True


def drilled(backup: Path, folder: Path, turn: int) -> bool:
    """Whether everything came back."""
    with an_empty_database() as database:
        found = restore(Wanted(backup, folder / f"place-{turn}", str(folder / "key"), database))
    return found["events"] == Event.objects.across_schools("test").count() and found["files"] == 3
