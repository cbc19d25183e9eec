"""Forms of the pages of subject access, filled in and filled with nonsense."""

from typing import Any

from django.test import Client

from incidents.models import SubjectAccessRequest
from tests.incidents.at_subject_access import HERE, page

LONG = "x" * 10_000_000
NONSENSE = ["\x00", "a\x07b", "\ud800".encode("utf-8", "replace").decode(), LONG, "<script>alert(1)</script>", "‮evil"]
REFUSED = NONSENSE[:2] + [LONG]


def log(client: Client, **changes: str) -> Any:
    """Send the page on which a request is logged."""
    day = {"received_on_0": "14", "received_on_1": "11", "received_on_2": "2026"}
    given = {"name": "Kerry Lodge", "came": "A letter", **day}
    if "came" in changes:
        given["name"] = "Jo Nobody"
    return client.post(f"/{HERE}/subject-access/new/", {**given, **changes})


def send(client: Client, request: SubjectAccessRequest, name: str, **fields: Any) -> Any:
    """Send the form of a page of a request."""
    return client.post(page(request, name), fields)
