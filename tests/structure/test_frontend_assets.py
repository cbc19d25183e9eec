"""What every page is dressed in: the real Bootstrap, small scripts, and no template that holds anything inline."""

import base64
import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from config.finders import WANTED, BootstrapFinder

ROOT = Path(project.BASE_DIR)
STATIC = ROOT / "static"
TEMPLATES = [
    path
    for folder in ("templates", "schools", "policies", "incidents")
    for path in sorted((ROOT / folder).rglob("*.html"))
]
BOOTSTRAP_SHA384 = "sRIl4kxILFvY47J16cr9ZwB07vP4J8+LH7qKQnuqkuIAvNWLzeN8tE5YBujZqJLB"

INLINE = {
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "a script without src": re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))", re.I),
    "a script that is not deferred": re.compile(r"<script\b(?=[^>]*\bsrc=)(?![^>]*\bdefer\b)", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "unescaped output": re.compile(r"\|\s*safe\b|autoescape\s+off"),
    "a comment that runs over its line": re.compile(r"\{#(?:(?!#\}).)*$", re.M),
    "an asset from elsewhere": re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.I),
}
FORBIDDEN_IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|localStorage|sessionStorage|\.style\b"
)


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Addresses without the hashes that only collected files have."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def faults(text: str) -> list[str]:
    """Names what a template does that the policy forbids."""
    return [name for name, pattern in INLINE.items() if pattern.search(text)]


def test_the_bootstrap_we_serve_is_the_one_its_authors_published() -> None:
    found = finders.find("bootstrap/css/bootstrap.min.css")
    digest = hashlib.sha384(Path(found).read_bytes()).digest()
    assert base64.b64encode(digest).decode() == BOOTSTRAP_SHA384


def test_nothing_else_of_the_package_is_served() -> None:
    finder = BootstrapFinder()
    assert [path for path, _ in finder.list(None)] == list(WANTED)
    assert finder.find("bootstrap/css/bootstrap.min.css")
    for path in ("bootstrap/js/bootstrap.bundle.min.js", "css/bootstrap.min.css", "bootstrap/../__init__.py"):
        assert not finder.find(path)
        assert finder.find(path, find_all=True) == []


def test_the_scripts_are_small() -> None:
    scripts = sorted((STATIC / "js").glob("*.js"))
    assert {path.name for path in scripts} == {"draft.js", "evidence.js", "passkey.js", "small.js"}
    assert sum(path.stat().st_size for path in scripts) <= 10 * 1024


def test_scripts_write_words_and_never_markup() -> None:
    for path in (STATIC / "js").glob("*.js"):
        assert FORBIDDEN_IN_SCRIPTS.findall(path.read_text()) == [], path.name


def test_a_first_visit_is_light() -> None:
    page = render_to_string("base.html", {"demonstration": True})
    linked = {address.removeprefix("/static/") for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)}
    assert {"bootstrap/css/bootstrap.min.css", "css/fairpost.css", "js/small.js"} <= linked
    assert len(linked) + 1 <= 5
    sizes = [len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in linked]
    assert sum(sizes) + len(gzip.compress(page.encode())) <= 60 * 1024


def test_the_stylesheet_asks_for_nothing_from_elsewhere() -> None:
    assert not re.search(r"@import|url\(|expression\(", (STATIC / "css" / "fairpost.css").read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_anything_inline(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    "bad",
    [
        "<style>p{}</style>",
        '<p style="color: red">',
        '<a href="#" onclick="go()">',
        "<script>go()</script>",
        '<script src="/x.js"></script>',
        '<a href="javascript:go()">',
        "{{ words|safe }}",
        "{% autoescape off %}",
        "{# one\ntwo #}",
        '<img src="https://elsewhere.example/x.png">',
    ],
)
def test_the_search_for_inline_parts_finds_them(bad: str) -> None:
    assert faults(bad) != []
    assert faults('{# a remark #}<script src="/x.js" defer></script><p class="quiet">{{ words }}</p>') == []
