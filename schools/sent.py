"""The one-time token of a form, and what a form says that was sent with one (R.06).

Every form that makes something carries a token, put there by `{% once %}`. It is signed with the moment at which the
page was made. What somebody sends a second time, by a double press, a reload, Back, or because no answer came, has the
same token and the same words, and leads to what the first made: `schools.operations.sending`. What has no token of ours
is taken as it is, and twice if it is sent twice: a token guards against chance, not against anybody.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from schools.models import School, SentForm, User

FIELD = "once"
KEPT_FOR = timedelta(days=7)
"""How long a token is good for. Nobody stays signed in that long: a page left open must be typed into anew anyway."""

SALT = "sent-once"
LONGEST = 200
LEFT_OUT = ("csrfmiddlewaretoken", FIELD)


@dataclass(frozen=True)
class Sending:
    """A form as it was sent: its token and its words, both as hashes, and whether the token has expired."""

    token: str
    words: str
    expired: bool = False

    def part(self, name: str) -> "Sending":
        """One part of what was sent, such as one of several files, named by all that is in it: each is taken once."""
        return Sending(_hash(f"{self.token}:{name}"), "", self.expired)


def new_token() -> str:
    """A token for one form on one page."""
    return TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(12))


def sending_of(request: HttpRequest) -> Sending | None:
    """What was sent with a token of ours; None where there is no such token."""
    token = request.POST.get(FIELD, "")
    if not 0 < len(token) <= LONGEST:
        return None
    try:
        TimestampSigner(salt=SALT).unsign(token, max_age=KEPT_FOR)
    except SignatureExpired:
        return Sending(_hash(token), "", expired=True)
    except BadSignature:
        return None
    return Sending(_hash(token), _hash(repr(list(_words(request)))))


def _words(request: HttpRequest) -> Iterator[tuple[object, ...]]:
    """All that was sent, but what is new on every page: texts, and of files their names and sizes."""
    yield (request.path,)
    for name, values in sorted(request.POST.lists()):
        if name not in LEFT_OUT:
            yield name, values
    for name, files in sorted(request.FILES.lists()):
        yield name, [(each.name, each.size) for each in files]


def _hash(text: str) -> str:
    return salted_hmac(SALT, text.encode(errors="replace"), algorithm="sha256").hexdigest()


def led_to(sent: Sending, school: School, person: User) -> str:
    """Where this form led when this person sent it before, word for word; empty where they did not."""
    row = SentForm.objects.of(school).filter(person=person, token=sent.token, words=sent.words).first()
    return row.to if row else ""
