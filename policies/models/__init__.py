"""Policies as a school keeps them, and how parents were told of them."""

from policies.models.notice import Notice
from policies.models.policy import Adoption, Category, Policy, PolicyVersion, ProcedureStep

__all__ = ["Adoption", "Category", "Notice", "Policy", "PolicyVersion", "ProcedureStep"]
