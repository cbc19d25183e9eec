"""The page of issuing: to whom a version was issued, and to whom it may be (S1-10)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from policies.documents import in_words
from policies.forms.issue import IssueForm, NameForm
from policies.issued import still_without
from policies.operations.issuing import issue_by_name, issue_to_all
from policies.views.refusing import Given, act, come_to
from schools.vocabulary import Permission


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Issue a version to schools of the trust, or note a name as the document prints it."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    version, posted = visit.version, visit.posted
    issues = list(version.issues.select_related("school"))
    schools = still_without(version, issues)
    by_name = posted is not None and posted.get("do") == "name"
    some = IssueForm(None if by_name else posted, schools=schools)
    name = NameForm(posted if by_name else None)

    def do(given: Given) -> None:
        who = {"version": version, "by": visit.user, "at": visit.at}
        if by_name:
            issue_by_name(name=given["name"], issued_on=given["named_on"], **who)
        else:
            issue_to_all(schools=given["schools"], issued_on=given["issued_on"], **who)

    return act(
        visit,
        name if by_name else some,
        do,
        page="issue",
        said="It is issued.",
        to=lambda: visit.url_of("version_issue"),
        issues=[(each, in_words(each.issued_on)) for each in issues],
        schools=schools,
        some=some,
        name=name,
    )
