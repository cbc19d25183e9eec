"""The headers of every answer: a policy without unsafe parts, nothing stored, nothing left behind at sign-out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse
from whitenoise.middleware import WhiteNoiseFileResponse

from config.headers import SecurityHeaders


def answered(response: HttpResponse, request: HttpRequest | None = None) -> HttpResponse:
    """What the browser gets when a view, or WhiteNoise, answers with `response`."""
    return SecurityHeaders(lambda _: response)(request or RequestFactory().get("/"))


def directives(response: HttpResponse) -> dict[str, list[str]]:
    """The Content-Security-Policy, taken apart."""
    parts = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    assert len({part[0] for part in parts}) == len(parts), "a directive stands twice"
    return {part[0]: part[1:] for part in parts}


def test_the_policy_starts_from_nothing_and_allows_no_unsafe_part() -> None:
    policy = directives(answered(HttpResponse()))
    assert policy["default-src"] == ["'none'"]
    for name in ("base-uri", "frame-ancestors", "object-src"):
        assert policy[name] == ["'none'"]
    for name in ("script-src", "style-src", "font-src", "connect-src", "form-action"):
        assert policy[name] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert set(policy) == {
        *("default-src", "base-uri", "frame-ancestors", "object-src", "script-src"),
        *("style-src", "font-src", "connect-src", "form-action", "img-src"),
    }


def test_a_view_may_sandbox_its_answer_but_not_loosen_it() -> None:
    sandboxed = answered(HttpResponse(headers={"Content-Security-Policy": "sandbox"}))
    assert directives(sandboxed)["sandbox"] == []
    assert directives(sandboxed)["script-src"] == ["'self'"]
    loosened = answered(HttpResponse(headers={"Content-Security-Policy": "script-src-elem 'unsafe-inline'"}))
    assert directives(loosened) == directives(answered(HttpResponse()))


def test_pages_are_never_stored_and_static_files_are() -> None:
    page = answered(HttpResponse(headers={"Cache-Control": "max-age=600"}))
    assert page.headers["Cache-Control"] == "no-store"
    kept = answered(WhiteNoiseFileResponse(headers={"Cache-Control": "max-age=600"}))
    assert kept.headers["Cache-Control"] == "max-age=600"
    assert directives(kept) == directives(page)


def test_every_answer_carries_the_other_headers() -> None:
    for response in (answered(HttpResponse()), answered(WhiteNoiseFileResponse()), answered(HttpResponse(status=500))):
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response.headers["X-DNS-Prefetch-Control"] == "off"
        for feature in ("camera", "microphone", "geolocation", "display-capture"):
            assert f"{feature}=()" in response.headers["Permissions-Policy"]


def test_signing_out_clears_what_the_browser_kept_and_nothing_else_does() -> None:
    address = reverse("account_logout")
    asked = RequestFactory().post(address)
    asked.resolver_match = resolve(address)
    elsewhere = RequestFactory().post(reverse("account_login"))
    elsewhere.resolver_match = resolve(reverse("account_login"))
    assert answered(HttpResponse(status=302), asked).headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in answered(HttpResponse(status=403), asked).headers
    assert "Clear-Site-Data" not in answered(HttpResponse(status=302), elsewhere).headers


def test_the_headers_are_set_before_anything_can_answer() -> None:
    assert settings.MIDDLEWARE[0] == "config.headers.SecurityHeaders"
    assert settings.SECURE_REFERRER_POLICY == "same-origin"
