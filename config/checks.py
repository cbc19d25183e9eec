"""What production refuses to start with (S13.01). Pure: it is asked before Django is set up."""

from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demonstration", "test")
SHORTEST_SECRET = 50


def unsafe_settings(secret: str, debug: bool, hosts: Sequence[str]) -> list[str]:
    """A sentence for each setting that production must not start with."""
    found = []
    if len(secret) < SHORTEST_SECRET or secret.startswith(("not-a-secret", "django-insecure")):
        found.append(f"SECRET_KEY must be set to a secret of at least {SHORTEST_SECRET} characters.")
    if debug:
        found.append("DEBUG must be off.")
    if "*" in hosts or not any(hosts):
        found.append("ALLOWED_HOSTS must name the addresses of this site; '*' or nothing is refused.")
    return found


def refuse_unsafe_production(mode: str, secret: str, debug: bool, hosts: Sequence[str]) -> None:
    """Stop here, saying which setting is at fault. Raises ImproperlyConfigured."""
    if mode not in MODES:
        raise ImproperlyConfigured(f"FAIRPOST_MODE is {mode!r}; it must be one of {', '.join(MODES)}.")
    if debug and mode != "production":
        raise ImproperlyConfigured("DEBUG must be off.")
    found = unsafe_settings(secret, debug, hosts) if mode == "production" else []
    if found:
        raise ImproperlyConfigured("Fairpost will not start in production. " + " ".join(found))
