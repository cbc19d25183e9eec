"""The project itself as an app: it registers the checks of what guards the record."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Its checks are registered once the apps are ready."""

    name = "config"
    verbose_name = "Fairpost"

    def ready(self) -> None:
        from config import starting  # noqa: F401
