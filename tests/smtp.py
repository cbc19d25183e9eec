"""A real mail server for tests, on this machine alone: it takes mail, says no to a reader, or hangs up when told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

HELLO, FROM, TO, DATA, END = "EHLO", "MAIL", "RCPT", "DATA", "the end of the message"


@dataclass
class Mailbox:
    """What came in, and how the server is to behave."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    hangs_up_at: str = ""
    hangs_up_once_taken: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    speaks: threading.Event = field(default_factory=threading.Event)
    """Not set: whoever rings hears nothing, until it is."""

    @property
    def readers(self) -> list[str]:
        """To whom mail came, in order of address; somebody who got two is there twice."""
        return sorted(str(each["To"]) for each in self.taken)


class Conversation(socketserver.StreamRequestHandler):
    """One line from a sender: commands and answers, as RFC 5321 has them."""

    timeout = 20
    box: Mailbox

    def handle(self) -> None:
        """Answer until the sender says goodbye, or it is time to hang up."""
        self.box.speaks.wait(self.timeout)
        self.say("220 here")
        while words := self.rfile.readline().decode().split():
            verb = words[0].upper()
            if verb == self.box.hangs_up_at:
                return
            if verb == DATA:
                self.say("354 go on")
                if not self.take():
                    return
            elif verb == TO and any(each in words[1] for each in self.box.refuses):
                self.say("550 nobody of that name")
            else:
                self.say("221 goodbye" if verb == "QUIT" else "250 very well")

    def take(self) -> bool:
        """Take the message itself. False to hang up, with the message or without it."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if self.box.hangs_up_at == END and not self.box.hangs_up_once_taken:
            return False
        with self.box.lock:
            self.box.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        if self.box.hangs_up_at == END:
            return False
        self.say("250 taken")
        return True

    def say(self, words: str) -> None:
        """Answer with one line."""
        self.wfile.write(words.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    """Many lines at once."""

    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server that listens, and what comes in."""
    box = Mailbox()
    box.speaks.set()
    handler = type("Here", (Conversation,), {"box": box})
    with Server(("127.0.0.1", 0), handler) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
