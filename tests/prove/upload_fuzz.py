"""Sends mutated, joined and lying files through the whole gate, and counts what should not have happened (T14).

Every file starts from an honest one and is changed by dice thrown with its number. For each the gate must either keep
it unaltered or refuse it with a sentence, and leave nothing else behind: no error in the web process, no decoder that
ends without an answer or takes over fifteen seconds (S5.11). A decoder's memory needs no measuring: it is limited, and
`test_evidence_decoder` holds the limit. The full size is 5,000 files (`--count 5000`).
"""

import hashlib
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.test import override_settings

from schools.files import inspection
from schools.files import store as evidence
from tests.prove._mutations import mutated, seeds
from tests.schools import evidence_files as files

MOST_SECONDS = 15.5  # and half a second to write and hash


@dataclass
class Figures:
    """What was examined and what came of it."""

    examined: int = 0
    kept: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    left_over: int = 0

    def faults(self) -> list[str]:
        """Everything that must not have happened, in words; empty when all held."""
        found = list(self.errors)
        if self.left_over:
            found.append(f"{self.left_over} files left behind")
        if self.examined >= 100 and not 0 < self.kept < self.examined:
            found.append("one of the two answers was never given, so this shows nothing")
        if max(self.seconds, default=0) > MOST_SECONDS:
            found.append(f"a file took {max(self.seconds):.1f} s")
        return found

    def __str__(self) -> str:
        quick = sorted(self.seconds) or [0.0]
        lines = [
            f"examined {self.examined}, kept {self.kept}, refused {self.examined - self.kept - len(self.errors)}",
            f"p50 {quick[len(quick) // 2] * 1000:.0f} ms, longest {quick[-1]:.1f} s",
            *(f"{number:6}  {sentence}" for sentence, number in self.outcomes.most_common()),
            *(f"FAULT   {fault}" for fault in self.faults()),
        ]
        return "\n".join(lines)


def run(count: int) -> int:
    """Examine so many files. Returns how many things went wrong."""
    figures = examine(count)
    print(figures)
    return len(figures.faults())


def examine(count: int) -> Figures:
    """Send so many files through the gate, into a store of their own that is thrown away."""
    figures, honest = Figures(), seeds()
    with tempfile.TemporaryDirectory() as folder, override_settings(EVIDENCE_ROOT=Path(folder) / "evidence"):
        for number in range(count):
            name, content = mutated(number, honest)
            _send(figures, number, name, content)
        figures.left_over = len(files.kept())
    return figures


def _send(figures: Figures, number: int, name: str, content: bytes) -> None:
    started = time.perf_counter()
    try:
        received = evidence.receive(files.upload(name, content), folder="fuzz")
    except evidence.FileRefused as refused:
        figures.outcomes[re.sub("“.*?”", "It", str(refused)).partition(".")[0]] += 1
        if str(refused) == inspection.STOPPED:
            figures.errors.append(f"file {number}: the decoder ended without an answer")
    except Exception as error:  # the very thing looked for
        figures.errors.append(f"file {number}: {error!r}")
    else:
        _check_kept(figures, number, received, content)
    figures.examined += 1
    figures.seconds.append(time.perf_counter() - started)


def _check_kept(figures: Figures, number: int, received: evidence.Received, content: bytes) -> None:
    figures.kept += 1
    figures.outcomes[f"kept as {received.media_type}"] += 1
    with evidence.read_original(received.path) as file:
        if file.read() != content or received.sha256 != hashlib.sha256(content).hexdigest():
            figures.errors.append(f"file {number}: kept, but altered")
    evidence.discard(received.path)
