"""`/health/`: whether the service is well, in one word, for whoever watches over it (S16.11).

It says nothing but that: what is wrong is in the log. A monitor asks every minute or so; it costs two questions to the
database. Whether a record is sound is not asked here: that is for the nightly check, and no reason to shut the service.
"""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schools import triggers

log = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 and "well", or 503 and "not well"."""
    well = is_well()
    words, status = ("well\n", 200) if well else ("not well\n", 503)
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def is_well() -> bool:
    """Whether the database answers and every append-only trigger stands in it. What does not is logged."""
    try:
        lacking = triggers.missing(connection)
    except Error as error:
        log.error("Not well: the database does not answer: %s", type(error).__name__)
        return False
    if lacking:
        log.error("Not well: rows that may only be added could be changed. Run `migrate`. Missing: %s", lacking)
    return not lacking
