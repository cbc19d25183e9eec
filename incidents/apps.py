"""The incidents app: what happened and what was done."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents, evidence, letters and the ladder. Says how its things are erased again after a restore."""

    name = "incidents"
    verbose_name = "Incidents"

    def ready(self) -> None:
        from incidents.operations import erasing_again, erasing_request, letting_go, taking_out

        erasing_again.ready()
        erasing_request.ready()
        letting_go.ready()
        taking_out.ready()
