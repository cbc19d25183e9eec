"""Headers every response carries, whoever made it: pages, error pages, static files.

HSTS is Django's own (SecurityMiddleware, which stands next). Referrer-Policy stays `same-origin`: `no-referrer`
makes browsers send `Origin: null`, which refuses every form over HTTPS. This middleware stands first in
MIDDLEWARE, because whatever answers before a view (WhiteNoise, a refused method, a host that is none) answers below.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the framework's own icons are data addresses
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{directive} {sources}" for directive, sources in POLICY.items())

DENIED = ("camera", "microphone", "geolocation", "display-capture", "payment", "usb", "serial", "midi")

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in DENIED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
}

# Not "cookies": that would reach every cookie of the school's whole domain. Django deletes the session's own.
CLEARED_ON_SIGN_OUT = '"cache", "storage"'


class SecurityHeaders:
    """Sets the headers of S3.01, S3.02 and S3.08. A view may add `sandbox` to the policy, and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        asked = response.headers.get("Content-Security-Policy")
        response.headers["Content-Security-Policy"] = policy(sandboxed=(asked or "").startswith("sandbox"))
        for name, value in ALWAYS.items():
            response.headers[name] = value
        if not isinstance(response, WhiteNoiseFileResponse):
            response.headers["Cache-Control"] = "no-store"
        if signed_out(request, response):
            response.headers["Clear-Site-Data"] = CLEARED_ON_SIGN_OUT
        return response


def policy(*, sandboxed: bool) -> str:
    """The one policy; sandboxed where the answer is somebody's file."""
    return CONTENT_SECURITY_POLICY + ("; sandbox" if sandboxed else "")


def signed_out(request: HttpRequest, response: HttpResponseBase) -> bool:
    """True for the answer to a sign-out that was carried out (a refused one redirects nowhere)."""
    match = request.resolver_match
    asked = request.method == "POST" and match is not None and match.view_name == "account_logout"
    return asked and response.status_code == 302
