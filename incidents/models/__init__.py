"""Incidents: what was posted, who has a part in it, what is kept and what was done."""

from incidents.models.access import Access
from incidents.models.done import Finding, Taken
from incidents.models.draft import DraftFile, ReportDraft
from incidents.models.evidence import Evidence
from incidents.models.figures import TermFigures
from incidents.models.incident import Categorisation, Incident, Link, Post
from incidents.models.knowing import Adviser, KeptName, LegalDocument
from incidents.models.leaving import Leaving
from incidents.models.letter import Letter
from incidents.models.person import Exclusion, Involvement, Person
from incidents.models.retention import Disposal, LegalHold, RetentionPeriod
from incidents.models.subject_access import (
    SubjectAccessPart,
    SubjectAccessPause,
    SubjectAccessPerson,
    SubjectAccessRequest,
    SubjectAccessReview,
)

__all__ = [
    "Access",
    "Adviser",
    "Categorisation",
    "Disposal",
    "DraftFile",
    "Evidence",
    "Exclusion",
    "Finding",
    "Incident",
    "Involvement",
    "KeptName",
    "Leaving",
    "LegalDocument",
    "LegalHold",
    "Letter",
    "Link",
    "Person",
    "Post",
    "ReportDraft",
    "RetentionPeriod",
    "SubjectAccessPart",
    "SubjectAccessPause",
    "SubjectAccessPerson",
    "SubjectAccessRequest",
    "SubjectAccessReview",
    "Taken",
    "TermFigures",
]
