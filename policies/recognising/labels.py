"""The labels of a document control block, as schools print them, and the field each stands for.

Longest first where one begins another. An empty field is a label that is known and has no place here ("page", "last
reviewed"): it ends the value before it.
"""

import re
from collections.abc import Iterable

LABELS: dict[str, tuple[str, ...]] = {
    "title": ("document title", "policy title", "title of policy", "name of policy", "policy name", "title", "policy"),
    "author_name": (
        *("policy author", "document author", "document owner", "policy owner", "author", "written by", "prepared by"),
        *("produced by", "policy lead", "lead member of staff", "staff responsible", "person responsible", "owner"),
        *("responsible person", "member of staff responsible", "policy written by"),
    ),
    "reviewed_by": ("reviewed by", "reviewer", "review body", "reviewing body", "review committee"),
    "subject": ("department/subject", "department / subject", "department", "subject", "subject area"),
    "status": ("document status", "policy status", "status"),
    "approving_body": (
        *("approval", "approved by", "approving body", "approver", "ratified by", "adopted by", "agreed by"),
        *("authorised by", "signed off by", "approval by", "committee", "responsible committee"),
    ),
    "approved_on": (
        *("date approved", "approval date", "date of approval", "approved on", "date ratified", "ratified on"),
        *("date adopted", "adopted on", "date agreed", "agreed on", "date of adoption", "date ratified by governors"),
        *("date approved by governors", "approved by governors on", "approved by governors"),
    ),
    "published": (
        *("publication date", "date published", "date of publication", "published", "date of issue", "issue date"),
        *("date issued", "date of policy", "policy date", "effective date", "effective from", "date written"),
        *("written", "created", "date created", "last updated", "updated", "date"),
    ),
    "review_due": (
        *("next review date", "date of next review", "next review due", "next review", "review date", "review due"),
        *("policy review date", "due for review", "date for review", "to be reviewed", "review by", "review"),
        *("date to be reviewed", "date of review", "renewal date"),
    ),
    "issued_to": (
        "issued to",
        "distribution",
        "circulated to",
        "distributed to",
        "circulation",
        "for the attention of",
    ),
    "linked": (
        *("linked policies", "linked polices", "linked documents", "related policies", "related documents"),
        *("associated policies", "links to other policies", "links with other policies", "other relevant policies"),
        *("supporting policies", "linked policies and documents", "related policies and procedures", "see also"),
    ),
    "source": ("source", "adapted from", "based on", "model policy from"),
    "": (
        *("last reviewed", "date reviewed", "reviewed", "date last reviewed", "page", "signed", "signature", "version"),
        *(
            "version number",
            "version no",
            "document version",
            "published location",
            "review cycle",
            "frequency of review",
        ),
        *("review frequency", "statutory policy", "website", "reference", "document reference", "headteacher"),
        *("chair of governors", "document control", "version control"),
    ),
}
WORDS = {label: field for field, labels in LABELS.items() for label in labels}
FIELD_WORDS = {
    "title": "title", "author_name": "author", "reviewed_by": "reviewed by", "subject": "department or subject",
    "status": "status", "approving_body": "approved by", "approved_on": "approved on", "published": "published",
    "review_due": "review date", "issued_to": "issued to", "linked": "linked policy", "source": "source",
    "past_version": "version history",
}  # fmt: skip
ONLY_FIRST = ("policy", "title", "page", "subject", "website", "headteacher", "reviewed", "version", "review", "signed")
"""Words too common to be labels in the middle of a line: "Behaviour policy: see our website"."""


def _any_of(labels: Iterable[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(labels, key=len, reverse=True))


INSIDE = re.compile(
    rf"(?:^(?P<first>{_any_of(ONLY_FIRST)})|(?:^|(?<=[\s(;|]))(?P<label>{_any_of(set(WORDS) - set(ONLY_FIRST))}))"
    r"\s*(?::|[–—]\s|\s-\s)",
    re.I,
)
"""A label inside a line: "Date of policy: May 2023  Next review: May 2025"."""

GRID = {
    "label": ("version", "version number", "version no", "version no.", "issue", "issue number", "v"),
    "on": ("date", "date issued", "issue date", "date of change", "date amended", "revision date"),
    "amended_by": ("amended by", "author", "changed by", "updated by", "revised by", "by", "reviewer", "owner"),
    "comments": (
        *("comments", "comment", "changes", "change", "details", "reason", "reason for change", "update information"),
        *("summary of changes", "amendments", "amendment", "description", "notes", "details of change"),
    ),
}
GRID_WORDS = {word: column for column, words in GRID.items() for word in words}


def field_of(words: str) -> str | None:
    """The field that a label stands for; empty for one that has no place here; None for what is no label."""
    label = " ".join(words.lower().replace("’", "'").strip(" :*-–").split())
    return WORDS.get(label)
