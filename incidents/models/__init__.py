"""Incidents: what was posted, who has a part in it, what is kept and what was done."""

from incidents.models.done import Finding, Taken
from incidents.models.draft import DraftFile, ReportDraft
from incidents.models.evidence import Evidence
from incidents.models.incident import Categorisation, Incident, Link, Post
from incidents.models.letter import Letter
from incidents.models.person import Exclusion, Involvement, Person

__all__ = [
    "Categorisation",
    "DraftFile",
    "Evidence",
    "Exclusion",
    "Finding",
    "Incident",
    "Involvement",
    "Letter",
    "Link",
    "Person",
    "Post",
    "ReportDraft",
    "Taken",
]
