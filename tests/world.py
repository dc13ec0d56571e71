"""One small world that all permission tests stand in: two of everything, so that there is always an other's.

Own: `school` (LA) with coordinator, teacher and student; `host` (ID) with organiser, `call`, `edition`, `contest`.
Other: `other_school` (VN), `other_host` (TH), `other_call`, `other_edition`, `other_contest`, each unrelated.
Everything is made when first asked for, so a test pays only for what it names; add a record as one more
`cached_property` beside its own, with its other's.
"""

from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from competitions.contests.models import Contest, Entry, Juror, JuryRole, Problem
from competitions.results.models import Publication
from core.accounts.models import User
from core.mail.models import Message
from core.mail.queue import store_message
from events.calling_off.models import Postponement
from events.certificates.models import Certificate
from events.payments.models import Fee, Order, StatementFile, StatementLine, Terms
from events.payments.orders import make_order
from events.pictures.models import Picture
from events.programmes.models import Edition, EditionState, TeamMember, TeamRole
from events.registration.models import Delegation, Registration
from events.venues.models import Venue
from talent.calls.models import Call, CallState, Criterion, Extension, Question
from talent.corrections.models import CorrectionRequest
from talent.institutions.invitations import INVITATION_LINK, invite
from talent.institutions.models import Institution, Invitation
from talent.nominations.bulk.models import NominationImport
from talent.nominations.duplicates.models import DuplicatePair
from talent.nominations.models import Answer, Nomination, NominationState
from talent.nominations.own import OWN_LINK
from talent.offers.models import Offer
from talent.people.consent import Signed, answer
from talent.people.consent_mail import mark_of
from talent.people.models import AnsweredBy, ConsentAnswer, ConsentRequest, Guardian, Person, PersonRole, StudentImport
from talent.people.rollover.models import YearRollover
from talent.people.school_change.models import ChangeState, SchoolChange
from talent.recommendations.models import Recommendation
from talent.retention.models import Erasure, ErasureState
from talent.reviews.models import DeclaredConflict, PanelInvitation, Panellist, PanelMeeting, Review
from talent.selection.models import Proposal, Standing
from tests.factories import (
    make_call,
    make_certificate,
    make_consent_request,
    make_coordinator,
    make_correction,
    make_criterion,
    make_edition,
    make_entry,
    make_evidence,
    make_extension,
    make_guardian,
    make_institution,
    make_member,
    make_nomination,
    make_nomination_import,
    make_offer,
    make_officer,
    make_organiser,
    make_panellist,
    make_person,
    make_picture,
    make_problem,
    make_programme,
    make_publication,
    make_question,
    make_recommendation,
    make_registration,
    make_review,
    make_school_change,
    make_student_import,
    make_upload,
    make_user,
)

NOBODY = "nobody"
STRANGER = "stranger"  # signed in, acts for nobody
SECRETARIAT = "secretariat"
MINISTRY = "ministry"  # an officer of the own school's country
COORDINATOR = "coordinator"
TEACHER = "teacher"
OTHER_COORDINATOR = "other coordinator"
ORGANISER = "organiser"
OTHER_ORGANISER = "other organiser"
REVIEWER = "reviewer"
PANEL_CHAIR = "panel chair"
JURY_CHAIR = "jury chair"
JUROR = "juror"
OTHER_JURY_CHAIR = "other jury chair"
EXPERT = "expert"

SIGNED_IN_ROLES = frozenset({
    STRANGER, SECRETARIAT, MINISTRY, COORDINATOR, TEACHER, OTHER_COORDINATOR, ORGANISER, OTHER_ORGANISER, REVIEWER,
    PANEL_CHAIR, JURY_CHAIR, JUROR, OTHER_JURY_CHAIR, EXPERT,
})  # fmt: skip
EVERYBODY = SIGNED_IN_ROLES | {NOBODY}


class World:
    # --- institutions and those who act for them -------------------------------------------

    @cached_property
    def school(self) -> Institution:
        return make_institution("Own School", country="LA")

    @cached_property
    def other_school(self) -> Institution:
        return make_institution("Other School", country="VN")

    @cached_property
    def host(self) -> Institution:
        return make_institution("Own University", Institution.Kind.UNIVERSITY, "ID")

    @cached_property
    def other_host(self) -> Institution:
        return make_institution("Other University", Institution.Kind.UNIVERSITY, "TH")

    @cached_property
    def roles(self) -> dict[str, User | None]:
        """Everybody who tries to open a page, by the name of their role."""
        roles: dict[str, User | None] = {
            NOBODY: None,
            STRANGER: make_user("Stranger"),
            SECRETARIAT: make_user("Secretariat", is_secretariat=True),
            MINISTRY: make_officer("LA", name="Officer"),
            COORDINATOR: make_coordinator(self.school, name="Coordinator"),
            TEACHER: make_member(self.school, name="Teacher"),
            OTHER_COORDINATOR: make_coordinator(self.other_school, name="Other coordinator"),
            ORGANISER: make_organiser(self.host, name="Organiser"),
            OTHER_ORGANISER: make_organiser(self.other_host, name="Other organiser"),
            REVIEWER: self.panellist.user,
            PANEL_CHAIR: self.panel_chair.user,
            JURY_CHAIR: self.jury_chair.user,
            JUROR: self.juror.user,
            OTHER_JURY_CHAIR: self.other_jury_chair.user,
            EXPERT: self.expert.user,
        }
        assert set(roles) == EVERYBODY
        return roles

    @cached_property
    def invitation(self) -> Invitation:
        """The stranger is invited to the own school."""
        return invite(
            self.school, name="Stranger", email=self.roles[STRANGER].email, role="teacher", by=self.roles[COORDINATOR]
        )

    @cached_property
    def invitation_token(self) -> str:
        return INVITATION_LINK.token({"i": self.invitation.key})

    # --- talent --------------------------------------------------------------------------

    @cached_property
    def student(self) -> Person:
        return make_person(self.school, name="Own Student")

    @cached_property
    def other_student(self) -> Person:
        return make_person(self.other_school, name="Other Student")

    @cached_property
    def teacher(self) -> Person:
        return make_person(self.school, PersonRole.TEACHER)

    @cached_property
    def other_teacher(self) -> Person:
        return make_person(self.other_school, PersonRole.TEACHER)

    @cached_property
    def guardian(self) -> Guardian:
        return make_guardian(self.student)

    @cached_property
    def other_guardian(self) -> Guardian:
        return make_guardian(self.other_student)

    @cached_property
    def student_import(self) -> StudentImport:
        """A preview of the own school's file."""
        return make_student_import(self.school)

    @cached_property
    def other_student_import(self) -> StudentImport:
        return make_student_import(self.other_school)

    @cached_property
    def rollover(self) -> YearRollover:
        """The own school's last turn of the year."""
        return YearRollover.objects.create(institution=self.school, year=2026, left_on=date(2026, 6, 30))

    @cached_property
    def other_rollover(self) -> YearRollover:
        return YearRollover.objects.create(institution=self.other_school, year=2026, left_on=date(2026, 6, 30))

    @cached_property
    def erasure(self) -> Erasure:
        """Asked for by the own student's family."""
        return Erasure.objects.create(person=self.student, state=ErasureState.ASKED)

    @cached_property
    def other_erasure(self) -> Erasure:
        return Erasure.objects.create(person=self.other_student, state=ErasureState.ASKED)

    @cached_property
    def school_change(self) -> SchoolChange:
        """The own student may go to the other school: the family is asked."""
        return make_school_change(self.guardian.person, self.other_school)

    @cached_property
    def agreed_change(self) -> SchoolChange:
        """The other school's student comes to the own school: the family has agreed."""
        return make_school_change(
            self.other_guardian.person, self.school, state=ChangeState.AGREED, agreed_at=timezone.now()
        )

    @cached_property
    def consent_request(self) -> ConsentRequest:
        return make_consent_request(self.guardian.person)

    @cached_property
    def other_consent_request(self) -> ConsentRequest:
        return make_consent_request(self.other_guardian.person)

    @cached_property
    def signed_paper(self) -> ConsentAnswer:
        """What the own school recorded of a signed paper."""
        item = self.consent_request.items.first()
        signed = Signed(self.guardian, "Guardian", AnsweredBy.PAPER, make_upload(), self.roles[COORDINATOR])
        answer(self.consent_request, {item.pk: "given"}, signed)
        return item.answers.get()

    @cached_property
    def expert(self) -> Person:
        user = make_user("Expert")
        return make_person(self.host, PersonRole.EXPERT, name="Expert", user=user)

    @cached_property
    def call(self) -> Call:
        return make_call(self.host)

    @cached_property
    def other_call(self) -> Call:
        return make_call(self.other_host)

    @cached_property
    def draft(self) -> Nomination:
        """The own school's nomination to the own call, not submitted yet."""
        return make_nomination(self.call, make_person(self.school, name="Drafted Student"))

    @cached_property
    def nomination(self) -> Nomination:
        """The own school's nomination to the own call, before the panel."""
        return make_nomination(self.call, self.student, NominationState.READY)

    @cached_property
    def call_for_oneself(self) -> Call:
        """A call of the own host to which people may nominate themselves."""
        return make_call(self.host, self_nomination=True)

    @cached_property
    def own_token(self) -> str:
        """The link by which a student of the own school nominates themselves."""
        student = make_person(self.school, email="student@example.org")
        return OWN_LINK.token({"c": self.call_for_oneself.key, "p": student.key, "e": mark_of(student.email)})

    @cached_property
    def nomination_with_ministry(self) -> Nomination:
        """The own school's, to a call of the own host that ministries forward to."""
        call = make_call(self.host, ministry_stage=True)
        Call.objects.filter(pk=call.pk).update(ministries_close_at=call.closes_at + timedelta(days=7))
        return make_nomination(call, make_person(self.school), NominationState.WITH_MINISTRY)

    @cached_property
    def other_nomination(self) -> Nomination:
        """Another school's nomination to another's call."""
        return make_nomination(self.other_call, self.other_student, NominationState.READY)

    @cached_property
    def draft_call(self) -> Call:
        return make_call(self.host, state=CallState.DRAFT)

    @cached_property
    def question(self) -> Question:
        return make_question(self.call)

    @cached_property
    def other_question(self) -> Question:
        return make_question(self.other_call)

    @cached_property
    def extension(self) -> Extension:
        """More time for the own school in the own call."""
        return make_extension(self.call, self.school)

    @cached_property
    def other_extension(self) -> Extension:
        return make_extension(self.other_call, self.other_school)

    @cached_property
    def criterion(self) -> Criterion:
        return make_criterion(self.call)

    @cached_property
    def other_criterion(self) -> Criterion:
        return make_criterion(self.other_call)

    @cached_property
    def recommendation(self) -> Recommendation:
        """Asked for the own nomination, and not given yet."""
        return make_recommendation(self.nomination)

    @cached_property
    def given_recommendation(self) -> Recommendation:
        """Given for the own nomination; the school may not read it."""
        return make_recommendation(self.nomination, "given")

    @cached_property
    def shown_recommendation(self) -> Recommendation:
        """Given for the own nomination; the school may read it."""
        return make_recommendation(self.nomination, "given", shown_to_school=True)

    @cached_property
    def other_recommendation(self) -> Recommendation:
        return make_recommendation(self.other_nomination, "given", shown_to_school=True)

    @cached_property
    def nomination_import(self) -> NominationImport:
        """A table of the own school's for the own call, read into its preview."""
        return make_nomination_import(self.call, self.school)

    @cached_property
    def other_nomination_import(self) -> NominationImport:
        return make_nomination_import(self.other_call, self.other_school)

    @cached_property
    def correction(self) -> CorrectionRequest:
        """Asked of the own school by the own host, about a file."""
        return make_correction(self.evidence.nomination, self.evidence.question)

    @cached_property
    def other_correction(self) -> CorrectionRequest:
        return make_correction(self.other_nomination)

    @cached_property
    def duplicate_pair(self) -> DuplicatePair:
        """Between the own nomination and another school's, to the own call."""
        return self.pair_in(self.call)

    @cached_property
    def other_duplicate_pair(self) -> DuplicatePair:
        return self.pair_in(self.other_call)

    @staticmethod
    def pair_in(call: Call) -> DuplicatePair:
        first, second = (make_nomination(call, state=NominationState.READY) for _ in range(2))
        return DuplicatePair.objects.create(
            call=call, first=first, second=second, score=90, reasons=["same name", "same date of birth"]
        )

    @cached_property
    def evidence(self) -> Answer:
        """A file with the own nomination."""
        return make_evidence(self.nomination)

    @cached_property
    def drafts_evidence(self) -> Answer:
        """A file with the own school's draft."""
        return make_evidence(self.draft)

    @cached_property
    def panellist(self) -> Panellist:
        return Panellist.objects.create(call=self.call, user=make_user("Reviewer"))

    @cached_property
    def panel_chair(self) -> Panellist:
        return Panellist.objects.create(call=self.call, user=make_user("Panel chair"), is_chair=True)

    @cached_property
    def declared_conflict(self) -> DeclaredConflict:
        """The reviewer's own word about the other school."""
        return DeclaredConflict.objects.create(
            panellist=self.panellist, institution=self.other_school, by=self.panellist.user
        )

    @cached_property
    def organisers_conflict(self) -> DeclaredConflict:
        return DeclaredConflict.objects.create(
            panellist=self.panellist, institution=self.school, by=self.roles[ORGANISER]
        )

    @cached_property
    def panel_meeting(self) -> PanelMeeting:
        return PanelMeeting.objects.create(call=self.call, held_at=self.call.opens_at, decided="As ranked.")

    @cached_property
    def panel_invitation(self) -> PanelInvitation:
        return PanelInvitation.objects.create(call=self.call, email="invited@example.org")

    def call_in_review(self) -> Call:
        """A call of the own host in review, with the reviewer and the chair on its panel."""
        call = make_call(self.host, state=CallState.REVIEWING)
        make_panellist(call, self.panellist.user)
        make_panellist(call, self.panel_chair.user, is_chair=True)
        return call

    @cached_property
    def review(self) -> Review:
        """The reviewer's, of the own school's nomination."""
        call = self.call_in_review()
        nomination = make_nomination(call, make_person(self.school), NominationState.READY)
        return make_review(nomination, call.panel.get(user=self.panellist.user))

    @cached_property
    def evidence_to_review(self) -> Answer:
        """A file of the nomination that the reviewer reviews."""
        return make_evidence(self.review.nomination)

    @cached_property
    def chairs_review(self) -> Review:
        nomination = self.review.nomination
        return make_review(nomination, nomination.call.panel.get(user=self.panel_chair.user))

    @cached_property
    def standing(self) -> Standing:
        """In an open proposal of the own host's."""
        call = self.call_in_review()
        nomination = make_nomination(call, make_person(self.school), NominationState.READY)
        proposal = Proposal.objects.create(call=call, places=1, seed="seed")
        return Standing.objects.create(
            proposal=proposal, nomination=nomination, score=50, reviews=1, rank=1, proposed=True, selected=True,
            reason="As ranked.",
        )

    @cached_property
    def offer(self) -> Offer:
        """To the own school's nominee, by the own host."""
        call = make_call(self.host, state=CallState.DECIDED)
        return make_offer(make_nomination(call, make_person(self.school), NominationState.SELECTED))

    @cached_property
    def other_offer(self) -> Offer:
        call = make_call(self.other_host, state=CallState.DECIDED)
        return make_offer(make_nomination(call, make_person(self.other_school), NominationState.SELECTED))

    @cached_property
    def offer_reader(self) -> dict[str, str]:
        """What a guardian's link to the offer is about."""
        guardian = make_guardian(self.offer.nomination.nominee)
        return {"o": self.offer.key, "g": guardian.key, "e": mark_of(guardian.email)}

    # --- events --------------------------------------------------------------------------

    @cached_property
    def edition(self) -> Edition:
        edition = make_edition(make_programme(self.host))
        edition.calls.add(self.call)
        return edition

    @cached_property
    def other_edition(self) -> Edition:
        edition = make_edition(make_programme(self.other_host))
        edition.calls.add(self.other_call)
        return edition

    @cached_property
    def hosted_edition(self) -> Edition:
        """Of the own host's programme; the other host holds it, partly on line."""
        return make_edition(make_programme(self.host), host=self.other_host, online=True)

    @cached_property
    def co_hosted_edition(self) -> Edition:
        """The own host's, with the other host as a co-host."""
        edition = make_edition(make_programme(self.host))
        edition.co_hosts.add(self.other_host)
        return edition

    @cached_property
    def hosted_registration(self) -> Registration:
        return make_registration(self.hosted_edition, make_person(self.school, name="Hosted Student"))

    @cached_property
    def postponement(self) -> Postponement:
        """The own edition's dates were moved by a week."""
        edition = self.edition
        week = timedelta(days=7)
        return Postponement.objects.create(
            edition=edition, old_starts_at=edition.starts_at - week, old_ends_at=edition.ends_at - week,
            new_starts_at=edition.starts_at, new_ends_at=edition.ends_at, reason="The hall is being mended.",
        )

    @cached_property
    def venue(self) -> Venue:
        return Venue.objects.create(edition=self.edition, name="Hall", city="Jakarta")

    @cached_property
    def other_venue(self) -> Venue:
        return Venue.objects.create(edition=self.other_edition, name="Hall", city="Bangkok")

    @cached_property
    def picture(self) -> Picture:
        return make_picture(self.edition)

    @cached_property
    def other_picture(self) -> Picture:
        return make_picture(self.other_edition)

    @cached_property
    def draft_edition(self) -> Edition:
        return make_edition(make_programme(self.host), EditionState.DRAFT)

    @cached_property
    def team_member(self) -> TeamMember:
        return TeamMember.objects.create(edition=self.edition, user=make_user("Assistant"), role=TeamRole.ASSISTANT)

    @cached_property
    def delegation(self) -> Delegation:
        return Delegation.objects.create(edition=self.edition, code="LAO", name="Laos", country="LA")

    @cached_property
    def registration(self) -> Registration:
        """The own student's, for the own edition."""
        return make_registration(self.edition, self.student)

    @cached_property
    def other_registration(self) -> Registration:
        """Another school's student's, for the other edition."""
        return make_registration(self.other_edition, self.other_student)

    @cached_property
    def order(self) -> Order:
        """The own school's, for the own edition, which costs something."""
        return self.ordered(self.registration)

    @cached_property
    def other_order(self) -> Order:
        return self.ordered(self.other_registration)

    def ordered(self, registration: Registration) -> Order:
        edition = registration.edition
        issuer = edition.programme.institution
        Terms.objects.get_or_create(edition=edition, defaults={"issuer": issuer, "bank_account": "Bank"})
        Fee.objects.get_or_create(edition=edition, defaults={"amount": 5000})
        return make_order(edition, registration.institution, [registration], self.roles[SECRETARIAT])

    @cached_property
    def statement_line(self) -> StatementLine:
        """In the account of the own host."""
        issuer = self.order.edition.terms.issuer
        return StatementLine.objects.create(
            file=StatementFile.objects.create(issuer=issuer, name="may.xml"), issuer=issuer, bank_id="1",
            booked_on=date(2026, 5, 1), amount=5000, currency="USD",
        )

    @cached_property
    def certificate(self) -> Certificate:
        return make_certificate(self.registration)

    @cached_property
    def other_certificate(self) -> Certificate:
        return make_certificate(self.other_registration)

    # --- competitions --------------------------------------------------------------------

    @cached_property
    def contest(self) -> Contest:
        return Contest.objects.create(edition=self.edition, title="Own Contest")

    @cached_property
    def other_contest(self) -> Contest:
        return Contest.objects.create(edition=self.other_edition, title="Other Contest")

    @cached_property
    def problem(self) -> Problem:
        return make_problem(self.contest, 1)

    @cached_property
    def entry(self) -> Entry:
        return make_entry(self.contest, "LAO1")

    @cached_property
    def other_entry(self) -> Entry:
        return make_entry(self.other_contest, "LAO1")

    @cached_property
    def publication(self) -> Publication:
        """A published list of a contest that nobody of the world has a part in."""
        return make_publication()

    @cached_property
    def jury_chair(self) -> Juror:
        return Juror.objects.create(contest=self.contest, user=make_user("Jury chair"), role=JuryRole.CHAIR)

    @cached_property
    def juror(self) -> Juror:
        return Juror.objects.create(contest=self.contest, user=make_user("Juror"))

    @cached_property
    def other_jury_chair(self) -> Juror:
        return Juror.objects.create(contest=self.other_contest, user=make_user("Other chair"), role=JuryRole.CHAIR)

    # --- core ----------------------------------------------------------------------------

    @cached_property
    def message(self) -> Message:
        return store_message(to="a@example.org", language="en-gb", subject="Hello", body="Hello\n")

    @cached_property
    def some_user(self) -> User:
        return make_user("Somebody")
