"""Nothing goes round history, the record, the door or the escaping of pages (S1.02 to S1.05, S16.13).

Each rule names the modules that may, with a reason; a module that no longer does is struck off, so no permission
outlives its use. What an append-only table refuses at run time is tried in tests/schools.
"""

import ast
import re
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from simple_history.models import HistoricalChanges, registered_models

from incidents.models import DraftFile, ReportDraft
from schools.models import (
    AcceptedStep,
    Anchor,
    DoomedFile,
    ErasurePermit,
    Event,
    EventPayload,
    LastSignIn,
    Look,
    Outgoing,
    RecordCheck,
    RecordHead,
    RecoveryCode,
    Safekeeping,
    SentForm,
    SignIn,
    TakenOut,
)
from tests.structure.source import PACKAGES, Module, called, mentioned, parsed, product, templates

ROUND_HISTORY = {
    *("update", "aupdate", "bulk_create", "abulk_create", "bulk_update", "abulk_update", "_raw_delete"),
    *("raw", "RawSQL", "extra", "cursor", "execute", "executemany", "executescript"),
    *("copy_expert", "copy_from", "copy_to", "callproc", "chunked_cursor"),
    *("RunSQL", "RunPython", "_insert", "_update", "_do_update", "_do_insert"),
    *("bulk_create_with_history", "bulk_update_with_history"),
}
OFF_SWITCHES = {"save_without_historical_record", "skip_history_when_saving", "SIMPLE_HISTORY_ENABLED", "save_base"}

MAY_GO_ROUND = {
    ("schools.triggers", "cursor"): "puts the triggers in; Django has no words for them",
    ("schools.triggers", "execute"): "the same; nothing of it comes from a person",
    ("schools.row_security", "cursor"): "puts the walls between schools in; Django has no words for them",
    ("schools.row_security", "execute"): "the same; nothing of it comes from a person",
    ("schools.reach", "cursor"): "says to PostgreSQL which school is meant",
    ("schools.reach", "execute"): "the same, by number",
    ("schools.scoping", "bulk_create"): "hands on what has a school; see the callers",
    ("schools.models.event", "bulk_create"): "hands on what is left when an upsert is refused, for seed_bulk",
    ("schools.history", "bulk_create_with_history"): "new rows of one operation, and their history with them",
    ("incidents.bulk", "bulk_create"): "seed_bulk fills a database for measuring; its rows were never edited",
    ("schools.files.store", "update"): "a hash takes in bytes; no row is near",
    ("schools.anchors.bundles", "update"): "the same",
    ("schools.anchors.looks", "update"): "the same",
    ("schools.standalone.check_record", "update"): "the same; it has no database",
    ("schools.operations.erasing", "bulk_create"): "the permits of one erasure, whose number the record has",
    ("schools.operations.erasing", "_raw_delete"): "what permits name; the triggers let go of nothing else",
    ("schools.operations.taking_out", "_raw_delete"): "every row of a school, by whoever owns the tables (S14.18)",
    ("schools.accounts", "cursor"): "reads erasures as records are read, also from a file; it never writes",
    ("schools.accounts", "execute"): "the same",
    ("schools.traces", "cursor"): "folds SQLite's write-ahead log away; Django has no words for it",
    ("schools.traces", "execute"): "the same",
    ("config.postgres", "cursor"): "makes the tests' own throwaway server",
    ("config.postgres", "execute"): "the same",
    ("config.backup.snapshot", "cursor"): "holds one moment of the database, and counts rows in it",
    ("config.backup.snapshot", "execute"): "the same; and empties passing tables of the copy",
    ("config.backup.target", "cursor"): "asks whether a database is empty, and empties it again when a restore fails",
    ("config.backup.target", "execute"): "the same",
    ("config.backup.carrying", "_raw_delete"): "empties what `migrate` put into a new database, before it is filled",
    ("config.backup.carrying", "bulk_create"): "every row of a database as it is, history too, into a new one",
    ("config.backup.carrying", "cursor"): "asks, and says, how far each table has counted its rows",
    ("config.backup.carrying", "execute"): "the same",
    ("config.backup.archive", "update"): "a hash takes in bytes; no row is near",
    ("config.backup.making", "update"): "a dictionary; no row is near",
    ("schools.record_rows", "cursor"): "reads a whole record, fast, and from a file; it never writes",
    ("schools.record_rows", "execute"): "the same",
    ("schools.management.commands.verify_record", "cursor"): "finds one incident in a backup's file; it never writes",
    ("schools.management.commands.verify_record", "execute"): "the same",
    ("schools.reconcile", "cursor"): "has the database compare rows with their history; it never writes",
    ("schools.reconcile", "execute"): "the same",
    ("config.starting", "cursor"): "asks which role this is",
    ("config.starting", "execute"): "the same",
    ("config.roles", "cursor"): "makes the roles of a database, before there are any rows",
    ("config.roles", "execute"): "the same",
}

WRITES = {"save", "create", "get_or_create", "update_or_create", "delete", "acreate", "asave", "adelete"}
MAY_WRITE = {
    "schools.ending": "ends sessions, and forgets what was typed in one",
    "schools.throttle": "forgets a count in the cache; no row is near",
    "schools.record": "the sealed record",
    "schools.outbox": "mail on its way, in the transaction of what it tells of",
    "schools.models.event": "hands on to Django what it does not refuse",
    "schools.scoping": "hands on to Django a row that names its school",
    "schools.models.user": "a manager makes users; a new password is the person's own act",
    "schools.adapter": "a person sets a password of their own, and signs in on a day",
    "policies.models.policy": "hands on to Django what is not frozen",
    "policies.models.rows": "the same",
}
"""Besides these, only what lies in an app's `operations/` writes."""

MAY_TELL = {
    "schools.operations.entry": "schools: every operation on people, offices and dates tells through it",
    "schools.operations.factors": "second factors",
    "schools.operations.anchoring": "that a night's looks were sealed",
    "schools.operations.sessions": "what an administrator ends, and the colour of a school",
    "schools.operations.openid": "which account elsewhere is whose",
    "policies.operations.entry": "policies: every operation on one tells through it",
    "schools.operations.erasing": "an erasure tells of itself before anything goes",
    "incidents.operations.entry": "incidents: every operation on one tells through it",
    "incidents.demonstration": "marks the demonstration's own database, and which scenarios were played there",
}
"""Whoever calls `record.write` or `write_all`, in the transaction of its change."""

RECORD = {"Event", "EventPayload", "Look", "RecordHead"}

WITHOUT_HISTORY = {
    Event: "it is the record",
    EventPayload: "it is the record",
    ErasurePermit: "only ever added, and the record commits to it",
    DoomedFile: "a file to be destroyed; gone once it is",
    RecordHead: "moves with every event, and verification proves it",
    Look: "only ever added",
    RecordCheck: "only ever added",
    Anchor: "only ever added",
    TakenOut: "only ever added",
    LastSignIn: "the last day alone",
    Safekeeping: "only ever added",
    Outgoing: "mail on its way, removed a month after it was sent",
    SentForm: "only ever added, with where it led, and swept up after a week",
    SignIn: "says where somebody is signed in; nobody edits it",
    ReportDraft: "its author's alone, thrown away after seven days",
    DraftFile: "goes with its draft",
    AcceptedStep: "a number that goes up with each sign-in",
    RecoveryCode: "a hash that is used once; the record says when",
}

TELLS_TEMPLATES = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")
PLAIN_TEXT = ("templates/letters/", "templates/account/email/", "templates/mail/", "templates/export/")
"""Templates of plain text, where HTML's escapes would be wrong: what they make is never a page."""


def used(modules: Iterable[Module], words: set[str]) -> set[tuple[str, str]]:
    """Which module calls which of these words."""
    return {(module.name, word) for module in modules for word, _ in called(module) if word in words}


def expressions_outside_meta(module: Module) -> list[int]:
    """The lines that use `F(...)`, save in a model's Meta, where it is part of a rule or an order."""
    meta = [node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef) and node.name == "Meta"]
    inside = {id(child) for node in meta for child in ast.walk(node)}
    return [call.lineno for word, call in called(module) if word == "F" and id(call) not in inside]


def is_page(module: Module) -> bool:
    """Whether it is a view or a form."""
    return bool({"views", "forms"} & {part.split("_")[0] for part in module.name.split(".")[1:]})


def test_nothing_writes_past_history_but_named_modules() -> None:
    modules = product()
    assert len(modules) > 100
    assert used(modules, ROUND_HISTORY) == set(MAY_GO_ROUND)
    assert {module.name: found for module in modules if (found := expressions_outside_meta(module))} == {}


def test_no_module_can_switch_history_off() -> None:
    assert {module.name for module in product() if OFF_SWITCHES & mentioned(module)} == set()
    assert getattr(settings, "SIMPLE_HISTORY_ENABLED", True)


def test_only_taking_a_school_out_takes_the_triggers_down() -> None:
    """S14.18: and with them the only thing that keeps the record from being changed."""
    assert {name for name, _ in used(product(), {"aside"})} == {"schools.operations.taking_out"}


def test_a_way_round_history_is_found_wherever_it_hides() -> None:
    round_it = parsed("def f(rows):\n    rows.filter(a=1).update(a=F('b'))\n    from django.db.models import F\n")
    assert used([round_it], ROUND_HISTORY) == {("incidents.made_up", "update")}
    assert expressions_outside_meta(round_it) == [2]
    in_meta = parsed("class A:\n    class Meta:\n        ordering = [models.F('a').asc()]\n")
    assert expressions_outside_meta(in_meta) == []
    switched_off = parsed("row.skip_history_when_saving = True")
    assert OFF_SWITCHES & mentioned(switched_off)


def test_only_operations_write() -> None:
    writers = {name for name, _ in used(product(), WRITES)}
    operations = ("incidents.operations.", "policies.operations.", "schools.operations.")
    assert {name for name in writers if not name.startswith(operations)} == set(MAY_WRITE)


def test_only_operations_tell_the_record_and_only_it_makes_its_rows() -> None:
    tellers = {
        module.name
        for module in product()
        for word, call in called(module)
        if ast.unparse(call.func) in ("record.write", "record.write_all", "write")
    }
    assert tellers == set(MAY_TELL)
    assert {name for name, _ in used(product(), RECORD)} == {"schools.record"}


def test_views_and_forms_reach_no_rows_by_themselves() -> None:
    pages = [module for module in product() if is_page(module)]
    names = {"objects", "_default_manager", "_base_manager", "get_object_or_404", "get_list_or_404"}
    print(f"{len(pages)} modules of views and forms")
    assert len(pages) >= 3
    assert {module.name: sorted(names & mentioned(module)) for module in pages if names & mentioned(module)} == {}


def test_every_editable_model_has_a_history_that_names_who_acted() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in PACKAGES]
    originals = [model for model in ours if not issubclass(model, HistoricalChanges)]
    tracked = {model for model in originals if model._meta.db_table in registered_models}
    assert len(tracked) >= 20
    assert set(originals) - tracked == set(WITHOUT_HISTORY)
    for model in tracked:
        fields = {field.name: field for field in model.history.model._meta.local_fields}  # type: ignore[attr-defined]
        assert not fields["history_user_id"].null, model
        left_out = {field.name for field in model._meta.local_fields} - set(fields)
        assert left_out == ({"password"} if model is apps.get_model("schools.User") else set()), model


def test_no_template_and_no_code_turns_escaping_off() -> None:
    found = templates()
    unsafe = [path for path in found if TELLS_TEMPLATES.search(path.read_text(encoding="utf-8"))]
    placed = [path.relative_to(settings.BASE_DIR).as_posix() for path in unsafe]
    print(f"{len(found)} templates")
    assert len(found) > 60
    assert [place for place in placed if not place.startswith(PLAIN_TEXT)] == []
    assert all(place.endswith(".txt") for place in placed)
    words = {"mark_safe", "SafeString", "SafeText", "format_html", "format_html_join", "html_safe"}
    assert {module.name for module in product() if words & mentioned(module)} == set()


def test_scripts_in_templates_hold_no_variables() -> None:
    script = re.compile(r"<script\b[^>]*>(?P<inside>.*?)</script>", re.S)
    for path in templates():
        for match in script.finditer(path.read_text(encoding="utf-8")):
            assert "{{" not in match["inside"], path


def test_no_code_is_made_from_text() -> None:
    words = {"eval", "exec", "compile", "__import__"}
    calls = {
        (module.name, ast.unparse(call.func))
        for module in product()
        for word, call in called(module)
        if word in words and isinstance(call.func, ast.Name)
    }
    assert calls == set()
    assert {module.name for module in product() if {"pickle", "marshal", "shelve"} & mentioned(module)} == set()


def shells(module: Module) -> list[int]:
    """The lines that run a program through a shell, or from one text instead of a list."""
    found = []
    for word, call in called(module):
        if any(keyword.arg == "shell" for keyword in call.keywords):
            found.append(call.lineno)
        of = ast.unparse(call.func)
        if of in ("os.system", "os.popen") or word in ("getoutput", "getstatusoutput"):
            found.append(call.lineno)
        if of.startswith("subprocess.") and call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr):
            found.append(call.lineno)
    return found


def test_no_program_runs_through_a_shell() -> None:
    starters = [module for module in product() if "subprocess" in mentioned(module)]
    assert len(starters) >= 3
    assert {module.name: found for module in product() if (found := shells(module))} == {}
    assert shells(parsed("import subprocess\nsubprocess.run(f'ls {a}')\nsubprocess.run(['a'], shell=True)")) == [2, 3]
