"""The printed part of `docs/` is what the code says, every field has its place in it, and every word is explained."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from simple_history.models import HistoricalChanges

from config.management.commands import write_docs
from config.manual import PAGES
from config.manual.data import TABLES
from incidents.guards import Guard
from incidents.vocabulary import (
    Audience,
    Channel,
    EvidenceKind,
    HostAnswer,
    Identity,
    LetterKind,
    Outcome,
    ParentAnswer,
    Part,
    PostState,
    SafeguardingAnswer,
)
from policies.vocabulary import CategoryKind, StepName
from schools.field_register import EVERY_HISTORY, EVERY_TABLE, PACKAGES, Data
from schools.vocabulary import Role
from tests.structure.source import PACKAGES as APPS
from tests.structure.source import ROOT

MODELS = {model._meta.label: model for model in apps.get_models()}
HISTORY = {label: model for label, model in MODELS.items() if issubclass(model, HistoricalChanges)}
OURS = {label: model for label, model in MODELS.items() if label.split(".")[0] in APPS and label not in HISTORY}
IN_THE_GLOSSARY: tuple[type[models.TextChoices], ...] = (
    *(Role, StepName, CategoryKind, Channel, Audience, Part, Identity, EvidenceKind),
    *(ParentAnswer, PostState, SafeguardingAnswer, HostAnswer, Outcome, LetterKind),
)


def stored(model: type[models.Model]) -> set[str]:
    """The names of a table's fields, and of its links to many."""
    return {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}


@pytest.mark.parametrize("place", PAGES)
def test_a_printed_page_is_what_the_code_says(place: str) -> None:
    assert write_docs.standing(place) == PAGES[place](), "run `manage.py write_docs`"


def test_the_command_fails_where_a_page_differs_and_writes_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("write_docs", check=True)
    monkeypatch.setitem(PAGES, "docs/data.md", lambda: "Something else\n")
    before = write_docs.standing("docs/data.md")
    with pytest.raises(CommandError, match=r"docs/data\.md"):
        call_command("write_docs", check=True)
    assert write_docs.standing("docs/data.md") == before


def test_every_field_of_every_table_is_in_the_register() -> None:
    assert set(TABLES) == set(OURS)
    counted = 0
    for label, model in OURS.items():
        described = set(TABLES[label].fields)
        assert described == stored(model) - set(EVERY_TABLE), label
        counted += len(described)
    print(f"{counted} fields of {len(OURS)} tables")
    assert counted > 200


def test_every_other_table_is_in_the_register_too() -> None:
    assert set(MODELS) - set(OURS) - set(HISTORY) == set(PACKAGES)
    for label, model in HISTORY.items():
        kept = stored(model) - set(EVERY_HISTORY) - set(EVERY_TABLE)
        original = model.instance_type  # type: ignore[attr-defined]
        assert kept <= set(TABLES[original._meta.label].fields), label


def test_free_text_about_incidents_is_never_said_to_be_nobodys() -> None:
    free = {
        f"{label}.{field.name}": TABLES[label].fields[field.name][0]
        for label, model in OURS.items()
        if label.startswith("incidents.")
        for field in model._meta.local_fields
        if isinstance(field, models.TextField) and not field.choices
    }
    assert len(free) >= 12
    assert {name for name, data in free.items() if data is not Data.WORDS} == set()


def test_whoever_acted_is_said_to_have_acted() -> None:
    acts = {
        f"{label}.{field.name}"
        for label, model in OURS.items()
        for field in model._meta.local_fields
        if field.name == "by" or field.name.endswith("_by")
        if field.related_model is MODELS["schools.User"]
    }
    assert len(acts) >= 10
    for name in acts:
        label, _, field = name.rpartition(".")
        assert TABLES[label].fields[field][0] is Data.ACT, name


def test_the_register_speaks_in_plain_words() -> None:
    for label, table in TABLES.items():
        assert table.row.endswith("."), label
        for name, (_, words) in table.fields.items():
            assert words[0].isupper() and not words.endswith(".") and len(words) < 100, f"{label}.{name}"


def test_every_sentence_of_the_ladder_is_in_the_printed_procedure() -> None:
    from incidents import guards

    page = PAGES["docs/procedure.md"]()
    printed = [value.printed for value in vars(guards).values() if isinstance(value, Guard)]
    assert len(printed) >= 19
    assert [words for words in printed if words not in page] == []
    assert [step.label for step in StepName if f"### {step.label}\n" not in page] == []


def test_no_code_is_printed() -> None:
    codes = {member.value for words in IN_THE_GLOSSARY for member in words if "_" in member.value}
    for place in ("docs/procedure.md", "docs/glossary.md"):
        page = (ROOT / place).read_text(encoding="utf-8")
        assert {code for code in codes if code in page} == set(), place


def test_every_word_of_the_screens_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    labels = [str(member.label) for words in IN_THE_GLOSSARY for member in words]
    print(f"{len(labels)} labels")
    assert len(labels) > 100
    assert [label for label in labels if f"**{label}**" not in glossary] == []
