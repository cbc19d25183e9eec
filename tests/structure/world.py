"""The people and things of the route walk, made by real steps, so that every refusal has something to refuse.

One school with an incident (`main`) that somebody reported, that is about one leader and is kept from another, and the
same once more closed, handed to a second chair, and without an owner; a letter, a report in progress, and an incident
at another school of the same trust. What each form needs is in `sending.py`.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import Disposal, Incident, Leaving, Letter, ReportDraft, SubjectAccessRequest
from incidents.operations import drafts
from incidents.operations.break_glass import ask_to_read
from incidents.operations.details import add_note
from incidents.operations.knowing import keep_name
from incidents.operations.letters import draft_letter
from incidents.operations.ownership import hand_over
from incidents.operations.people import Named
from incidents.operations.steps import close, take_step
from incidents.vocabulary import LetterKind, Outcome, Part
from policies.hosts import key_of
from policies.models import PolicyVersion
from policies.vocabulary import StepName
from schools.history import SET_UP, acting
from schools.links import token_of
from schools.models import Invitation, School, User
from schools.operations import appoint, create_user
from schools.vocabulary import Role
from tests.builders import a_reported_post, an_author, client_of, keep_a_capture, person, the_author
from tests.schools.signing import a_passkey
from tests.structure.addresses import TAKES
from tests.structure.asked import make_request
from tests.structure.erased import make_erasures, make_leaving, take_off_again
from tests.structure.invited import make_invitations
from tests.structure.versions import versions_of

HERE, ELSEWHERE = "larkspur-infant", "larkspur-junior"
NOWHERE, NEVER, NO_KEY = "BBB-222", "nowhere-school", "00000000-0000-4000-8000-000000000000"
"""A reference, a school and a key that do not exist."""

PASSWORD = make_password("a long and plain password")
"""Made once: hashing is slow on purpose."""

OFFICES = {
    **{name: (HERE, name) for name in ("admin", "governor", "chair", "trust_lead", "slt", "dsl", "head")},
    "reporter": (HERE, "staff"),
    "elsewhere": (ELSEWHERE, "head"),
}


AT_VERSION = {
    "version_approve": "with the governors",
    "version_send_back": "with the governors",
    "version_adopt": "approved",
    "version_issue": "approved",
    "version_revise": "in force",
    "version_compare": "approved",
    "version_suggestions": "brought in",
}
"""Pages of a version that are not met at a draft."""


@dataclass
class World:
    """Everybody and everything that the walk meets. `at` is when all of it was made."""

    at: datetime
    people: dict[str, User | None] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    draft: ReportDraft = field(default_factory=ReportDraft)
    versions: dict[str, PolicyVersion] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    sessions: dict[str, Any] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    got: dict[tuple[str, str], Any] = field(default_factory=dict)
    evidence_root: Any = None
    proposed: Disposal = field(default_factory=Disposal)
    leaving: Leaving = field(default_factory=Leaving)
    receipt: UUID | None = None
    asked: SubjectAccessRequest = field(default_factory=SubjectAccessRequest)
    passkey: Authenticator = field(default_factory=Authenticator)

    def client(self, who: str, **options: Any) -> Client:
        """A browser of its own in which this person is signed in; nothing it does lasts."""
        client = Client(raise_request_exception=False, **options)
        if who in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client

    def incident(self, route: str, who: str) -> Incident:
        """The incident at which this person meets a page: an open one, and theirs where it was handed to them."""
        kind = "closed" if route == "reopen" else "open"
        return self.incidents[f"{kind}, handed over" if who == "handed" else kind]

    def version(self, route: str) -> PolicyVersion:
        """The version of the policy at which a page is met: a draft, unless the page is for a later moment."""
        return self.versions[AT_VERSION.get(route, "draft")]

    def address(self, route: str, who: str, **changes: str) -> str:
        """The address of a page, of the thing that this person would meet there."""
        incident = self.incident(route, who)
        words = {
            "slug": HERE,
            "reference": incident.reference,
            "key": self._key_in(route, incident),
            "step": "discuss",
            "question": "concern",
            "term": "autumn-2024",
            "uidb36": "1",
            "pk": str(self.passkey.pk),
            "provider_id": "nobody",
            "policy": self.version(route).policy.slug,
            "number": str(self.version(route).number),
            "rule": "contact",
            "act": "pause",
            "token": token_of(self.invitations["invitation"].key),
            **changes,
        }
        return reverse(route, kwargs={name: words[name] for name in TAKES[route]})

    def _key_in(self, route: str, incident: Incident) -> str:
        """The same as below, asked for once: nothing that the walk does lasts."""
        if (route, incident.reference) not in self.keys:
            self.keys[route, incident.reference] = self._key_of(route, incident)
        return self.keys[route, incident.reference]

    def _key_of(self, route: str, incident: Incident) -> str:
        """The key of the thing that an address is about: a person of the incident, unless the page says otherwise."""
        if route.startswith("account_"):
            return "no-such-key"
        if route == "sign_out_person":
            return str(self.people["colleague"].key)
        if route == "erase_person":
            return str(incident.involvements.filter(unlinked_at__isnull=False).latest("pk").key)
        if route.startswith("subject_access"):
            return str(self.asked.key)
        erasing = {"leaving": self.leaving.key, "disposal": self.proposed.key}
        if found := erasing.get(route) or (self.receipt if route.startswith("receipt") else None):
            return str(found)
        if route.startswith("report_"):
            return str(self.draft.key)
        if route in ("letter", "letter_text"):
            return str(self.letters[incident.reference].key)
        if route == "document":
            return str(incident.legal_documents.get().key)
        if route == "evidence":
            return str(incident.evidence.get().key)
        if route in self.invitations or route.startswith("person"):
            return str((self.invitations.get(route) or self.people["colleague"]).key)  # type: ignore[union-attr]
        if route == "access":
            return str(self.incidents["open"].accesses.get().key)
        if route == "appoint_owner":
            return str(self.incidents["without an owner"].key)
        if route == "category_change":
            return str(self.version(route).categories.all()[0].key)
        if route == "notice_change":
            return str(School.objects.get(slug=HERE).notices.latest("told_on").key)
        if route in ("linked_change", "linked_file"):
            return str(self.version(route).linked.get(title="With a file").key)
        if route == "past_change":
            return str(self.version(route).policy.past_versions.get().key)
        if route == "second_factor":
            return str(self.people["dsl"].key)
        if route == "operator_host":
            return str(key_of("facebook"))
        return str(the_author(incident).key)


def a_world() -> World:
    """Make everybody and everything."""
    world = World(timezone.now() - timedelta(hours=2))
    make_people(world)
    for closed in (False, True):
        for handed in (False, True):
            make_incident(world, closed=closed, handed=handed)
    make_the_rest(world)
    world.leaving = make_leaving(School.objects.get(slug=HERE), timezone.now())
    world.proposed, world.receipt = make_erasures(world.incidents["open"], world.people, timezone.now())
    world.incidents["open"] = again(world.incidents["open"])
    world.asked = make_request(world.incidents["open"], world.people, timezone.now())
    world.invitations = make_invitations(School.objects.get(slug=HERE), world.people["admin"])
    world.versions = versions_of(HERE, world.people["head"], world.people["chair"], world.at)
    world.sessions = {who: signed_in(user) for who, user in world.people.items() if user is not None}
    deactivate(world)
    return world


def make_people(world: World) -> None:
    """The cast of the fixture schools, and those that it lacks."""
    for who, (school, office) in OFFICES.items():
        world.people[who] = person(school, office)
    for who, role in (("colleague", Role.STAFF), ("excluded", Role.SLT), ("target", Role.SLT), ("handed", Role.CHAIR)):
        world.people[who] = newcomer(who, role, world.at)
    world.people["leaver"] = newcomer("leaver", Role.SLT, world.at)
    with acting(SET_UP):
        operator = User.objects.create_superuser("operator@fairpost.example", name="Pat Operator")
    EmailAddress.objects.create(user=operator, email=operator.email, primary=True, verified=True)
    world.people["operator"] = operator
    for user in world.people.values():
        give_a_password(user)
    with_a_second_step = world.people["dsl"]
    TOTP.activate(with_a_second_step, generate_totp_secret())
    world.passkey = Authenticator.objects.create(user=with_a_second_step, type="webauthn", data=a_passkey())


def signed_in(user: User) -> str:
    """The session of somebody who has just typed their password once more, as the pages of passwords ask."""
    client = client_of(user)
    session = client.session
    done = {"at": time.time() + 3600, "reauthenticated": True}  # and still when the walk takes long
    session["account_authentication_methods"] = [{"method": "mfa", **done}, {"method": "password", **done}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def give_a_password(user: User | None) -> None:
    """As everybody has one who was invited and came."""
    assert user is not None
    user.password = PASSWORD
    user.save(update_fields=["password"])


def newcomer(name: str, role: Role, at: datetime) -> User:
    """Somebody who came to the school after the cast was made."""
    user = create_user(email=f"{name}@larkspur.example", name=f"{name.title()} Newcomer", by=SET_UP, verified=True)
    school = School.objects.get(slug=HERE)
    appoint(user=user, role=role, school=school, starts=at.date() - timedelta(days=400), by=SET_UP, at=at)
    return user


def make_incident(world: World, *, closed: bool, handed: bool) -> None:
    """An incident with evidence, a letter and an action to do, about one leader and kept from another."""
    named = [
        an_author(),
        Named("Target Newcomer", Part.TARGET, user=world.people["target"]),
        Named("Excluded Newcomer", Part.ACCUSED, user=world.people["excluded"]),
    ]
    incident = a_reported_post(at=world.at, people=named)
    head, at = world.people["head"], world.at + timedelta(minutes=5)
    assert head is not None
    keep_a_capture(incident, head, at)
    take_off_again(incident, head, at)
    take_step(incident=incident, step=StepName.DISCUSS, by=head, at=at, due=timezone.now() + timedelta(days=9))
    letter = draft_letter(incident=incident, kind=LetterKind.INVITATION, to=the_author(incident), by=head, at=at)
    world.letters[incident.reference] = letter
    keep_name(incident=incident, whose=incident.reported_by, reason="They asked", by=head, at=at)
    add_note(incident=incident, words="What the solicitor said.", legal=True, by=head, at=at)
    if handed:
        chair = world.people["handed"]
        assert chair is not None
        hand_over(incident=incident, to=chair, role=Role.CHAIR, by=head, at=at)
    if closed:
        close(incident=incident, outcome=Outcome.RESOLVED_BY_DISCUSSION, reasons="They talked.", by=head, at=at)
    kind = ("closed" if closed else "open") + (", handed over" if handed else "")
    world.incidents[kind] = again(incident)


def make_the_rest(world: World) -> None:
    """An incident that nobody at the school may own, one at another school, and a report in progress."""
    named = [Named(who, Part.TARGET, user=world.people[who]) for who in ("head", "chair", "trust_lead", "handed")]
    world.incidents["without an owner"] = again(a_reported_post(at=world.at, people=[an_author(), *named]))
    world.incidents["elsewhere"] = again(a_reported_post(ELSEWHERE, at=world.at))
    reporter = world.people["reporter"]
    assert reporter is not None
    world.draft = drafts.start_draft(school=School.objects.get(slug=HERE), by=reporter, at=timezone.now())
    drafts.answer_image_question(draft=world.draft, intimate=False, by=reporter, at=timezone.now())
    school, lead, wanted = School.objects.get(slug=HERE), world.people["trust_lead"], world.incidents["open"].reference
    ask_to_read(school=school, reference=wanted, reason="The trust was asked.", by=lead, at=timezone.now())


def again(incident: Incident) -> Incident:
    """The incident as it stands now."""
    return Incident._base_manager.select_related("school", "adoption__version").get(pk=incident.pk)


def deactivate(world: World) -> None:
    """Whoever left is signed in still, and no longer active."""
    leaver = world.people["leaver"]
    assert leaver is not None
    leaver.is_active = False
    with acting(SET_UP):
        leaver.save()
