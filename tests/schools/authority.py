"""A small real authority for time-stamps (RFC 3161) on this machine, over HTTP; it misbehaves when told to."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LONG = timedelta(days=9000)
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)


def named(name: str) -> x509.Name:
    """A name of a certificate."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass
class Authority:
    """Its keys and certificates, what it was asked, and how it is to behave."""

    name: str = "Clock House"
    does: str = "answers"
    at: datetime | None = None
    asked: list[bytes] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.root_key, self.key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        self.root = self._certificate(
            "Clock House Root", self.root_key, "Clock House Root", self.root_key, is_root=True
        )
        self.leaf = self._certificate(self.name, self.key, "Clock House Root", self.root_key)

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.port}/stamp"

    def write_root(self, path: Path) -> str:
        """Its certificate, as a file."""
        path.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        return str(path)

    def _certificate(self, name: str, key: Any, issuer: str, by: Any, *, is_root: bool = False) -> x509.Certificate:
        made = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGINS)
            .not_valid_after(BEGINS + LONG)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        )
        if not is_root:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return made.sign(by, hashes.SHA256())

    def answer(self, question: bytes) -> bytes:
        """What it answers."""
        self.asked.append(question)
        if self.does == "rejects":
            return tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()
        asked = tsp.TimeStampReq.load(question)
        imprint, nonce = asked["message_imprint"], asked["nonce"].native
        if self.does == "another hash":
            algorithm = {"algorithm": "sha256"}
            imprint = {"hash_algorithm": algorithm, "hashed_message": hashlib.sha256(b"other").digest()}
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.2.3.4.1",
                "message_imprint": imprint,
                "serial_number": len(self.asked),
                "gen_time": (self.at or datetime.now(UTC)).replace(microsecond=0),
                "nonce": nonce + (self.does == "another nonce"),
            }
        )
        granted = {"status": "granted"}
        return tsp.TimeStampResp({"status": granted, "time_stamp_token": self._signed(info)}).dump()

    def _signed(self, info: tsp.TSTInfo) -> cms.ContentInfo:
        leaf, root = (each.public_bytes(serialization.Encoding.DER) for each in (self.leaf, self.root))
        digest = algos.DigestAlgorithm({"algorithm": "sha256"})
        essential = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(leaf).digest()}]})
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.sha256(info.dump()).digest()]},
                {"type": "signing_certificate_v2", "values": [essential]},
            ]
        )
        given = asn1_x509.Certificate.load(leaf)
        signer = {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": given.issuer, "serial_number": given.serial_number}},
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": self.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
        }
        signed = {
            "version": "v3",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info.dump())},
            "certificates": [given, asn1_x509.Certificate.load(root)],
            "signer_infos": [signer],
        }
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """Let it answer over HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            right = self.headers["Content-Type"] == "application/timestamp-query"
            self.send_response({"leads away": 302, "is broken": 500}.get(authority.does, 200 if right else 415))
            self.send_header("Location", f"http://127.0.0.1:{authority.port}/elsewhere")
            plain = "text/html" if authority.does == "answers with a page" else "application/timestamp-reply"
            self.send_header("Content-Type", plain)
            self.end_headers()
            self.wfile.write(b"\x00" * 200_000 if authority.does == "talks on" else self._says(question))

        def _says(self, question: bytes) -> bytes:
            if authority.does == "sleeps":
                time.sleep(20)
            return b"nonsense" if authority.does == "talks nonsense" else authority.answer(question)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, authority.port = True, server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
