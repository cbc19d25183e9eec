"""The tag by which a form carries its one-time token."""

from django import template

from schools.sent import FIELD, new_token

register = template.Library()


@register.inclusion_tag("components/once.html")
def once() -> dict[str, str]:
    """A hidden field with a new token, so that the form is taken once however often it is sent (R.06)."""
    return {"name": FIELD, "token": new_token()}
