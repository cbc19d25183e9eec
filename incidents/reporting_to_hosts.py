"""What the operator's reference says of the host on which the post of an incident is. Writes nothing."""

from incidents.facts import Facts
from policies.hosts.shown import Shown, shown_for


def entry_on_host(facts: Facts) -> Shown | None:
    """Where and how this host takes a report (S1-44), found by its name or the post's address; one question."""
    address = next((post.url for post in facts.posts if post.url), "")
    return shown_for(facts.incident.host, address)
