"""Who of an incident can be erased, and where else their name is written. Writes nothing."""

from incidents.facts import Facts
from incidents.models import Involvement
from incidents.text import fold


def gone_people(facts: Facts) -> list[Involvement]:
    """Those who were taken off as wrongly linked, and are still kept."""
    return [each for each in facts.all_involvements if not each.linked]


def where_named(facts: Facts, link: Involvement) -> list[str]:
    """Where the name stands in words that somebody typed, which stay: they are about others too."""
    incident, names = facts.incident, {link.person.folded, fold(link.called)}
    typed = {
        "the summary": [incident.summary],
        "the concern": [incident.concern],
        "a post": [post.words for post in facts.posts],
        "a witness’s words": [each.words for each in facts.evidence],
        "the note of a step": [" ".join((each.note, each.necessity, each.despite)) for each in facts.taken],
        "an answer or observation": [each.words for each in facts.findings if each.of_id != link.pk],
    }
    return [place for place, texts in typed.items() if any(name in fold(text) for text in texts for name in names)]
