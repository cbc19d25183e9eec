"""The pages on which the categories of a draft are kept: the list, adding one, and changing or retiring one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from policies.forms.categories import CategoryForm, OrderForm, RetireForm
from policies.forms.fields import EditionForm
from policies.further import idea, known_in, shelves
from policies.life import status_of
from policies.listing import listed, newly_added
from policies.models import Category
from policies.operations import categories as operations
from policies.operations.entry import NOT_A_DRAFT
from policies.views.refusing import Given, Visit, act, come_to
from policies.vocabulary import Status
from schools.vocabulary import Permission

OWN = "own"


@require_http_methods(["GET", "POST"])
def categories(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """The categories in order; whoever keeps a draft moves them up and down."""
    needed = (Permission.KEEP_POLICY,) if request.method == "POST" else ()
    visit = come_to(request, slug, policy, number, *needed)
    shown = listed(visit.version)
    form = OrderForm(visit.posted, categories=shown.offered, edition=visit.version.edition)
    return act(
        visit,
        form,
        lambda given: operations.move_category(by=visit.user, at=visit.at, **given),
        page="categories_edit",
        to=lambda: f"{visit.url_of('version_categories')}#{form.cleaned_data['category'].key}",
        barred=why_not(visit),
        listed=shown,
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Ideas, one by one; then the form, filled in from one of them or empty."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    chosen = request.GET.get("from", "")
    found = idea(chosen)
    if chosen not in ("", OWN) and found is None:
        raise Http404
    start = {"name": found.name, "kind": found.kind, **_words(found.help, found.examples)} if found else {}
    version = visit.version
    return act(
        visit,
        CategoryForm(visit.posted, sections=version.sections, edition=version.edition, initial=start),
        lambda given: operations.add_category(
            version=version, by=visit.user, at=visit.at, **{**given, "edition": None}
        ),
        page="category_add",
        said="The category is added, at the end of the list.",
        to=lambda: visit.url_of("version_categories"),
        barred=why_not(visit),
        idea=found,
        writing=bool(chosen) or visit.posted is not None,
        shelves=shelves(),
        known=known_in(version),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, policy: str, number: int, key: UUID) -> HttpResponse:
    """Change a category; retire it or bring it back; take out one that this draft added."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    category = visit.version.categories.select_related("before__version").filter(key=key).first()
    if category is None:
        raise Http404
    do = next((name for name in DOES if name in request.POST), "change")
    posted, edition = visit.posted, visit.version.edition
    wording = _wording(visit, category, posted if do == "change" else None)
    retiring = RetireForm(posted if do == "retire" else None, edition=edition, auto_id="retire_%s")
    simple = EditionForm(posted, edition=edition, auto_id="now_%s")
    operation, said = DOES[do]
    return act(
        visit,
        {"change": wording, "retire": retiring}.get(do, simple),
        lambda given: operation(category=category, by=visit.user, at=visit.at, **given),
        page="category_change",
        said=said,
        to=lambda: visit.url_of("version_categories"),
        barred=why_not(visit),
        category=category,
        wording=wording,
        retiring=retiring,
        new_here=newly_added(category),
    )


DOES: dict[str, tuple[Callable[..., object], str]] = {
    "retire": (operations.retire_category, "The category is retired."),
    "bring_back": (operations.bring_back_category, "The category is offered again."),
    "take_out": (operations.take_out_category, "The category is taken out."),
    "change": (operations.change_category, "The category is changed."),
}


def _wording(visit: Visit, category: Category, posted: Any) -> CategoryForm:
    version = visit.version
    now: Given = {"name": category.name, "kind": category.kind, **_words(category.help, category.examples)}
    return CategoryForm(posted, sections=version.sections, now=category.paragraph, edition=version.edition, initial=now)


def _words(help: str, examples: Any) -> Given:
    return {"help": help, "examples": "\n".join(examples)}


def why_not(visit: Visit) -> list[str]:
    """Why the categories are only to be read here: the version is no draft."""
    status = status_of(visit.version, timezone.localdate(visit.at))
    return [] if status == Status.DRAFT else [NOT_A_DRAFT.format(status=status.label.lower())]
