"""On which topics a policy speaks that many leave out: a table of words, and the paragraph of each (S1-46, S2-14)."""

import re
from collections.abc import Sequence

from policies.recognising.proposals import About, Proposal, because
from policies.recognising.sentences import Sentence
from policies.vocabulary import Topic

TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        Topic.RIGHT_OF_REPLY,
        re.compile(
            r"\bright (?:of reply|to reply|of appeal|to appeal|to respond)\b|\bappeal\b|\bmay reply\b"
            r"|\b(?:opportunity|chance) to (?:respond|reply|explain)\b|\bmake representations\b|\bnot content with\b",
            re.I,
        ),
    ),
    (
        Topic.REPEATED,
        re.compile(
            r"\b(?:repeated|persistent|further|subsequent|earlier|previous) "
            r"(?:breach\w*|incidents?|offences?|occurrences?|posts?)\b"
            r"|\bhappens again\b|\brepeat offend\w*",
            re.I,
        ),
    ),
    (
        Topic.RECORD,
        re.compile(
            r"\b(?:we|school|academy|headteacher|staff)\b[^.;]{0,40}?\b(?:record|log|document)s? (?!of\b)"
            r"|\b(?:will be|are|is) (?:recorded|logged|documented)\b|\bkeep (?:a )?(?:record|copy|copies|log)\b",
            re.I,
        ),
    ),
    (
        Topic.RETENTION,
        re.compile(
            r"\b(?:kept|retained|stored|held) for\b|\bretention\b|\b(?:deleted|destroyed) (?:after|within)\b", re.I
        ),
    ),
    (
        Topic.TELLING_PARENTS,
        re.compile(
            r"\bparents?\b[^.;]{0,40}?\b(?:made aware|told|informed|reminded|notified) (?:of|about)\b"
            r"[^.;]{0,40}?\b(?:policy|it)\b"
            r"|\bpolicy\b[^.;]{0,60}?\b(?:available|published|found)\b[^.;]{0,30}?\bwebsite\b"
            r"|\bit is (?:\w+ )?(?:in|on)\b[^.;]{0,60}?\b(?:website|newsletter|booklet|handbook|prospectus)\b",
            re.I,
        ),
    ),
    (
        Topic.REVIEW,
        re.compile(
            r"\breview(?:ed|s)?\b[^.;]{0,30}?\b(?:annual\w*|every|each|regular\w*|termly|year\w*)\b|\bannual review\b",
            re.I,
        ),
    ),
    (
        Topic.TIME_LIMITS,
        re.compile(r"\bwithin\b[^.;]{0,20}?\b(?:school |working )?(?:days?|hours|weeks?)\b", re.I),
    ),
)


def topics_in(sentences: Sequence[Sentence], steps: Sequence[Proposal], review_known: bool) -> list[Proposal]:
    """On which topics the text speaks where no step and no date shows it: the first paragraph of each."""
    found: dict[Topic, Proposal] = {}
    days_shown = any(each.value.get("days") for each in steps)
    for each in sentences:
        for topic, pattern in TOPICS:
            if (topic is Topic.REVIEW and review_known) or (topic is Topic.TIME_LIMITS and days_shown):
                continue
            if topic not in found and (match := pattern.search(each.text)):
                found[topic] = _topic(topic, match.group(), each)
    if decided := next((each for each in steps if "does not say who" not in each.value["reason"]), None):
        reason = "because it says who decides there"
        value = {"field": "said", "topic": Topic.WHO_DECIDES.value, "text": decided.paragraph, "reason": reason}
        found[Topic.WHO_DECIDES] = Proposal(About.FIELD, value, decided.sentence, decided.paragraph)
    return [found[topic] for topic in Topic if topic in found]


def _topic(topic: Topic, match: str, sentence: Sentence) -> Proposal:
    paragraph = sentence.paragraph.split(", ")[0]
    value = {"field": "said", "topic": topic.value, "text": paragraph, "reason": because(match)}
    return Proposal(About.FIELD, value, sentence.text, paragraph)
