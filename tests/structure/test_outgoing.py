"""Only named modules of ours open a connection, and none of them to an address that somebody typed (S1.15)."""

from tests.structure.source import Module, product

OPENS = (
    "http.client",
    "urllib.request",
    "socket",
    "ssl",
    "smtplib",
    "requests",
    "ftplib",
    "asyncio",
    "httpx",
    "aiohttp",
)
MAY = {
    "schools.anchors.asking": "the authority for time-stamps that the operator set",
    "schools.mail": "the mail server that the operator set",
    "schools.openid": "whoever keeps the accounts of schools, whom the operator set",
    "schools.adapter": "names the errors of sending mail",
    "config.postgres": "a free port of this machine, for the tests' own server",
    "config.serving": "a free port of this machine, for the demonstration",
    "config.measuring": "the demonstration's own server, to measure it",
}
"""What each opens a connection to. Signing in with a school's account is a package's, watched by its own test."""


def opening(modules: list[Module]) -> set[str]:
    """The modules that import what opens connections."""
    return {module.name for module in modules if any(_opens(name) for name in module.imports())}


def _opens(name: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in OPENS)


def test_only_named_modules_open_a_connection() -> None:
    assert opening(product()) == set(MAY)
    assert _opens("http.client") and _opens("urllib.request.urlopen") and not _opens("http")
