"""Addresses of reports, incidents, letters and summaries. References, never primary keys."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from incidents.references import PATTERN
from incidents.views import (
    adding,
    break_glass,
    disposals,
    evidence,
    exporting,
    governors,
    incident,
    knowing,
    leaving,
    letters,
    lists,
    looks,
    ownership,
    people,
    progress,
    recording,
    report,
    retention,
    steps,
    subject_access,
    subject_access_answer,
)


class Reference(StringConverter):
    """A reference such as K7M-4QX."""

    regex = PATTERN


register_converter(Reference, "reference")

_ONE = "incidents/<reference:reference>/"


def _of_one(rest: str, view: object, name: str) -> URLPattern:
    return path(f"{_ONE}{rest}", view, name=name)  # type: ignore[arg-type]


urlpatterns = [
    path("report/", report.start, name="report_start"),
    path("report/<uuid:key>/", report.form, name="report_form"),
    path("report/<uuid:key>/image/", report.image_question, name="report_image"),
    path("report/<uuid:key>/files/", report.add_file, name="report_add_file"),
    path("report/<uuid:key>/files/remove/", report.remove_file, name="report_remove_file"),
    path("report/<uuid:key>/throw-away/", report.throw_away, name="report_throw_away"),
    path("reports/<reference:reference>/", progress.progress, name="progress"),
    path("incidents/", lists.incident_list, name="incident_list"),
    _of_one("", incident.incident_page, "incident"),
    _of_one("steps/<slug:step>/", steps.take_step, "take_step"),
    _of_one("steps/<slug:step>/done/", steps.mark_done, "mark_done"),
    _of_one("close/", steps.close, "close"),
    _of_one("reopen/", steps.reopen, "reopen"),
    _of_one("answer/", recording.answer, "record_answer"),
    _of_one("check/", recording.check, "record_check"),
    _of_one("safeguarding/", recording.safeguarding, "record_safeguarding"),
    _of_one("host/", recording.host, "record_host"),
    _of_one("offence/", recording.offence, "suspect_offence"),
    _of_one("consider/<slug:question>/", recording.consider, "consider"),
    _of_one("further-post/", adding.further_post, "further_post"),
    _of_one("categories/", adding.categories, "categorise"),
    _of_one("note/", adding.note, "note"),
    _of_one("link/", adding.link, "link_incidents"),
    _of_one("details/", adding.details, "enrich"),
    _of_one("evidence/", evidence.keep, "keep_evidence"),
    _of_one("evidence/<uuid:key>/", evidence.download, "evidence"),
    _of_one("people/", people.add, "add_person"),
    _of_one("people/<uuid:key>/", people.change, "change_person"),
    _of_one("people/<uuid:key>/unlink/", people.unlink, "unlink_person"),
    _of_one("people/<uuid:key>/not-the-same/", people.separate, "separate_person"),
    _of_one("people/<uuid:key>/erase/", retention.erase_person, "erase_person"),
    _of_one("legal-hold/", retention.legal_hold, "legal_hold"),
    _of_one("hand-over/", ownership.hand_over, "hand_over"),
    _of_one("exclude/", ownership.exclude, "exclude"),
    _of_one("readmit/", ownership.readmit, "readmit"),
    _of_one("recuse/", ownership.recuse, "recuse"),
    _of_one("names/", knowing.show_names, "show_names"),
    _of_one("keep-name/", knowing.keep_name, "keep_name"),
    _of_one("tell-name/", knowing.tell_name, "tell_name"),
    _of_one("documents/", knowing.documents, "documents"),
    _of_one("documents/<uuid:key>/", knowing.document, "document"),
    _of_one("letters/", letters.draft, "draft_letter"),
    _of_one("letters/<uuid:key>/", letters.letter, "letter"),
    _of_one("letters/<uuid:key>/text/", letters.download, "letter_text"),
    _of_one("looks/", looks.of_incident, "incident_looks"),
    _of_one("export/", exporting.export, "export_incident"),
    path("unusual/", looks.unusual, name="unusual"),
    path("break-glass/", break_glass.ask, name="break_glass"),
    path("break-glass/<uuid:key>/", break_glass.access, name="access"),
    path("appoint/<uuid:key>/", ownership.appoint, name="appoint_owner"),
    path("kept/", disposals.disposals, name="disposals"),
    path("kept/<uuid:key>/", disposals.disposal, name="disposal"),
    path("kept/names/<uuid:key>/", leaving.leaving, name="leaving"),
    path("kept/receipts/<uuid:key>/", disposals.receipt, name="receipt"),
    path("kept/receipts/<uuid:key>/pdf/", disposals.receipt_pdf, name="receipt_pdf"),
    path("kept/how-long/", retention.schedule, name="schedule"),
    path("kept/how-long/<slug:rule>/", retention.period, name="schedule_change"),
    path("subject-access/", subject_access.listing, name="subject_access_list"),
    path("subject-access/new/", subject_access.new, name="subject_access_new"),
    path("subject-access/<uuid:key>/", subject_access.one, name="subject_access"),
    path("subject-access/<uuid:key>/who/", subject_access_answer.people, name="subject_access_people"),
    path("subject-access/<uuid:key>/do/<slug:act>/", subject_access.change, name="subject_access_change"),
    path(f"subject-access/<uuid:key>/{_ONE}", subject_access_answer.review, name="subject_access_review"),
    path("subject-access/<uuid:key>/answer/", subject_access_answer.release, name="subject_access_release"),
    path("summaries/", governors.summaries, name="summaries"),
    path("summaries/<slug:term>/", governors.summary, name="summary"),
]
