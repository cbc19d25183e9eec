"""The part of `docs/` that is printed from code: each page is a function that gives its text. Writes nothing.

`manage.py write_docs` writes the pages, and a test fails when they differ from the code.
"""

from collections.abc import Callable

from config.manual import access, data, fields, procedure, rows, security

PAGES: dict[str, Callable[[], str]] = {
    "docs/procedure.md": procedure.page,
    "docs/access.md": access.page,
    "docs/data.md": data.page,
    "docs/fields.md": fields.page,
    "docs/requirements.md": rows.page,
    "docs/security.md": security.page,
}
"""Each page by its place in the repository."""
