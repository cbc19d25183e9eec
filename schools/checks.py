"""What `manage.py check --deploy` says of this app: whether there is proof of the records outside the database."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from schools.anchors.keys import NoKey, signing_keys

NO_FILE = "FAIRPOST_ANCHOR_FILE is not set: name a file on another machine, or that the database’s owner cannot write."


def anchored(**_: Any) -> list[CheckMessage]:
    """A warning for each thing without which nobody could show that a record was cut short (S16.20)."""
    found: list[CheckMessage] = []
    try:
        signing_keys()
    except NoKey as error:
        found.append(Warning(f"No record is anchored: {error}", id="schools.W001"))
    if not settings.ANCHOR_FILE:
        found.append(Warning(NO_FILE, id="schools.W002"))
    return found
