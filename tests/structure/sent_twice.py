"""THE TABLE of what makes each form safe against being sent twice (R.06). Nothing runs here.

`test_sent_once.py` holds that every route which takes a form has a row, sends each of them twice as somebody who may,
and compares what it made. A new form fails the suite until it has a row.
"""

from enum import Enum


class Guard(Enum):
    """What makes a form safe: where sending it twice leads, and that it makes one thing."""

    TOKEN = "It carries a one-time token: the second leads where the first led."
    KEY = "Its report has a key, which is its token: the second leads to the report, or to what it became."
    STATE = "There is one of its kind, or it is done already: the second is told so, or changes nothing."
    HANDS_OUT = "Each press hands a file out, and each is on record: two were taken away."
    LIBRARY = "The library of signing in: a password, a code or a link that works once."
    NOTHING = "It keeps nothing: what it does is done to the session alone."


TABLE = """
account_login                   LIBRARY
account_logout                  LIBRARY
account_reauthenticate          LIBRARY
account_confirm_email           LIBRARY
account_change_password         LIBRARY
account_reset_password          LIBRARY
account_reset_password_from_key LIBRARY
mfa_authenticate                LIBRARY
mfa_reauthenticate              LIBRARY
mfa_recovery_codes              LIBRARY
mfa_add_webauthn                LIBRARY
mfa_remove_webauthn             LIBRARY
mfa_login_webauthn              LIBRARY
mfa_reauthenticate_webauthn     LIBRARY
mfa_activate_totp               LIBRARY
mfa_deactivate_totp             LIBRARY
openid_connect_login            LIBRARY
sessions                        STATE
show_names                      NOTHING
invitation_accept               STATE
invite                          TOKEN
invitation                      TOKEN
invitation_confirm              TOKEN
person_appoint                  TOKEN
person_end                      TOKEN
person_account                  TOKEN
second_factor                   STATE
sign_out_person                 TOKEN
sign_everyone_out               TOKEN
school_colour                   TOKEN
school_record                   TOKEN
proof                           STATE
public_switch                   STATE
notice_add                      TOKEN
notice_change                   TOKEN
operator_host_add               STATE
operator_host                   STATE
policy_begin                    TOKEN
policy_bring_in                 TOKEN
version_suggestions             STATE
version_send                    TOKEN
version_send_back               TOKEN
version_approve                 TOKEN
version_withdraw                TOKEN
version_revise                  TOKEN
version_adopt                   TOKEN
review_due                      TOKEN
version_categories              STATE
category_add                    TOKEN
category_change                 TOKEN
version_gaps                    TOKEN
version_control                 TOKEN
version_text                    TOKEN
version_linked                  TOKEN
linked_change                   TOKEN
version_past                    TOKEN
past_change                     TOKEN
version_issue                   TOKEN
version_procedure               TOKEN
report_start                    KEY
report_image                    KEY
report_form                     KEY
report_add_file                 KEY
report_remove_file              KEY
report_throw_away               KEY
take_step                       TOKEN
mark_done                       TOKEN
close                           TOKEN
reopen                          TOKEN
record_answer                   TOKEN
record_check                    TOKEN
record_safeguarding             TOKEN
record_host                     TOKEN
suspect_offence                 TOKEN
consider                        TOKEN
further_post                    TOKEN
categorise                      TOKEN
note                            TOKEN
link_incidents                  TOKEN
enrich                          TOKEN
keep_evidence                   TOKEN
draft_letter                    TOKEN
letter                          TOKEN
add_person                      TOKEN
change_person                   TOKEN
unlink_person                   TOKEN
separate_person                 TOKEN
hand_over                       TOKEN
exclude                         TOKEN
readmit                         TOKEN
recuse                          TOKEN
keep_name                       TOKEN
tell_name                       TOKEN
documents                       TOKEN
document                        TOKEN
appoint_owner                   TOKEN
export_incident                 HANDS_OUT
break_glass                     TOKEN
access                          STATE
legal_hold                      TOKEN
erase_person                    TOKEN
disposal                        TOKEN
leaving                         TOKEN
schedule_change                 TOKEN
subject_access_new              TOKEN
subject_access_change           STATE
subject_access_people           TOKEN
subject_access_review           TOKEN
subject_access_release          HANDS_OUT
"""

GUARDS = {name: Guard[guard] for name, guard in (line.split() for line in TABLE.strip().splitlines())}

STANDS_ON = {"mark_done": ("incident", ""), "category_add": ("category_add", "?from=own")}
"""The page on which a form stands that is not on its own, and what is asked of that page."""
