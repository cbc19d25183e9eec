"""Every named page of the site, with the words that its address takes: read from the addresses themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import URLResolver, get_resolver


def takes() -> dict[str, tuple[str, ...]]:
    """Every named page with the words that its address takes, from the addresses themselves."""
    found = list(_walk(get_resolver().url_patterns, ()))
    twice = [name for name, count in Counter(name for name, _ in found).items() if count > 1]
    assert not twice, f"two pages of one name, so that one is not asked for: {twice}"
    return dict(found)


def _walk(patterns: Iterable[Any], above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in patterns:
        here = (*above, *each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, here)
        else:
            yield each.name, here


TAKES = takes()
