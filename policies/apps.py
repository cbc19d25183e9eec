"""The policies app: what the school has decided."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policies, their categories and their procedure."""

    name = "policies"
    verbose_name = "Policies"
