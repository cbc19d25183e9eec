"""Handing one message to the mail server, and knowing afterwards whether it was handed over.

Mail that must not arrive twice is sent again only where the server surely did not take it: nothing listened, it said
no, or the line broke before the message itself was under way. A line that breaks later leaves it open.
"""

import logging
import smtplib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import Enum
from typing import Any

from django.core import mail
from django.core.mail.backends import smtp
from django.core.mail.message import EmailMessage

log = logging.getLogger(__name__)
_MEANWHILE = ThreadPoolExecutor(1, "mail")


class Sent(Enum):
    """What became of a message."""

    YES = "handed over"
    NO = "not handed over"
    UNKNOWN = "perhaps handed over: the line broke before the server answered"


class Unreachable(OSError):
    """The mail server does not answer, or does not let us in. Nothing was sent."""


class Watched(smtplib.SMTP):
    """The line to a mail server, which remembers whether a message was under way on it."""

    under_way = False

    def send(self, s: Any) -> None:
        """Send something to the server. Commands are text; only the message itself is bytes."""
        self.under_way = self.under_way or not isinstance(s, str)
        super().send(s)


class WatchedOverTls(Watched, smtplib.SMTP_SSL):
    """The same, encrypted from its first byte."""


class EmailBackend(smtp.EmailBackend):
    """Django's own way of sending mail, over a line that is watched."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The kind of line."""
        return WatchedOverTls if self.use_ssl else Watched


def open_line(patience: float | None = None) -> smtp.EmailBackend:
    """A line to the mail server. Raises Unreachable, after `patience` seconds where somebody waits for it."""
    line = mail.get_connection()
    usual = getattr(line, "timeout", None)
    try:
        line.timeout = patience or usual
        line.open()
        if patience and isinstance(getattr(line, "connection", None), smtplib.SMTP):
            line.connection.sock.settimeout(usual)  # it answers: let it take its time over the message
    except (OSError, smtplib.SMTPException) as error:
        close_line(line)
        raise Unreachable(f"The mail server cannot be reached: {type(error).__name__}.") from error
    return line


def hand_over(message: EmailMessage, line: smtp.EmailBackend) -> Sent:
    """Hand a message to one reader over an open line."""
    message.connection = line
    try:
        return Sent.YES if message.send() else Sent.NO
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError, ValueError):
        return Sent.NO  # the server's own answer, or a message that cannot be written out
    except (OSError, smtplib.SMTPException):
        return Sent.UNKNOWN if getattr(line.connection, "under_way", True) else Sent.NO


def close_line(line: smtp.EmailBackend) -> None:
    """Say goodbye. What goes wrong then changes nothing about what was sent."""
    with suppress(OSError, smtplib.SMTPException):
        line.close()


def hand_over_meanwhile(message: EmailMessage) -> None:
    """Hand a message over while the page is answered, so that the answer takes as long with it as without (S6.08).

    What goes wrong is in the log alone, and the message is lost: only for what its reader can simply ask for again.
    """
    message.connection = mail.get_connection()
    _MEANWHILE.submit(_hand_over_or_say, message)


def _hand_over_or_say(message: EmailMessage) -> None:
    try:
        message.send()
    except (OSError, ValueError, smtplib.SMTPException) as error:
        log.error("Somebody could not be sent what they asked for: %s", type(error).__name__)


def wait_until_handed_over() -> None:
    """Return once all that was given to `hand_over_meanwhile` is handed over or lost."""
    _MEANWHILE.submit(bool).result()
