"""`docs/requirements.md`: every line of the two policies this product was asked for, and what carries it.

S1 is the joint policy of two academies, S2 a primary school's statement. A carrier is a field, a page, a word of the
vocabulary, a paragraph of the starter or a rule; a test holds that each exists, and that the test named shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from config.manual.markdown import bullets, document, table
from config.manual.pages import AREAS
from incidents import field_register as of_incidents
from incidents.vocabulary import Channel, EvidenceKind, FindingKind, Identity, LetterKind, Outcome, ParentAnswer, Part
from policies import field_register as of_policies
from policies.starters import load
from policies.vocabulary import CategoryKind, Condition, StepName, Topic
from schools.vocabulary import Permission, Role

TABLE = """
S1-01 | One document serves two schools | field:policies.Issue.school field:policies.Adoption.school page:version_adopt | tests/policies/test_adopting_pages.py::test_a_school_adopts_what_another_keeps_once_it_is_issued_and_approved
S1-02 | Its title | field:policies.PolicyVersion.title page:version_control | tests/policies/test_control_pages.py::test_only_the_title_is_needed_and_what_is_left_out_is_shown_as_a_gap
S1-03 | Its author, one member of staff | field:policies.PolicyVersion.author field:policies.PolicyVersion.author_name | tests/policies/test_control_pages.py::test_an_author_who_has_left_stays_the_author
S1-04 | Reviewed by a body, not a person | field:policies.PolicyVersion.reviewed_by | tests/policies/test_control_pages.py::test_whoever_keeps_the_policy_writes_its_control_and_the_record_names_the_fields
S1-05 | Department or subject | field:policies.PolicyVersion.subject | tests/policies/test_control_pages.py::test_whoever_keeps_the_policy_writes_its_control_and_the_record_names_the_fields
S1-06 | Its status | field:policies.Milestone.kind page:version | tests/policies/test_shelf_pages.py::test_the_shelf_tells_where_every_version_stands_and_what_comes_next
S1-07 | Approved by the governors, without a date | field:policies.Milestone.body field:policies.Milestone.on page:version_approve | tests/policies/test_life_pages.py::test_an_approval_names_the_body_the_meeting_and_who_recorded_it
S1-08 | Published in a month | field:policies.PolicyVersion.published | tests/policies/test_documents.py::test_a_date_is_kept_as_precisely_as_it_was_said
S1-09 | To be reviewed in a term | field:policies.Adoption.review_due page:review_due | tests/schools/test_calendar.py::test_a_review_is_overdue_once_the_whole_named_time_has_passed
S1-10 | Issued to both schools | field:policies.Issue.name field:policies.Issue.issued_on page:version_issue | tests/policies/test_past_and_issue_pages.py::test_a_version_is_issued_to_schools_of_the_trust_that_do_not_have_it_yet
S1-11 | A grid for the version history, empty | field:policies.PastVersion.label field:policies.PolicyVersion.comments page:version_past | tests/policies/test_policy_page.py::test_a_version_history_has_the_lines_of_the_past_and_then_those_kept_here
S1-12 | Other policies that it leads to | field:policies.LinkedPolicy.title page:version_linked | tests/policies/test_linked_pages.py::test_a_document_is_linked_with_its_file_and_listed
S1-13 | One part of it is about parents | paragraph:S1-13 page:version_text | tests/policies/test_text_pages.py::test_sections_are_written_reworded_added_and_credited
S1-14 | The sites it names, and others like them | field:incidents.Incident.host field:policies.Host.aliases page:hosts | tests/policies/test_hosts.py::test_every_entry_is_brought_in_once_with_ages_as_far_as_they_are_known
S1-15 | What social media is good for | paragraph:S1-15 | tests/policies/test_starters.py::test_every_row_of_a_source_document_is_in_its_starter
S1-16 | What goes wrong with it | paragraph:S1-16 | tests/policies/test_starters.py::test_every_row_of_a_source_document_is_in_its_starter
S1-17 | To encourage good use, and keep pupils, staff and others safe | paragraph:S1-17 part:TARGET part:NAMED | tests/incidents/test_people_pages.py::test_somebody_is_added_with_their_part_and_how_sure_it_is
S1-18 | Other relatives have accounts too | field:incidents.Involvement.relation outcome:NOT_A_BREACH | tests/incidents/test_people_pages.py::test_somebody_is_added_with_their_part_and_how_sure_it_is
S1-19 | Posting is not the way to air a concern | paragraph:S1-19 letter:INVITATION | tests/incidents/test_letters.py::test_every_letter_says_what_it_is_for_and_accuses_nobody
S1-20a | A talk with the head of school | step:DISCUSS role:HEAD | tests/incidents/test_step_pages.py::test_a_talk_is_recorded_with_whom_a_note_and_a_day
S1-20b | or with a senior leader | step:DISCUSS role:SLT | tests/incidents/test_ladder.py::test_b2_the_policy_says_who_decides_and_the_owner_always_may
S1-20c | or with a governor | step:HAND_OVER role:GOVERNOR | tests/incidents/test_ladder.py::test_b2_a_chair_decides_nothing_that_was_not_handed_to_them
S1-20d | or the complaints procedure | step:COMPLAINTS outcome:COMPLAINTS_PROCEDURE field:policies.LinkedPolicy.steps | tests/incidents/test_ladder.py::test_r3_complaint_and_criticism_alone_ask_whether_it_is_in_proportion
S1-21 | The list is of examples | kind:OTHER page:category_add | tests/policies/test_further_categories.py::test_an_idea_fills_in_the_form_and_is_added_as_it_was_reworded
S1-22 | Naming pupils or commenting on them | kind:PUPIL_NAMED | tests/policies/test_starters.py::test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it
S1-23 | Allegations about staff or others | kind:ALLEGATION | tests/policies/test_starters.py::test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it
S1-24 | What could be bullying online | kind:CYBERBULLYING | tests/policies/test_starters.py::test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it
S1-25 | Complaining online | kind:COMPLAINT outcome:COMPLAINTS_PROCEDURE | tests/incidents/test_ladder.py::test_r3_complaint_and_criticism_alone_ask_whether_it_is_in_proportion
S1-26 | Defamatory statements | kind:DEFAMATORY | tests/policies/test_starters.py::test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it
S1-27 | Negative or offensive comments | kind:OFFENSIVE | tests/policies/test_starters.py::test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it
S1-28 | Racist comments | kind:RACIST finding:RACIST_LOG condition:HATE | tests/incidents/test_considering.py::test_each_question_is_offered_where_the_policy_or_the_category_gives_it_sense
S1-29 | Comments that threaten violence | kind:THREAT condition:VIOLENCE | tests/incidents/test_ladder.py::test_danger_comes_first_the_police_need_no_reason_but_the_office_still_decides
S1-30 | Writing with other people's children | kind:CONTACT_CHILD step:SAFEGUARD finding:SAFEGUARDING | tests/incidents/test_ladder.py::test_b6_contact_waits_for_the_safeguarding_answer
S1-31 | Pictures of other people's children | kind:IMAGE_CHILD finding:PERMISSION | tests/incidents/test_considering.py::test_every_answer_is_told_in_the_story_with_its_reason
S1-32 | Befriending staff | kind:STAFF_CONTACT evidence:STATEMENT | tests/policies/test_starters.py::test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it
S1-33 | Parents see to their own children's use | kind:CHILD_MISUSE paragraph:S1-33 | tests/policies/test_starters.py::test_every_kind_has_a_category_and_those_not_in_the_document_say_so
S1-34 | and explain to them what may be posted | paragraph:S1-34 | tests/policies/test_starters.py::test_every_row_of_a_source_document_is_in_its_starter
S1-35 | and keep an eye on it | paragraph:S1-35 | tests/policies/test_starters.py::test_every_row_of_a_source_document_is_in_its_starter
S1-36 | Most sites ask for an age of 14 | paragraph:S1-36 field:policies.Host.minimum_age page:version_gaps | tests/policies/test_review_notes.py::test_the_hosts_that_come_with_the_service_give_the_note_on_the_age_of_14
S1-37 | Concerns that parents bring are dealt with properly | field:incidents.Incident.concern finding:CONCERN | tests/incidents/test_considering.py::test_every_answer_is_told_in_the_story_with_its_reason
S1-38 | A parent may not have realised | answer:UNAWARE answer:APOLOGISED | tests/incidents/test_recording_pages.py::test_what_was_found_out_is_in_the_story
S1-39 | First, usually, a talk with the parent | step:DISCUSS page:version_procedure | tests/incidents/test_incident_page.py::test_every_step_is_offered_with_the_ladders_own_answer
S1-40 | and a request to take it down | step:ASK_FOR_REMOVAL letter:REMOVAL_REQUEST finding:CHECK | tests/incidents/test_ladder.py::test_b8_closing_needs_outcome_and_reasons_and_nothing_left_undone
S1-41 | If the parent refuses and goes on | condition:REFUSED condition:CONTINUED | tests/incidents/test_ladder.py::test_r2_legal_advice_asks_that_the_same_person_refused_and_continued
S1-42 | legal advice is considered | step:LEGAL_ADVICE outcome:ADVICE_TAKEN finding:NOT_ADVISED | tests/incidents/test_considering.py::test_legal_advice_that_was_considered_and_left_opens_nothing
S1-43 | On a site of the school, a block or limit | step:RESTRICT channel:SCHOOL_OWNED letter:RESTRICTION | tests/incidents/test_ladder.py::test_b3_nobody_is_blocked_on_a_channel_that_is_not_the_schools
S1-44 | A complaint to whoever runs the site | step:REPORT_TO_HOST finding:HOST page:hosts | tests/incidents/test_ladder.py::test_r5_the_host_needs_a_link_or_somebody_in_the_closed_chat
S1-45 | Whom it speaks of | role:HEAD role:SLT role:GOVERNOR role:STAFF field:policies.ProcedureStep.decided_by | tests/incidents/test_ladder.py::test_b2_the_policy_says_who_decides_and_the_owner_always_may
S1-46 | On what it is silent | topic:POLICE topic:TIME_LIMITS topic:RIGHT_OF_REPLY topic:RETENTION topic:WHO_DECIDES topic:TELLING_PARENTS page:version_gaps | tests/policies/test_gaps.py::test_every_topic_is_either_in_the_policy_or_marked_with_what_happens_by_default
S2-01 | No control block at all | field:policies.PolicyVersion.title page:version_control | tests/policies/test_policy_page.py::test_what_the_document_leaves_out_is_shown_as_a_gap
S2-02 | More people are on social media | paragraph:S2-02 | tests/policies/test_starters.py::test_every_row_of_a_source_document_is_in_its_starter
S2-03 | It helps a school to reach people | paragraph:S2-03 | tests/policies/test_starters.py::test_every_row_of_a_source_document_is_in_its_starter
S2-04 | The school wants to use it well | paragraph:S2-04 | tests/policies/test_starters.py::test_every_row_of_a_source_document_is_in_its_starter
S2-05 | Staff, governors, pupils and parents are protected | part:TARGET kind:DISREPUTE | tests/incidents/test_people_pages.py::test_somebody_is_added_with_their_part_and_how_sure_it_is
S2-06 | The internet and e-mail | channel:EMAIL_OR_TEXT | tests/structure/test_requirements.py::test_every_channel_of_the_statement_can_be_reported
S2-07 | Smartphones | channel:CLOSED_CHAT channel:EMAIL_OR_TEXT | tests/structure/test_requirements.py::test_every_channel_of_the_statement_can_be_reported
S2-08 | Blogs | channel:BLOG | tests/structure/test_requirements.py::test_every_channel_of_the_statement_can_be_reported
S2-09 | Forums | channel:FORUM | tests/structure/test_requirements.py::test_every_channel_of_the_statement_can_be_reported
S2-10 | Places where people share | channel:SOCIAL_NETWORK | tests/structure/test_requirements.py::test_every_channel_of_the_statement_can_be_reported
S2-11 | Video and pictures | channel:VIDEO | tests/structure/test_requirements.py::test_every_channel_of_the_statement_can_be_reported
S2-12 | Very short posts | channel:MICROBLOG | tests/structure/test_requirements.py::test_every_channel_of_the_statement_can_be_reported
S2-13 | and others like them | channel:OTHER | tests/structure/test_requirements.py::test_every_channel_of_the_statement_can_be_reported
S2-14 | Told in the admissions booklet | field:policies.Notice.way field:policies.Notice.school_year page:notice_add | tests/policies/test_notices.py::test_a_notice_is_recorded_with_its_way_day_details_and_one_event
S2-15 | and in the newsletter at the start of each year | field:policies.Reminder.school_year page:notices | tests/policies/test_reminders.py::test_in_the_next_school_year_everybody_is_reminded_anew
S2-16 | and on the website | field:policies.Notice.address field:policies.Notice.seen_on page:notice_change | tests/policies/test_notices.py::test_a_page_seen_again_in_its_school_year_keeps_the_last_day
S2-17 | Making, sharing or answering a post | part:AUTHOR part:SHARER part:RESPONDER | tests/incidents/test_ladder.py::test_b5_somebody_responsible_must_be_at_least_probable
S2-18 | A parent or carer | field:incidents.Involvement.relation | tests/incidents/test_people_pages.py::test_somebody_is_added_with_their_part_and_how_sure_it_is
S2-19 | What could be thought defamatory | kind:DEFAMATORY page:categorise | tests/incidents/test_recording_pages.py::test_the_categories_change_with_a_reason_and_only_to_those_of_the_policy
S2-20 | What harms the school's good name | kind:DISREPUTE | tests/policies/test_starters.py::test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it
S2-21 | What puts somebody at risk of harm | kind:RISK_OF_HARM step:SAFEGUARD finding:SAFEGUARDING | tests/incidents/test_ladder.py::test_b6_contact_waits_for_the_safeguarding_answer
S2-22 | The head gets in touch with each who is responsible | step:DISCUSS field:incidents.Taken.to | tests/incidents/test_step_pages.py::test_a_talk_is_recorded_with_whom_a_note_and_a_day
S2-23 | and invites them to the proper channels | letter:INVITATION step:COMPLAINTS outcome:COMPLAINTS_PROCEDURE | tests/incidents/test_letters.py::test_every_letter_says_what_it_is_for_and_accuses_nobody
S2-24 | A section credits the guidance it follows | field:policies.PolicyVersion.source field:policies.PolicyVersion.sections | tests/policies/test_text_pages.py::test_sections_are_written_reworded_added_and_credited
S2-25 | Untrue, inaccurate, abusive or defamatory posts | kind:UNTRUE kind:ABUSIVE kind:DEFAMATORY | tests/policies/test_starters.py::test_each_paragraph_that_names_a_category_or_a_step_is_cited_by_it
S2-26 | The school acts, and the head gets in touch | step:DISCUSS step:SUPPORT | tests/incidents/test_incident_page.py::test_every_step_is_offered_with_the_ladders_own_answer
S2-27 | Criticism that is not abuse: head or governors meet | kind:LEADERSHIP_CRITICISM condition:CRITICISM step:MEETING role:CHAIR | tests/incidents/test_ladder.py::test_r3_complaint_and_criticism_alone_ask_whether_it_is_in_proportion
S2-28 | It may be treated as if said face to face | finding:FACE_TO_FACE page:consider | tests/incidents/test_considering.py::test_every_answer_is_told_in_the_story_with_its_reason
S2-29 | The council's lawyers may be asked | step:LEGAL_ADVICE | tests/incidents/test_ladder.py::test_every_step_of_the_vocabulary_is_in_the_table_and_has_blocks
S2-30 | The police, where there is a racist element | condition:HATE step:POLICE | tests/incidents/test_ladder.py::test_the_police_conditions_of_the_primary_school_are_hate_violence_or_a_suspected_offence
S2-31 | or where violence is threatened or encouraged | condition:VIOLENCE step:POLICE | tests/incidents/test_ladder.py::test_the_police_conditions_of_the_primary_school_are_hate_violence_or_a_suspected_offence
S2-32 | and in other cases | condition:OTHER_OFFENCE finding:OFFENCE page:suspect_offence | tests/incidents/test_ladder.py::test_the_police_conditions_of_the_primary_school_are_hate_violence_or_a_suspected_offence
S2-33 | Whom it speaks of | role:HEAD role:CHAIR role:GOVERNOR role:STAFF field:policies.ProcedureStep.decided_by | tests/policies/test_starters.py::test_the_procedure_is_the_one_that_the_document_describes
S2-34 | On what it is silent | topic:REMOVAL topic:HOST topic:RESTRICT topic:TIME_LIMITS topic:RIGHT_OF_REPLY topic:REVIEW topic:RECORD page:version_gaps | tests/policies/test_gaps.py::test_every_topic_is_either_in_the_policy_or_marked_with_what_happens_by_default
"""  # noqa: E501

HEAD = """# The two policies, line by line

This product was asked for with two schools' policies beside it: a joint policy of two academies (S1) and a primary
school's statement (S2). Each line of them, in our words, with what carries it here and the test that shows it."""

_FIELDS = {**of_policies.TABLES, **of_incidents.TABLES}
_PAGES = {name: words for pages in AREAS.values() for name, words in pages.items()}


def _field(place: str) -> str:
    table_of, _, name = place.rpartition(".")
    return f"{_FIELDS[table_of].fields[name][1]} (`{place}`)"


def _paragraph(number: str) -> str:
    starter = {"S1": "joint-academy", "S2": "primary"}[number.partition("-")[0]]
    known = {each["id"] for section in load(starter).sections for each in section["paragraphs"]}
    if number not in known:
        raise KeyError(number)
    return "the model policy's text"


CARRIERS: dict[str, Callable[[str], str]] = {
    "field": _field,
    "page": lambda name: f"page “{_PAGES[name]}”",
    "paragraph": _paragraph,
    "kind": lambda code: f"category “{CategoryKind(code).label}”",
    "step": lambda code: f"step “{StepName(code).label}”",
    "condition": lambda code: f"condition “{Condition(code).label.rstrip('.')}”",
    "topic": lambda code: f"gap “{Topic(code).label}”",
    "role": lambda code: f"office “{Role(code).label}”",
    "permission": lambda code: f"permission “{Permission(code).label}”",
    "part": lambda code: f"part “{Part(code).label}”",
    "identity": lambda code: f"identity “{Identity(code).label}”",
    "channel": lambda code: f"channel “{Channel(code).label}”",
    "evidence": lambda code: f"evidence “{EvidenceKind(code).label}”",
    "finding": lambda code: f"finding “{FindingKind(code).label}”",
    "answer": lambda code: f"answer “{ParentAnswer(code).label}”",
    "outcome": lambda code: f"outcome “{Outcome(code).label}”",
    "letter": lambda code: f"letter “{LetterKind(code).label}”",
}
"""How each sort of carrier is printed; each raises for one that does not exist."""


@dataclass(frozen=True)
class Row:
    """A line of a policy: its number, what it says in our words, what carries it, and the test that shows it."""

    number: str
    says: str
    carried: tuple[str, ...]
    test: str

    def in_words(self) -> str:
        """What carries it, as people read it. Raises KeyError or ValueError for a carrier that does not exist."""
        pieces = (each.split(":", 1) for each in self.carried)
        return "; ".join(CARRIERS[sort](name) for sort, name in pieces)


def rows() -> list[Row]:
    """Every line of both policies, in order."""
    found = []
    for line in TABLE.strip().splitlines():
        number, says, carried, test = (cell.strip() for cell in line.split(" | "))
        found.append(Row(number, says, tuple(carried.split()), test))
    return found


def page() -> str:
    """The whole page."""
    lines = [[each.number, each.says, each.in_words(), _test(each.test)] for each in rows()]
    return document(
        HEAD, table(["Line", "What it says", "What carries it", "Shown by"], lines), "## Notes", bullets(NOTES)
    )


NOTES = (
    "A carrier that no longer exists, or a test that was renamed, fails the suite.",
    "What a policy is silent on is filled by a default and always marked “Not in your policy”.",
)


def _test(place: str) -> str:
    file, _, name = place.partition("::")
    return f"`{name}` in `{file}`"
