"""Writing down that an evidence pack went out: by whom, for whom, and exactly what (S14.08, S14.19)."""

from datetime import datetime

from incidents.evidence_pack.packing import Pack
from incidents.evidence_pack.parts import Period
from schools.history import SystemActor
from schools.models import School
from schools.operation import Refused, operation
from schools.operations.entry import tell


@operation
def record_pack(*, school: School, pack: Pack, period: Period, for_whom: str, by: SystemActor, at: datetime) -> None:
    """Record a pack before it is handed over. The event holds the hash of the whole, by which it can be told later."""
    if not isinstance(by, SystemActor):
        raise Refused("An evidence pack is made by whoever runs the service.")
    if not for_whom.strip():
        raise Refused("Say for whom this pack is.")
    rows = str(sum(len(part.rows) for part in pack.parts))
    tell(school, "evidence-pack-made", by, at, purpose=for_whom, period=str(period), rows=rows, sha256=pack.sha256)
