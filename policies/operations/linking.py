"""The documents that a draft leads to: a title, an address or a file, and the steps at which they are shown (S1-12).

A file is kept as it came, once it has passed the gate. It may be shared by several versions, so nothing here removes
one from the disk: what no version leads to any more is swept up later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from policies.models import LinkedPolicy, PolicyVersion
from policies.operations.entry import keeper_of, may_keep, open_draft, tell
from policies.vocabulary import StepName
from schools.addresses import NotAnAddress, address_of
from schools.files.store import Received
from schools.history import Actor
from schools.operation import Refused, operation

PDF = "application/pdf"
NOT_A_PDF = "Only a PDF is kept here. Save the document as a PDF, and add that."
NO_TITLE = "Give the title of the document."
NO_FILE: dict[str, Any] = {"path": "", "sha256": "", "size": None, "original_name": ""}


@dataclass(frozen=True)
class Leads:
    """Where a version leads: the title, and as far as they are known the address, who looks after it, and the steps."""

    title: str
    address: str = ""
    keeper: str = ""
    steps: Sequence[str] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """The same as a row has it: the steps in the order of the ladder."""
        return {**vars(self), "steps": [step.value for step in StepName if step in self.steps]}


@operation
def add_linked(
    *, version: PolicyVersion, leads: Leads, received: Received | None = None, by: Actor, at: datetime
) -> LinkedPolicy:
    """Lead from a draft to another document. Raises Refused."""
    school = keeper_of(version)
    may_keep(by, school, at)
    _check(leads, received)
    draft = open_draft(version, None, by, at)
    made = LinkedPolicy.objects.create(version=draft, **leads.columns, **_file_of(received))
    tell(school, "linked-policy-added", by, at, version=str(draft), title=leads.title, **_proof(received))
    return made


@operation
def change_linked(
    *,
    linked: LinkedPolicy,
    edition: int,
    leads: Leads,
    received: Received | None = None,
    drop_file: bool = False,
    by: Actor,
    at: datetime,
) -> LinkedPolicy:
    """Change where a linked document is found or shown. A new file takes the place of the old one. Raises Refused."""
    school = keeper_of(linked.version)
    may_keep(by, school, at)
    _check(leads, received)
    row = _open(linked, edition, by, at)
    file = _file_of(received) if received or drop_file else {}
    for name, value in {**leads.columns, **file}.items():
        setattr(row, name, value)
    row.save()
    tell(school, "linked-policy-changed", by, at, version=str(row.version), title=row.title, **_proof(received))
    return row


@operation
def remove_linked(*, linked: LinkedPolicy, edition: int, by: Actor, at: datetime) -> None:
    """Take a linked document off a draft. Versions before it still lead there."""
    school = keeper_of(linked.version)
    may_keep(by, school, at)
    row = _open(linked, edition, by, at)
    row.delete()
    tell(school, "linked-policy-removed", by, at, version=str(row.version), title=row.title)


def _open(linked: LinkedPolicy, edition: int, by: Actor, at: datetime) -> LinkedPolicy:
    """The row as it is now, of the draft that is locked."""
    draft = open_draft(linked.version, edition, by, at)
    row = LinkedPolicy.objects.get(pk=linked.pk)
    row.version = draft
    return row


def _check(leads: Leads, received: Received | None) -> None:
    """What a form says beside its fields is true for whoever comes without one. Raises Refused."""
    if not leads.title.strip():
        raise Refused(NO_TITLE)
    if received and received.media_type != PDF:
        raise Refused(NOT_A_PDF)
    if any(each not in StepName for each in leads.steps):
        raise Refused("Choose among the steps that there are.")
    try:
        if leads.address and address_of(leads.address) != leads.address:
            raise Refused("Give the whole address, with https:// before it.")
    except NotAnAddress as error:
        raise Refused(str(error)) from error


def _file_of(received: Received | None) -> dict[str, Any]:
    return {name: getattr(received, name) for name in NO_FILE} if received else NO_FILE


def _proof(received: Received | None) -> dict[str, str]:
    return {"file": received.original_name, "sha256": received.sha256} if received else {}
