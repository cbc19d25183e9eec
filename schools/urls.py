"""Addresses of people and terms; and, outside every school, of accepting an invitation."""

from django.urls import path

from schools.views import accepting, factors, invitations, people, proof, record, safekeeping, sessions

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/unused/", people.unused, name="unused_accounts"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invitations/<uuid:key>/", invitations.invitation, name="invitation"),
    path("people/invitations/<uuid:key>/confirm/", invitations.confirm, name="invitation_confirm"),
    path("people/<uuid:key>/", people.person, name="person"),
    path("people/<uuid:key>/appoint/", people.appoint, name="person_appoint"),
    path("people/<uuid:key>/end/", people.end, name="person_end"),
    path("people/<uuid:key>/account/", people.account, name="person_account"),
    path("people/<uuid:key>/second-factor/", factors.second_factor, name="second_factor"),
    path("people/signed-in/", sessions.signed_in, name="signed_in"),
    path("people/sign-everyone-out/", sessions.sign_everyone_out, name="sign_everyone_out"),
    path("people/<uuid:key>/sign-out/", sessions.sign_out_person, name="sign_out_person"),
    path("backups/", safekeeping.backups, name="backups"),
    path("record/", record.school_record, name="school_record"),
    path("colour/", sessions.colour, name="school_colour"),
    path("proof/", proof.proof, name="proof"),
]

of_invitations = [
    path("", accepting.accept, name="invitation_accept"),
    path("<str:token>/", accepting.link, name="invitation_link"),
]
