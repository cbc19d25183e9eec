"""Where a draft speaks of what many policies leave out, as whoever keeps it says (S1-46, S2-34)."""

from collections.abc import Mapping
from datetime import datetime

from policies.citing import missing_from, named
from policies.models import PolicyVersion
from policies.operations.entry import count_up, keeper_of, lock_draft, tell
from policies.vocabulary import Topic
from schools.history import Actor
from schools.operation import Refused, operation

NO_TOPIC = "This is not one of the topics."
NO_PARAGRAPH = "There is no such paragraph in this version. Choose another."


@operation
def say_where(*, version: PolicyVersion, said: Mapping[str, str], edition: int | None, by: Actor, at: datetime) -> None:
    """Say in which paragraphs a draft speaks of each of these topics; an empty text takes back what was said."""
    draft = lock_draft(version, edition, by, at)
    for topic, paragraph in said.items():
        if topic not in Topic.values:
            raise Refused(NO_TOPIC)
        if paragraph != draft.said.get(topic, "") and missing_from(paragraph, draft.sections):
            raise Refused(NO_PARAGRAPH)
    changed = {topic: paragraph for topic, paragraph in said.items() if paragraph != draft.said.get(topic, "")}
    if not changed:
        return
    kept = {topic: paragraph for topic, paragraph in {**draft.said, **said}.items() if paragraph}
    draft.said = {topic.value: kept[topic] for topic in Topic if topic in kept}
    count_up(draft, version)
    told = "; ".join(f"{Topic(topic).label}: {named(where) or 'taken back'}" for topic, where in changed.items())
    tell(keeper_of(draft), "policy-gaps-said", by, at, version=str(draft), said=told)
