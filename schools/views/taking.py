"""The last beats of a form, for every page: do it once, say that it is done, and go on (R.06)."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from schools.access import Standing
from schools.operations.sending import Went, send_once
from schools.sent import sending_of

AGAIN = "This was sent twice, and is kept once."


class Taking:
    """One form that somebody sent, on its way to be done once, and where it leads."""

    def __init__(
        self, request: HttpRequest, standing: Standing | None, at: datetime, to: Callable[[], str], said: str = ""
    ) -> None:
        self.request, self.standing, self.at, self.to, self.said = request, standing, at, to, said
        self.went: Went | None = None

    def take(self, do: Callable[[], object]) -> None:
        """Do it, unless the same form did it before. Raises what `do` raises, and Refused as `send_once` does."""
        sent = sending_of(self.request)
        if sent is None or self.standing is None:  # whoever is not signed in, such as at the link of an invitation
            do()
            self.went = Went(self.to())
            return
        who = {"school": self.standing.school, "by": self.standing.user, "at": self.at}
        self.went = send_once(sent=sent, do=do, to=self.to, **who)

    def answer(self) -> HttpResponse:
        """Go on to what was made, with a sentence."""
        assert self.went is not None
        said = AGAIN if self.went.again else self.said
        if said:
            messages.success(self.request, said)
        return redirect(self.went.to)
