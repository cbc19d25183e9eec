"""Where and how to report a post: the page that schools read, and those on which the operator keeps it.

The operator's pages belong to no school. What they change leaves a row of history and no event, since no school's
record is concerned.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from policies.forms.hosts import HostForm, LookFor
from policies.hosts.access import get_host, get_operator
from policies.hosts.matching import looked_for
from policies.hosts.shown import Reference, all_hosts, hosts_in_use, seen_now
from policies.models import Host
from policies.operations import hosts as operations
from policies.views.refusing import attempt
from schools.door import get_school
from schools.models import User
from schools.operation import Refused
from schools.vocabulary import Permission

KEPT = "The entry is kept. Schools read it from now on."


@require_safe
def hosts(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where a post is reported to whoever runs the site, and what is known of that."""
    get_school(request, slug, Permission.READ_POLICY)
    form = LookFor(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = Reference(looked_for(words, hosts_in_use()))
    return render(request, "policies/hosts.html", {"form": form, "words": words, "reference": found})


@require_safe
def operator_hosts(request: HttpRequest) -> HttpResponse:
    """Show the operator every entry, and how well each is known."""
    get_operator(request)
    return render(request, "policies/hosts_kept.html", {"reference": Reference(all_hosts())})


@require_http_methods(["GET", "POST"])
def operator_host_add(request: HttpRequest) -> HttpResponse:
    """Add an entry."""
    user = get_operator(request)
    form = HostForm(request.POST if request.method == "POST" else None)
    status = _kept(form, user, None)
    if status == 302:
        messages.success(request, KEPT)
        return redirect("operator_hosts")
    return render(request, "policies/hosts_change.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def operator_host(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change an entry, retire it or bring it back."""
    user, host = get_host(request, key)
    sent = request.POST if request.method == "POST" else None
    if sent and sent.get("do") in ("retire", "return"):
        return _retired(request, user, host, sent["do"] == "retire")
    form = HostForm(sent, host=host, seen=seen_now(host))
    status = _kept(form, user, host)
    if status == 302:
        messages.success(request, KEPT)
        return redirect("operator_hosts")
    return render(request, "policies/hosts_change.html", {"form": form, "host": host}, status=status)


def _kept(form: HostForm, user: User, host: Host | None) -> int:
    """Keep what was sent: 302 when kept, 409 when refused, otherwise 200."""
    if not form.is_bound or not form.is_valid():
        return 200
    assert form.facts is not None
    said = {"facts": form.facts, "checked": form.cleaned_data["checked"], "by": user, "at": timezone.now()}
    if host is None:
        return attempt(form, lambda: operations.add_host(**said))
    seen = form.cleaned_data["seen"] or 0
    status = attempt(form, lambda: operations.change_host(host=host, seen=seen, **said))
    if status == 409:
        form.carry(seen_now(host))
    return status


def _retired(request: HttpRequest, user: User, host: Host, retire: bool) -> HttpResponse:
    """Retire it or bring it back, then go to the list; or say why not."""
    do = operations.retire_host if retire else operations.bring_host_back
    try:
        do(host=host, by=user, at=timezone.now())
    except Refused as refused:
        shown = {"form": HostForm(host=host, seen=seen_now(host)), "host": host, "refusal": refused.sentences}
        return render(request, "policies/hosts_change.html", shown, status=409)
    messages.success(request, "Schools see it no longer." if retire else "Schools see it again.")
    return redirect("operator_hosts")
