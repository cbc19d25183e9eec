"""A process for `test_erasure_crashes.py`: prepares an incident, erases it until it is killed, or says how it stands.

Run as a program, with a folder of data of its own. The places at which it dies are put in from here: the product has no
such switch.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from incidents.models import Disposal, Evidence, Incident, Post
from incidents.operations.disposing import agree, propose_due
from incidents.operations.steps import close
from incidents.operations.tidying import sweep
from incidents.vocabulary import Outcome
from schools import erasure_log, record
from schools.files import store
from schools.models import School
from schools.operations import erasing
from schools.verification import verify
from tests.builders import AT, a_reported_post, keep_a_capture, person, the_schools

SLUG, CANARY = "larkspur-infant", "Zqcanary was here"
LATER = AT + timedelta(days=365 * 7)


def prepare() -> None:
    """One closed incident with a file, proposed, and agreed to by one person."""
    call_command("migrate", verbosity=0)
    the_schools()
    head = person(SLUG, "head")
    incident = a_reported_post(words=CANARY * 200, concern=CANARY)
    keep_a_capture(incident, head)
    close(incident=incident, outcome=Outcome.RESOLVED_BY_DISCUSSION, reasons=CANARY, by=head, at=AT)
    propose_due(at=LATER)
    agree(disposal=Disposal._base_manager.get(), by=person(SLUG, "chair"), at=LATER)


def die(*args: Any, **given: Any) -> None:
    """As power that fails."""
    os.kill(os.getpid(), signal.SIGKILL)


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    """Do it, then die."""

    def run(*args: Any, **given: Any) -> Any:
        function(*args, **given)
        die()

    return run


def erase(place: str) -> None:
    """The second person agrees; the process dies at the place that is named."""
    if place == "before the entry":
        record.write = die  # type: ignore[assignment]
    elif place == "before rows go":
        erasing._let_go = die  # type: ignore[assignment]
    elif place == "before the commit":
        erasing._let_go = after(erasing._let_go)
    elif place == "before a file":
        store.discard = die  # type: ignore[assignment]
    elif place == "between files and log":
        erasure_log.add = die  # type: ignore[assignment]
    agree(disposal=Disposal._base_manager.get(), by=person(SLUG, "head"), at=LATER)


def look() -> None:
    """Sweep, then say whether the incident is there, how many files lie there, the record's state and the log's."""
    sweep(at=timezone.now())
    gone = Incident._base_manager.get().disposed_at is not None
    assert gone is not Post._base_manager.exists() and gone is not Evidence._base_manager.exists()
    files = sum(place.is_file() for place in settings.EVIDENCE_ROOT.rglob("*"))
    verdict = verify(School.objects.get(slug=SLUG))
    assert bool(verdict.erased) is gone
    logged = "logged" if erasure_log.kept() else "nothing"
    print("gone" if gone else "there", files, "sound" if verdict.sound else "damaged", logged)


if __name__ == "__main__":
    acts: dict[str, Callable[..., None]] = {"prepare": prepare, "erase": erase, "look": look}
    acts[sys.argv[1]](*sys.argv[2:])
