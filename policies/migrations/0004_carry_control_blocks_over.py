"""Carry what versions had in their control block over to its fields, and give rows their keys.

Rows of before get what can be known: the school that first adopted a policy keeps it, other adopters were issued it,
and an adopted version was approved, though no meeting is known. History keeps what it was.
"""

import uuid
from typing import Any

from django.db import migrations
from django.utils import timezone


def carry_over(apps: Any, schema_editor: Any) -> None:
    version_of = apps.get_model("policies", "PolicyVersion")
    for version in version_of.objects.select_related("policy"):
        control = version.control or {}
        version.title = control.get("title") or version.policy.title
        for name in ("reviewed_by", "subject", "published", "review_due", "source"):
            setattr(version, name, control.get(name) or "")
        version.author_name = control.get("author") or ""
        version.approving_body = control.get("approved_by") or ""
        version.save()
        carry_adoptions(apps, version)
    for name in ("Category", "Notice"):
        for row in apps.get_model("policies", name).objects.all():
            row.key = uuid.uuid4()
            row.save()
    for notice in apps.get_model("policies", "Notice").objects.all():
        told = notice.told_on
        notice.school_year = told.year if told.month >= 9 else told.year - 1
        notice.save()


def carry_adoptions(apps: Any, version: Any) -> None:
    milestone, issue = (apps.get_model("policies", name) for name in ("Milestone", "Issue"))
    adoptions = list(version.adoptions.order_by("adopted_on", "pk").select_related("school"))
    for adoption in adoptions:
        if version.policy.school_id is None:
            version.policy.school_id = adoption.school_id
            version.policy.save()
        elif adoption.school_id != version.policy.school_id:
            issue.objects.create(version=version, school_id=adoption.school_id, name=adoption.school.name)
    if adoptions:
        body = version.approving_body or "The governors"
        milestone.objects.create(version=version, kind="APPROVED", body=body, at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_add_document_control_life_and_hosts")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
