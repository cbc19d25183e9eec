"""Taking a whole school out, by whoever runs the service: what stands against it, and what is said at the end (S14.18).

Its record ends with an entry that says why, and with a statement that is signed as its last. Then everything goes, in
the same transaction. After a restore of an older backup it goes again (S14.16).
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from incidents.files_kept import files_kept
from incidents.models import Incident, LegalHold
from policies.operations.handing_over import hand_over, who_goes_by_them
from schools.anchors.statements import Statement
from schools.erasure import RESTORING, register
from schools.files.store import PATH
from schools.history import ANCHORING, SystemActor
from schools.models import School, TakenOut
from schools.operation import Refused, operation
from schools.operations.anchoring import seal_looks, sign_statement
from schools.operations.entry import tell
from schools.operations.taking_out import doom, first_of, remove

HELD = "A legal hold stands on {references} of {school}. Nothing of it is taken out until the hold is lifted."
NO_REASON = "Say why the school is taken out, in up to 200 characters."
NAMED = "Leave the school’s name out of the reason: the reason stays when everything of the school is gone."


@operation
def take_out(
    *, school: School, reason: str, policies_to: School | None = None, by: SystemActor, at: datetime
) -> tuple[Statement, TakenOut]:
    """Take a school out whole, its last statement signed before. Raises Refused with why not, and NoKey."""
    locked = School.objects.select_for_update().get(pk=school.pk)
    _refuse_reason(reason, locked)
    _refuse_held(locked)
    hand_over(school=locked, to=policies_to, by=by, at=at)
    tell(locked, "school-taken-out", by, at, reason=reason)
    seal_looks(school=locked, by=ANCHORING, at=at)
    last = sign_statement(final=[locked], by=ANCHORING, at=at)
    told = {"act": "SCHOOL", "statement": last.number, "reason": reason}
    told |= {"policies_to": policies_to.pk} if policies_to else {}
    return last, _remove(locked, told, at)


def _refuse_reason(reason: str, school: School) -> None:
    if not reason.strip() or len(reason) > 200:
        raise Refused(NO_REASON)
    if school.name.casefold() in reason.casefold() or school.slug in reason.casefold():
        raise Refused(NAMED)


def _refuse_held(school: School) -> None:
    held = LegalHold.objects.of(school).filter(lifted_at__isnull=True).values("incident")
    references = Incident.objects.of(school).filter(pk__in=held).order_by("pk").values_list("reference", flat=True)
    if references:
        raise Refused(HELD.format(references=", ".join(references), school=school.name))


def _remove(school: School, told: Mapping[str, Any], at: datetime) -> TakenOut:
    """Every row, and then every file that no row refers to any more."""
    files = _files_of(school)
    done = remove(school, told=told, at=at)
    stay = {path for path, _ in files_kept()}
    doom([path for path in files if path not in stay], at=at)
    return done


def _files_of(school: School) -> list[str]:
    """Every file in the school's folder, by whatever part of an address it had."""
    others = School.objects.exclude(pk=school.pk).values_list("slug", flat=True)
    slugs = {school.slug, *school.history.values_list("slug", flat=True)} - set(others)
    there = [f"{slug}/{each.name}" for slug in slugs for each in (Path(settings.EVIDENCE_ROOT) / slug).glob("*")]
    return [path for path in sorted(there) if PATH.fullmatch(path)]


@operation
def _again(*, school: School, receipt: Mapping[str, Any], by: SystemActor, at: datetime) -> TakenOut | None:
    """Take out what a restored backup brought back: that very record, and no other that has its number by now."""
    if first_of(school) != receipt["first"]:
        return None
    others = who_goes_by_them(school)
    named = [each for each in others if each.pk == receipt.get("policies_to")]
    hand_over(school=school, to=next(iter(named or others), None), by=by, at=at)
    kept = {name: value for name, value in receipt.items() if name in ("act", "statement", "reason", "policies_to")}
    return _remove(school, {**kept, "event": receipt["event"]}, at)


def ready() -> None:
    """Tell `schools.erasure` how a school is taken out again after a restore."""
    register("school", lambda school, receipt, at: _again(school=school, receipt=receipt, by=RESTORING, at=at))
