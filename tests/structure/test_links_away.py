"""Every link that may lead to another site says nothing of where it stands (S3.12)."""

import re

from tests.structure.source import templates

LINK = re.compile(r"<a\b[^>]*\bhref=\"\{\{ ([^}]+) \}\}[^>]*>")
OURS = {"there", "bring_in", "address", "attrs.href", "request.get_full_path"}
"""What is an address of this site wherever it stands in a link; `address` in the page of the switch alone."""


def unsafe(text: str, place: str) -> list[str]:
    """The links whose address comes from a row and which would say where they stand."""
    return [
        f"{place}: {found[0]}"
        for found in LINK.finditer(text)
        if "noreferrer" not in found[0] and found[1] not in OURS and not found[1].endswith(("_url", ".url", "url"))
    ]


def test_every_link_to_an_address_that_was_typed_says_nothing_of_us() -> None:
    files = templates()
    assert len(files) >= 100
    assert [each for file in files for each in unsafe(file.read_text(encoding="utf-8"), file.name)] == []


def test_a_link_that_says_where_it_stands_is_found() -> None:
    assert unsafe('<a class="x" href="{{ notice.address }}">', "x")
    assert not unsafe('<a href="{{ notice.address }}" rel="noreferrer">', "x")


def test_whatever_is_called_an_address_of_ours_carries_no_typed_one() -> None:
    """`address` without a dot is the host's own in two places, and those have the word."""
    bare = re.compile(r"<a\b[^>]*href=\"\{\{ address \}\}\"[^>]*>")
    found = {file.name: match for file in templates() for match in bare.findall(file.read_text(encoding="utf-8"))}
    assert {name for name, match in found.items() if "noreferrer" not in match} == {"public_switch.html"}
