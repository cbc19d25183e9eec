"""Every regular expression of ours is done with 100 KB of the worst text in a tenth of a second (R.15)."""

import ast
import re
import time
from collections.abc import Iterator
from importlib import import_module

from tests.structure.source import Module, product

LONG, SECONDS = 100_000, 0.1
PIECES = ("a", "A", " ", "\n", "0", "1.", "-", "(", "<a ", "a@", "a.", "é", "a b ", "a\n", "A1")
BOUNDED = {
    "([a-z][a-z0-9+.-]*):(.*)": "an address, of 2,048 letters at most",
    r"^(.+?)\1+$": "a password, which is not longer than a form lets it be",
    r"\s*\S+\s*": "a policy's text",
    r"\s*(?:,|or\b|and\b)": "a policy's text",
    "(?:^(?P<first>": "a policy's text",
    r"\([^)]*\)": "a policy's text",
    r"^\W*(?:stage|step)?": "a policy's text",
    "([^,.;]{3,90}?)": "a policy's text",
    "(?:[A-Z][\\w": "a policy's text",
}
"""Those that may take longer, by how they begin, and what they are asked about."""

FLAGS = {name: getattr(re, name) for name in ("IGNORECASE", "I", "DOTALL", "MULTILINE", "VERBOSE", "ASCII", "UNICODE")}


def compiled(module: Module) -> Iterator[re.Pattern[str]]:
    """The patterns that a module makes and keeps."""
    for value in vars(import_module(module.name)).values():
        many = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
        for each in many:
            inner = each if isinstance(each, tuple) else [each]
            yield from (one for one in inner if isinstance(one, re.Pattern) and isinstance(one.pattern, str))


def written(module: Module) -> Iterator[re.Pattern[str]]:
    """The patterns that stand in a call of `re`, such as `re.sub("…", …)`."""
    for node in ast.walk(ast.parse(module.text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                flags = [each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute) and each.attr in FLAGS]
                yield re.compile(node.args[0].value, sum({FLAGS[each] for each in flags}))


def every_pattern() -> dict[str, re.Pattern[str]]:
    """All of them, by what they say."""
    found = [each for module in product() if "re" in module.imports() for each in (*compiled(module), *written(module))]
    return {f"{each.pattern}/{each.flags}": each for each in found}


def texts_for(pattern: re.Pattern[str]) -> Iterator[str]:
    """Long texts of one piece over and over, and of the pattern's own letters, ended by what does not fit."""
    own = re.sub(r"\\.|[\[\](){}|?*+^$]", "", pattern.pattern)[:12] or "x"
    for piece in (*PIECES, own, own[:2], own[:1]):
        long = piece * (LONG // len(piece))
        yield long
        yield f"{long}\x00!"


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """How long it takes, of the process's own time, to look for it everywhere and for the whole."""
    start = time.process_time()
    pattern.fullmatch(text)
    pattern.match(text)
    if len(text) <= LONG:
        for count, _ in enumerate(pattern.finditer(text)):
            if count > 100:
                break
    return time.process_time() - start


def bounded(pattern: re.Pattern[str]) -> bool:
    """Whether it is named as one that is only asked about shorter texts."""
    return any(pattern.pattern.startswith(each) for each in BOUNDED)


def test_every_pattern_takes_no_longer_than_its_text_is_but_those_named() -> None:
    slow = {}
    for pattern in every_pattern().values():
        worst = max(seconds(pattern, text) for text in texts_for(pattern)) if not bounded(pattern) else 0
        if worst > SECONDS:
            slow[pattern.pattern[:60]] = worst
    assert slow == {}


def test_there_are_patterns_a_slow_one_is_found_and_every_exception_is_still_there() -> None:
    assert len(every_pattern()) > 100
    assert seconds(re.compile(r"(a+)+$"), "a" * 25 + "!") > SECONDS
    assert all(any(each.pattern.startswith(name) for each in every_pattern().values()) for name in BOUNDED)
