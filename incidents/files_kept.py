"""Every file that a row refers to: of evidence, of a report in progress, and of any version of a policy."""

from collections.abc import Iterator

from incidents.models import DraftFile, Evidence
from policies.models import LinkedPolicy


def files_kept() -> Iterator[tuple[str, str]]:
    """Where each lies and its SHA-256. It is read only when it is asked for. Versions of a policy may share a file."""
    why = "A file of any school stays as long as a row of any school refers to it."
    every = (Evidence.objects.across_schools(why), DraftFile.objects.across_schools(why), LinkedPolicy.objects.all())
    for rows in every:
        yield from rows.exclude(path="").values_list("path", "sha256").iterator()
