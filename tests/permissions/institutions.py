from tests.permissions.row import BY_LINK, EVERYBODY, SECRETARIAT, SIGNED_IN, SIGNED_IN_ROLES, Row
from tests.world import COORDINATOR, MINISTRY, OTHER_COORDINATOR, STRANGER, TEACHER

# The officer's ministry is of the own school's country; the other school is in another.
VERIFIERS = {SECRETARIAT, MINISTRY}


def own(world):
    return {"key": world.school.key}


def others(world):
    return {"key": world.other_school.key}


def teacher_s(world):
    return {"key": world.roles[TEACHER].memberships.get().key}


def others_member(world):
    return {"key": world.roles[OTHER_COORDINATOR].memberships.get().key}


def invitation(world):
    return {"key": world.invitation.key}


def country(world):
    return {"code": "LA"}


ROWS = [
    Row("institutions", "institutions.list", VERIFIERS),
    Row("new_institution", SIGNED_IN, SIGNED_IN_ROLES),
    Row("institution", "institutions.see", VERIFIERS | {COORDINATOR, TEACHER}, own),
    Row("institution", "institutions.see", {SECRETARIAT, OTHER_COORDINATOR}, others, "another's"),
    Row("change_institution", "institutions.change", {SECRETARIAT, COORDINATOR}, own),
    Row("change_institution", "institutions.change", {SECRETARIAT, OTHER_COORDINATOR}, others, "another's"),
    Row("apply_again", "institutions.apply_again", {COORDINATOR}, own),
    Row("apply_again", "institutions.apply_again", {OTHER_COORDINATOR}, others, "another's"),
    Row("members", "institutions.see_members", VERIFIERS | {COORDINATOR, TEACHER}, own),
    Row("members", "institutions.see_members", {SECRETARIAT, OTHER_COORDINATOR}, others, "another's"),
    Row("invite_colleague", "institutions.invite", {SECRETARIAT, COORDINATOR}, own),
    Row("invite_colleague", "institutions.invite", {SECRETARIAT, OTHER_COORDINATOR}, others, "another's"),
    Row("end_membership", "institutions.end_membership", {SECRETARIAT, COORDINATOR, TEACHER}, teacher_s),
    Row("end_membership", "institutions.end_membership", {SECRETARIAT, OTHER_COORDINATOR}, others_member, "another's"),
    Row("hand_over_membership", "institutions.hand_over", {COORDINATOR}, lambda world: {
        "key": world.roles[COORDINATOR].memberships.get().key}),
    Row("hand_over_membership", "institutions.hand_over", {OTHER_COORDINATOR}, others_member, "another's"),
    Row("hand_over_membership", "institutions.hand_over", set(), teacher_s, "a teacher's"),
    Row("withdraw_invitation", "institutions.withdraw_invitation", {SECRETARIAT, COORDINATOR}, invitation),
    Row("answer_invitation", "institutions.answer_invitation", {STRANGER}, invitation),
    Row("invitation", BY_LINK, EVERYBODY, lambda world: {"token": world.invitation_token}),
    Row("invitation", BY_LINK, set(), lambda world: {"token": "wrong"}, "with a broken link", gone=True),
    Row("member_countries", "institutions.change_countries", {SECRETARIAT}),
    Row("new_country", "institutions.change_countries", {SECRETARIAT}),
    Row("change_country", "institutions.change_countries", {SECRETARIAT}, country),
]
for act in ("verify", "refuse", "suspend", "reinstate"):
    ROWS.append(Row(f"{act}_institution", "institutions.verify", VERIFIERS, own))
    ROWS.append(Row(f"{act}_institution", "institutions.verify", {SECRETARIAT}, others, "another's"))
