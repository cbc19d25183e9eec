"""What templates of a policy need to show a document: its dates in words."""

from django import template

from policies.documents import in_words

register = template.Library()


@register.filter
def date_in_words(said: str) -> str:
    """A kept date as people read it: "14 March 2027"; what is vaguer stays as it is."""
    return in_words(said or "")
