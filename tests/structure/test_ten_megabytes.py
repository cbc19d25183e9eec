"""Ten megabytes in a form of any page: a plain answer, soon, and without filling the memory (R.14)."""

import time
import tracemalloc
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from tests.structure.routes import ROUTES
from tests.structure.walking import undone
from tests.structure.world import World

pytestmark = pytest.mark.django_db
TEN = 10_000_000
EDGE = b"edge-of-a-part"
WHO = ("head", "admin", "chair", "reporter", "operator")


def as_a_form(name: str) -> tuple[bytes, str]:
    """One field of ten megabytes, as browsers send a plain form."""
    return urlencode({name: "x" * TEN}).encode(), "application/x-www-form-urlencoded"


def with_files(name: str) -> tuple[bytes, str]:
    """The same, as they send a form that takes files."""
    head = b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n' % (EDGE, name.encode())
    return head + b"x" * TEN + b"\r\n--%s--\r\n" % EDGE, f"multipart/form-data; boundary={EDGE.decode()}"


def sent(client: Client, address: str, body: bytes, kind: str) -> tuple[int, float, int]:
    """The status, the seconds, and by how much the memory grew at the most."""
    tracemalloc.start()
    start = time.process_time()
    try:
        answer = client.generic("POST", address, BytesIO(body).getvalue(), content_type=kind)
        return answer.status_code, time.process_time() - start, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_megabytes_in_any_form_get_an_answer_soon_and_take_little_memory(world: World) -> None:
    """Every page that takes a form, as somebody from whom it is taken. The test's own copy of the body counts too."""
    wrong, asked = [], 0
    for name, route in ROUTES.items():
        who = next((each for each in WHO if route.post[each] in ("200", "302")), None)
        for made in (as_a_form, with_files) if who else ():
            cache.clear()
            with undone():
                status, seconds, grown = sent(world.client(str(who)), world.address(name, str(who)), *made("words"))
            asked += 1
            if status not in (400, 413, 200, 302, 404, 409) or seconds > 2 or grown > TEN * 2 + 50_000_000:
                wrong.append(f"{name} as {who}: {status}, {seconds:.1f} s, {grown:,} bytes")
    assert asked > 100 and wrong == []
