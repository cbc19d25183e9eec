"""For somebody whom another was quicker than: what each field says by now, beside what they typed (R.03)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import Truncator

LONGEST = 300


def is_overrun(form: forms.Form, name: str) -> bool:
    """Whether a form that was sent carries, in its field `name`, another number than the one that stands by now."""
    return form.is_bound and str(form[name].data) != str(form.initial[name])


def say_what_it_says_now(form: forms.Form) -> None:
    """Tell it at every field that was typed otherwise than it stands. The form's `initial` is how everything stands."""
    for name in form.changed_data:
        if name in form.initial and not form[name].is_hidden:
            form.add_error(name, f"It now says: {shown(form.fields[name], form.initial[name])}")


def shown(field: forms.Field, now: Any) -> str:
    """What a field holds, in the words in which a person sees it."""
    if isinstance(field, forms.BooleanField):
        return "yes." if now else "no."
    if now in (None, "", []):
        return "nothing."
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}
        return ", ".join(labels.get(str(each), str(each)) for each in (now if isinstance(now, list) else [now])) + "."
    if isinstance(now, date):
        return f"{now:%-d %B %Y}."
    return f"“{Truncator(str(field.prepare_value(now)).strip()).chars(LONGEST)}”"
