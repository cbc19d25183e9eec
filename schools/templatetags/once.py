"""The tag by which a form carries its one-time token."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from schools.sent import FIELD, new_token

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden field with a new token, so that the form is taken once however often it is sent (R.06)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token())
