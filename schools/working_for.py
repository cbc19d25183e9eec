"""Somebody who works for two schools works for one at a time (S8.26).

The school is in the address of every page; which one they opened last is in their session. A form that belongs to
another school than that is not taken by mistake: a plain page says so and offers to send it all the same. Somebody with
one school never meets this.
"""

from collections.abc import Sequence

from django.http import HttpRequest

from schools.models import School

ACTIVE, ALL_THE_SAME = "school", "work_for"
"""The school opened last, in the session; and the word by which a form is sent all the same."""


class WorkingElsewhere(Exception):
    """A form of `school` was sent while its sender had gone on to `active`. Nothing was done."""

    def __init__(self, school: School, active: School) -> None:
        self.school = school
        self.active = active
        super().__init__(
            f"You have since opened {active.name} in this browser. This belongs to {school.name}, so nothing was done."
        )


def remember(request: HttpRequest, school: School, schools: Sequence[School]) -> None:
    """Note which of their schools somebody works for. Raises `WorkingElsewhere` for a form of another one."""
    if len(schools) < 2:
        return
    active = next((each for each in schools if each.slug == request.session.get(ACTIVE)), school)
    if request.method == "POST" and active != school and request.POST.get(ALL_THE_SAME) != school.slug:
        raise WorkingElsewhere(school, active)
    if request.session.get(ACTIVE) != school.slug:
        request.session[ACTIVE] = school.slug


def active_first(schools: Sequence[School], request: HttpRequest) -> list[School]:
    """Somebody's schools, the one they opened last at the top."""
    return sorted(schools, key=lambda school: school.slug != request.session.get(ACTIVE))
