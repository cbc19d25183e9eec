"""The incidents app: what happened and what was done."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents, evidence, letters and the ladder."""

    name = "incidents"
    verbose_name = "Incidents"
