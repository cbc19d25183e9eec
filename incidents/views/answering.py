"""How a view answers an operation that refuses: 409, with every sentence, and what was typed is kept.

A view has four beats: door, form, one operation, answer. `attempt` is the third.
"""

from collections.abc import Callable

from django import forms
from django.http import Http404
from django.utils import timezone

from incidents.facts import facts_of
from incidents.models import Incident
from incidents.timeline import story
from schools.operation import NotFound, Refused, Stale


def attempt(form: forms.Form, operation: Callable[[], object], incident: Incident | None = None) -> int:
    """Run the operation. 200 when it was done; 409 when it refused, with its sentences as errors of the form.

    Somebody who may not see the thing gets the same 404 as everywhere. When somebody else was quicker, the form says
    who did what (R.02).
    """
    try:
        operation()
    except NotFound as error:
        raise Http404 from error
    except Refused as refused:
        said = list(refused.sentences)
        if isinstance(refused, Stale) and incident is not None:
            said.append(_who_did_what(incident))
        for sentence in said:
            form.add_error(None, sentence)
        return 409
    return 200


def _who_did_what(incident: Incident) -> str:
    last = story(facts_of(incident, timezone.now()))[-1]
    return f"At {timezone.localtime(last.at):%H:%M on %-d %B}: {last.sentence} What you typed is kept below."
