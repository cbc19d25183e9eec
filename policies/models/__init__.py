"""Policies as a school keeps them, how parents were told of them, and where a post is reported."""

from policies.models.adoption import Adoption, PublicPage
from policies.models.host import Host
from policies.models.notice import Notice, Reminder
from policies.models.policy import Frozen, Issue, Milestone, PastVersion, Policy, PolicyVersion
from policies.models.rows import Category, LinkedPolicy, ProcedureStep, Suggestion

__all__ = [
    "Adoption",
    "Category",
    "Frozen",
    "Host",
    "Issue",
    "LinkedPolicy",
    "Milestone",
    "Notice",
    "PastVersion",
    "Policy",
    "PolicyVersion",
    "ProcedureStep",
    "PublicPage",
    "Reminder",
    "Suggestion",
]
