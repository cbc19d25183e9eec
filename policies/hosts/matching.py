"""Which host a post is on, and which hosts somebody looks for: by name, other names and web addresses. Pure.

An alias with a full stop in it and no space is a web address: `facebook.com` stands for `www.facebook.com` and
`m.facebook.com` too, `google.com/maps` for what lies below it.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from policies.models import Host


def plain(text: str) -> str:
    """Lower case without accents, curly apostrophes or runs of spaces, so that words can be compared."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())


def is_address(alias: str) -> bool:
    """Whether an alias is a web address rather than a name."""
    return "." in alias.strip(".") and " " not in alias


def names_of(host: Host) -> Iterator[str]:
    """What a host is called, its own name first."""
    yield host.name
    yield from (each for each in host.aliases if not is_address(each))


def addresses_of(host: Host) -> list[str]:
    """The web addresses that are its own."""
    return [each for each in host.aliases if is_address(each)]


def host_for(name: str, address: str, hosts: Iterable[Host]) -> Host | None:
    """The host that a post is on: by the name somebody gave it, by the post's address, or by a name among the words.

    The name comes first where it is exactly one of ours: "Facebook Messenger" says more than facebook.com. Among
    several that fit, the longest says most.
    """
    hosts, said = list(hosts), plain(name)
    ways = (
        ((len(each), host) for host in hosts for each in map(plain, names_of(host)) if each == said),
        ((len(each), host) for host in hosts for each in addresses_of(host) if _lies_below(address, each)),
        ((len(each), host) for host in hosts for each in map(plain, names_of(host)) if _is_among(each, said)),
    )
    for way in ways:
        if found := max(way, key=lambda pair: pair[0], default=None):
            return found[1]
    return None


def looked_for(words: str, hosts: Iterable[Host]) -> list[Host]:
    """The hosts whose names, addresses or explanations hold all of these words; all of them where there are none."""
    wanted = plain(words).split()
    return [host for host in hosts if all(each in _all_words(host) for each in wanted)]


def _all_words(host: Host) -> str:
    return plain(" ".join([host.name, *host.aliases, host.needs, host.who, *(each["words"] for each in host.routes)]))


def _lies_below(address: str, ours: str) -> bool:
    """Whether a post's address is of this host, on any of its servers, and below its path where it names one."""
    server, _, path = plain(ours).partition("/")
    try:
        parts = urlsplit(address.casefold())
        given = parts.hostname or ""
    except ValueError:  # kept before it was read strictly: then it tells nothing
        return False
    below = f"{parts.path.strip('/')}/".startswith(f"{path.strip('/')}/") if path else True
    return (given == server or given.endswith(f".{server}")) and below


def _is_among(name: str, said: str) -> bool:
    """Whether a name stands among the words. A single letter, such as X, must stand alone."""
    return len(name) > 1 and f" {name} " in f" {_only_words(said)} "


def _only_words(said: str) -> str:
    return " ".join("".join(each if each.isalnum() or each in "'-" else " " for each in said).split())
