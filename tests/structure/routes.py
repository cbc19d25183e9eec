"""THE ROUTE TABLE: every named page of the site, every kind of person, and what each gets. Nothing runs here.

The tests compare it with the addresses that exist and ask for every cell; `docs/access.md` is printed from it. A page
without a row fails the suite. GET asks for the page; POST sends its form as somebody who may would fill it in.

A cell is a status; `-` is 404 (not found, or not theirs, which look the same) and `in` is the way to the sign-in. A
cell alone is for everybody who is signed in; of two, the first is for whoever is not.
"""

from dataclasses import dataclass

PEOPLE = {
    "anonymous": "whoever is not signed in",
    "leaver": "somebody deactivated",
    "operator": "the operator",
    "elsewhere": "the head of another school",
    "admin": "the school administrator",
    "governor": "a governor",
    "chair": "the chair",
    "trust_lead": "the trust lead",
    "colleague": "a member of staff",
    "reporter": "whoever reported it",
    "slt": "a senior leader",
    "dsl": "the designated safeguarding lead",
    "head": "the head",
    "target": "a leader whom it is about",
    "excluded": "a leader who is kept from it",
    "handed": "a chair to whom it was handed",
}
SIGNED_OUT = ("anonymous", "leaver")
STRANGERS = ("operator", "elsewhere")
SIGNED_IN = tuple(person for person in PEOPLE if person not in SIGNED_OUT)

TABLE = """
#                                         ano lea ope els adm gov chr tru col rep slt dsl hea tar exc han
front_door                           GET  in  in  200 302 302 302 302 200 302 302 302 302 302 302 302 302
                                     POST 405
account_login                        GET  200 302
                                     POST 200 302
account_logout                       GET  302 200
                                     POST 302 302
account_reauthenticate               GET  200
                                     POST 200
account_email_verification_sent      GET  200 200
                                     POST 405 405
account_confirm_email                GET  200 200
                                     POST -   -
account_change_password              GET  200
                                     POST 200
account_reset_password               GET  200 200
                                     POST 200 200
account_reset_password_done          GET  200 200
                                     POST 405 405
account_reset_password_from_key      GET  200 200
                                     POST 200 200
account_reset_password_from_key_done GET  200 200
                                     POST 405 405
mfa_index                            GET  200
                                     POST 405
mfa_authenticate                     GET  302 302
                                     POST 302 302
mfa_recovery_codes                   GET  in  in  302 302 302 302 302 302 302 302 302 200 302 302 302 302
                                     POST in  in  302 302 302 302 302 302 302 302 302 200 302 302 302 302
mfa_add_webauthn                     GET  200
                                     POST 200
mfa_remove_webauthn                  GET  in  in  -   -   -   -   -   -   -   -   -   200 -   -   -   -
                                     POST in  in  -   -   -   -   -   -   -   -   -   302 -   -   -   -
mfa_login_webauthn                   GET  200 302
                                     POST 200 302
mfa_reauthenticate_webauthn          GET  in  in  302 302 302 302 302 302 302 302 302 200 302 302 302 302
                                     POST in  in  302 302 302 302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate                   GET  in  in  302 302 302 302 302 302 302 302 302 200 302 302 302 302
                                     POST in  in  302 302 302 302 302 302 302 302 302 200 302 302 302 302
mfa_activate_totp                    GET  in  in  200 200 200 200 200 200 200 200 200 302 200 200 200 200
                                     POST in  in  200 200 200 200 200 200 200 200 200 302 200 200 200 200
mfa_deactivate_totp                  GET  in  in  -   -   -   -   -   -   -   -   -   200 -   -   -   -
                                     POST in  in  -   -   -   -   -   -   -   -   -   302 -   -   -   -
openid_connect_login                 GET  405 405
                                     POST -   -
openid_connect_callback              GET  -   -
                                     POST 405 405
sessions                             GET  200
                                     POST 302
cannot_confirm                       GET  200
                                     POST 405
hidden                               GET  200 200
                                     POST 405 405
health                               GET  200 200
                                     POST 405 405
home                                 GET  in  in  -   -   200 200 200 200 200 200 200 200 200 200 200 200
                                     POST 405
people                               GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST 405
unused_accounts                      GET  in  in  -   -   200 -   -   -   -   -   -   -   200 -   -   -
                                     POST 405
invite                               GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
invitation                           GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
invitation_confirm                   GET  in  in  -   -   409 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   409 -   302 -   -   -   -   -   302 -   -   302
person                               GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST 405
person_appoint                       GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
person_end                           GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
person_account                       GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
invitation_link                      GET  302 302
                                     POST 405 405
invitation_accept                    GET  200 200
                                     POST 200 200
second_factor                        GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
signed_in                            GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST 405
sign_out_person                      GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
sign_everyone_out                    GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
backups                              GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST 405
school_colour                        GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
school_record                        GET  in  in  -   -   -   -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   -   -   302 -   -   -   -   -   302 -   -   302
proof                                GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
policy                               GET  in  in  -   -   200 200 200 200 200 200 200 200 200 200 200 200
                                     POST 405
policy_pdf                           GET  in  in  -   -   200 200 200 200 200 200 200 200 200 200 200 200
                                     POST 405
procedure_pdf                        GET  in  in  -   -   200 200 200 200 200 200 200 200 200 200 200 200
                                     POST 405
public_switch                        GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
public_policy                        GET  200 200
                                     POST 405 405
public_policy_pdf                    GET  200 200
                                     POST 405 405
notices                              GET  in  in  -   -   200 200 200 200 200 200 200 200 200 200 200 200
                                     POST 405
notice_add                           GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
notice_change                        GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
hosts                                GET  in  in  -   -   200 200 200 200 200 200 200 200 200 200 200 200
                                     POST 405
operator_hosts                       GET  in  in  200 -   -   -   -   -   -   -   -   -   -   -   -   -
                                     POST 405
operator_host_add                    GET  in  in  200 -   -   -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  302 -   -   -   -   -   -   -   -   -   -   -   -   -
operator_host                        GET  in  in  200 -   -   -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  302 -   -   -   -   -   -   -   -   -   -   -   -   -
policy_shelf                         GET  in  in  -   -   200 200 200 -   -   -   -   -   200 -   -   200
                                     POST 405
policy_begin                         GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
policy_bring_in                      GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_suggestions                  GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version                              GET  in  in  -   -   200 200 200 -   -   -   -   -   200 -   -   200
                                     POST 405
version_compare                      GET  in  in  -   -   200 200 200 -   -   -   -   -   200 -   -   200
                                     POST 405
version_send                         GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_send_back                    GET  in  in  -   -   200 200 200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 302 302 -   -   -   -   -   302 -   -   302
version_approve                      GET  in  in  -   -   -   200 200 -   -   -   -   -   -   -   -   200
                                     POST in  in  -   -   -   302 302 -   -   -   -   -   -   -   -   302
version_withdraw                     GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_revise                       GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_adopt                        GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
review_due                           GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
summaries                            GET  in  in  -   -   -   200 200 200 -   -   200 200 200 200 200 200
                                     POST 405
summary                              GET  in  in  -   -   -   200 200 200 -   -   200 200 200 200 200 200
                                     POST 405
report_start                         GET  in  in  -   -   -   -   -   -   200 200 200 200 200 200 200 -
                                     POST in  in  -   -   -   -   -   -   302 302 302 302 302 302 302 -
report_image                         GET  in  in  -   -   -   -   -   -   -   200 -   -   -   -   -   -
                                     POST in  in  -   -   -   -   -   -   -   302 -   -   -   -   -   -
report_form                          GET  in  in  -   -   -   -   -   -   -   200 -   -   -   -   -   -
                                     POST in  in  -   -   -   -   -   -   -   302 -   -   -   -   -   -
report_add_file                      GET  405
                                     POST in  in  -   -   -   -   -   -   -   400 -   -   -   -   -   -
report_remove_file                   GET  405
                                     POST in  in  -   -   -   -   -   -   -   204 -   -   -   -   -   -
report_throw_away                    GET  in  in  -   -   -   -   -   -   -   200 -   -   -   -   -   -
                                     POST in  in  -   -   -   -   -   -   -   302 -   -   -   -   -   -
progress                             GET  in  in  -   -   -   -   -   -   -   200 -   -   -   -   -   -
                                     POST 405
incident_list                        GET  in  in  -   -   -   200 200 200 -   -   200 200 200 200 200 200
                                     POST 405
incident                             GET  in  in  -   -   -   -   -   -   -   -   200 200 200 200 -   200
                                     POST 405
take_step                            GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
mark_done                            GET  405
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
close                                GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
reopen                               GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
record_answer                        GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
record_check                         GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
record_safeguarding                  GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 302 409 409 -   409
record_host                          GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
suspect_offence                      GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
consider                             GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
further_post                         GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
categorise                           GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
note                                 GET  in  in  -   -   -   -   -   -   -   -   200 200 200 200 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 302 -   302
link_incidents                       GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
enrich                               GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
keep_evidence                        GET  in  in  -   -   -   -   -   -   -   -   200 200 200 200 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 302 -   302
evidence                             GET  in  in  -   -   -   -   -   -   -   -   200 200 200 200 -   200
                                     POST 405
draft_letter                         GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
letter                               GET  in  in  -   -   -   -   -   -   -   -   200 200 200 200 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
letter_text                          GET  in  in  -   -   -   -   -   -   -   -   200 200 200 200 -   200
                                     POST 405
add_person                           GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
change_person                        GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
unlink_person                        GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
separate_person                      GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
hand_over                            GET  in  in  -   -   -   -   -   -   -   -   409 409 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 409 302 409 -   302
exclude                              GET  in  in  -   -   -   -   -   -   -   -   409 409 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 409 302 409 -   302
readmit                              GET  in  in  -   -   -   -   -   -   -   -   409 409 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 409 302 409 -   302
recuse                               GET  in  in  -   -   -   -   -   -   -   -   200 200 200 200 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 302 -   302
show_names                           GET  405
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 302 -   302
keep_name                            GET  in  in  -   -   -   -   -   -   -   -   409 409 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 409 302 409 -   302
tell_name                            GET  in  in  -   -   -   -   -   -   -   -   409 409 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 409 302 409 -   302
documents                            GET  in  in  -   -   -   -   -   -   -   -   409 409 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 409 302 409 -   302
document                             GET  in  in  -   -   -   -   -   -   -   -   409 409 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 409 302 409 -   302
appoint_owner                        GET  in  in  -   -   200 -   -   -   -   -   -   -   -   -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   -   -   -   -
incident_looks                       GET  in  in  -   -   -   -   -   -   -   -   -   -   200 -   -   200
                                     POST 405
export_incident                      GET  in  in  -   -   -   -   -   -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   -   -   -   -   -   -   -   -   200 -   -   200
unusual                              GET  in  in  -   -   -   -   200 -   -   -   -   -   200 -   -   200
                                     POST 405
break_glass                          GET  in  in  -   200 200 -   -   200 -   -   200 200 200 200 200 -
                                     POST in  in  -   302 302 -   -   302 -   -   -   -   -   -   -   -
legal_hold                           GET  in  in  -   -   -   -   -   -   -   -   409 409 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   409 409 302 409 -   302
erase_person                         GET  in  in  -   -   -   -   -   -   -   -   200 200 200 409 -   200
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 302 409 -   302
disposals                            GET  in  in  -   -   -   -   200 -   -   -   200 200 200 200 200 200
                                     POST 405
disposal                             GET  in  in  -   -   -   -   -   -   -   -   200 200 200 200 -   -
                                     POST in  in  -   -   -   -   -   -   -   -   302 302 409 409 -   -
leaving                              GET  in  in  -   -   -   -   200 -   -   -   200 200 200 200 200 200
                                     POST in  in  -   -   -   -   302 -   -   -   302 302 302 302 302 302
receipt                              GET  in  in  -   -   200 -   200 -   -   -   200 200 200 200 200 200
                                     POST 405
receipt_pdf                          GET  in  in  -   -   200 -   200 -   -   -   200 200 200 200 200 200
                                     POST 405
schedule                             GET  in  in  -   -   200 -   200 -   -   -   200 200 200 200 200 200
                                     POST 405
schedule_change                      GET  in  in  -   -   200 -   -   -   -   -   -   -   200 -   -   -
                                     POST in  in  -   -   302 -   -   -   -   -   -   -   302 -   -   -
access                               GET  in  in  -   -   -   -   -   200 -   -   -   -   200 -   -   -
                                     POST in  in  -   -   -   -   -   -   -   -   -   -   302 -   -   -
subject_access_list                  GET  in  in  -   -   -   -   200 200 -   -   -   -   200 -   -   200
                                     POST 405
subject_access_new                   GET  in  in  -   -   -   -   200 200 -   -   -   -   200 -   -   200
                                     POST in  in  -   -   -   -   302 302 -   -   -   -   302 -   -   302
subject_access                       GET  in  in  -   -   -   -   200 200 -   -   -   -   200 -   -   200
                                     POST 405
subject_access_change                GET  in  in  -   -   -   -   200 200 -   -   -   -   200 -   -   200
                                     POST in  in  -   -   -   -   302 302 -   -   -   -   302 -   -   302
subject_access_people                GET  in  in  -   -   -   -   200 200 -   -   -   -   200 -   -   200
                                     POST in  in  -   -   -   -   302 302 -   -   -   -   302 -   -   302
subject_access_review                GET  in  in  -   -   -   -   -   -   -   -   -   -   200 -   -   -
                                     POST in  in  -   -   -   -   -   -   -   -   -   -   302 -   -   -
subject_access_release               GET  in  in  -   -   -   -   -   -   -   -   -   -   200 -   -   -
                                     POST in  in  -   -   -   -   -   -   -   -   -   -   200 -   -   -
version_categories                   GET  in  in  -   -   200 200 200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
category_add                         GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
category_change                      GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_gaps                         GET  in  in  -   -   200 200 200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_control                      GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_text                         GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_linked                       GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
linked_change                        GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
linked_file                          GET  in  in  -   -   200 200 200 -   -   -   -   -   200 -   -   200
                                     POST 405
version_past                         GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
past_change                          GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_issue                        GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
version_procedure                    GET  in  in  -   -   200 -   200 -   -   -   -   -   200 -   -   200
                                     POST in  in  -   -   302 -   302 -   -   -   -   -   302 -   -   302
"""


@dataclass(frozen=True)
class Route:
    """What each person gets for asking for a page, and for sending its form."""

    get: dict[str, str]
    post: dict[str, str]


def cells_of(written: list[str]) -> dict[str, str]:
    """What each person gets: all cells, or one for whoever is not signed in and one for whoever is, or the second."""
    if len(written) <= 2:
        out, inside = written if len(written) == 2 else ("in", written[0])
        written = [out if person in SIGNED_OUT else inside for person in PEOPLE]
    assert len(written) == len(PEOPLE), written
    return {person: "404" if cell == "-" else cell for person, cell in zip(PEOPLE, written, strict=True)}


def read(table: str) -> dict[str, dict[str, dict[str, str]]]:
    """The table by page and method. The name of a page stands in its first line only."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    name = ""
    for line in table.splitlines():
        if line.strip() and not line.startswith("#"):
            name = line.split()[0] if line[0] != " " else name
            method, *written = line[len(name) :].split() if line[0] != " " else line.split()
            found.setdefault(name, {})[method] = cells_of(written)
    return found


ROUTES = {name: Route(methods["GET"], methods["POST"]) for name, methods in read(TABLE).items()}
