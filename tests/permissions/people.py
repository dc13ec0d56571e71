from talent.people.consent_mail import who_is_asked
from talent.people.record.link import Kin
from talent.people.school_change.mails import link_for
from tests.permissions.row import BY_LINK, EVERYBODY, PUBLIC, SECRETARIAT, SIGNED_IN, SIGNED_IN_ROLES, Row
from tests.world import COORDINATOR, EXPERT, MINISTRY, OTHER_COORDINATOR, TEACHER

CHANGE, OTHERS_CHANGE = {COORDINATOR}, {OTHER_COORDINATOR}


def link(world):
    """The guardian's link; it opens for whoever holds it, signed in or not."""
    return {"token": who_is_asked(world.consent_request)[0].link.rstrip("/").rsplit("/", maxsplit=1)[-1]}


def broken_link(world):
    return {"token": link(world)["token"][:-3]}


def school(world):
    return {"key": world.school.key}


def other_school(world):
    return {"key": world.other_school.key}


def request(world):
    return {"key": world.consent_request.key}


def asked(world):
    return {**request(world), "who": world.guardian.key}


def others_request(world):
    return {"key": world.other_consent_request.key}


def others_asked(world):
    return {**others_request(world), "who": world.other_guardian.key}


def crossed(world):
    """A guardian of the own student by another's request."""
    return {**others_request(world), "who": world.guardian.key}


def paper(world):
    return {**request(world), "paper": world.signed_paper.paper.key}


CONSENTS = [
    Row("my_consents", "people.see_any_consents", {COORDINATOR, OTHER_COORDINATOR}),
    Row("school_consents", "people.see_consents", {COORDINATOR}, school),
    Row("school_consents", "people.see_consents", {OTHER_COORDINATOR}, other_school, "another's"),
    Row("print_consents", "people.see_consents", {COORDINATOR}, school),
    Row("print_consents", "people.see_consents", {OTHER_COORDINATOR}, other_school, "another's"),
    Row("school_consent", "people.see_consent", {COORDINATOR}, request),
    Row("school_consent", "people.see_consent", {OTHER_COORDINATOR}, others_request, "another's"),
    Row("ask_consent_again", "people.ask_consent_again", {COORDINATOR}, asked),
    Row("ask_consent_again", "people.ask_consent_again", {OTHER_COORDINATOR}, others_asked, "another's"),
    Row("print_consent", "people.print_consent", {COORDINATOR}, asked),
    Row("print_consent", "people.print_consent", {OTHER_COORDINATOR}, others_asked, "another's"),
    Row("record_paper", "people.record_paper", {COORDINATOR}, asked),
    Row("record_paper", "people.record_paper", {OTHER_COORDINATOR}, others_asked, "another's"),
    Row("record_paper", "people.record_paper", set(), crossed, "crossed", gone=True),
    Row("signed_paper", "people.read_paper", {COORDINATOR}, paper),
    Row("signed_paper", "people.read_paper", set(), lambda world: {**paper(world), **others_request(world)},
        "by another's request", gone=True),
]

def record_link(world):
    token = Kin(world.student, world.guardian).link.rstrip("/").rsplit("/", maxsplit=1)[-1]
    return {"token": token}


RECORDS = [
    Row("my_record", SIGNED_IN, SIGNED_IN_ROLES),
    Row("my_record_pdf", "people.see_own_record", {EXPERT}),
    Row("my_record_json", "people.see_own_record", {EXPERT}),
    Row("country_awards", "people.see_awards", {MINISTRY}),
    Row("join_record", BY_LINK, EVERYBODY, record_link),
    Row("ask_for_record", PUBLIC, EVERYBODY),
    Row("record_asked", PUBLIC, EVERYBODY),
]
for act in ("", "_pdf", "_json"):
    RECORDS += [
        Row(f"student_record{act}", "people.see_record", {COORDINATOR, TEACHER}, lambda world: {
            "key": world.student.key}),
        Row(f"student_record{act}", "people.see_record", {OTHER_COORDINATOR}, lambda world: {
            "key": world.other_student.key}, "another's"),
        Row(f"record_by_link{act}", BY_LINK, EVERYBODY, record_link),
        Row(f"record_by_link{act}", BY_LINK, set(), lambda world: {"token": "wrong"}, "by a broken link", gone=True),
    ]

def change_link(world):
    kin = Kin(world.student, world.guardian)
    token = link_for(world.school_change, kin).rstrip("/").rsplit("/", maxsplit=1)[-1]
    return {"token": token}


def to_school(world):
    """The own student, going to the other school."""
    return {"key": world.student.key, "school": world.other_school.key}


def change(world):
    return {"key": world.school_change.key}


def coming(world):
    return {"key": world.agreed_change.key}


CHANGES = [
    Row("school_changes", "people.change_students", CHANGE, school),
    Row("school_changes", "people.change_students", OTHERS_CHANGE, other_school, "another's"),
    Row("choose_old_school", "people.change_students", CHANGE, school),
    Row("ask_for_student", "people.change_students", CHANGE, lambda world: {
        "key": world.school.key, "old": world.other_school.key}),
    Row("choose_new_school", "people.change_student", CHANGE, lambda world: {"key": world.student.key}),
    Row("start_school_change", "people.change_student", CHANGE, to_school),
    Row("start_school_change", "people.change_student", OTHERS_CHANGE, lambda world: {
        "key": world.other_student.key, "school": world.school.key}, "another's"),
    Row("school_change", "people.see_school_change", CHANGE, change, "only asked"),
    Row("school_change", "people.see_school_change", CHANGE | OTHERS_CHANGE, coming, "agreed"),
    Row("take_student_in", "people.take_in", set(), change, "only asked"),
    Row("take_student_in", "people.take_in", CHANGE, coming, "agreed"),
    Row("decline_student", "people.take_in", CHANGE, coming),
    Row("withdraw_school_change", "people.withdraw_school_change", CHANGE, change),
    Row("withdraw_school_change", "people.withdraw_school_change", OTHERS_CHANGE, coming, "another's"),
    Row("school_change_by_link", BY_LINK, EVERYBODY, change_link),
    Row("school_change_by_link", BY_LINK, set(), lambda world: {"token": "wrong"}, "by a broken link", gone=True),
]

ROWS = [
    *CONSENTS,
    *CHANGES,
    *RECORDS,
    Row("consent", BY_LINK, EVERYBODY, link),
    Row("consent", BY_LINK, set(), broken_link, "by a broken link", gone=True),
    Row("consent_new_link", BY_LINK, EVERYBODY, link),
    Row("consent_change", BY_LINK, set(), lambda world: {**link(world), "slug": "none"}, "not asked", gone=True),
]


def rows_of_schools() -> list[Row]:
    """A school's students are its coordinators' to change and its teachers' to see; nobody else's."""
    rows = []
    for owns, passes, prefix in ((CHANGE, CHANGE | {TEACHER}, ""), (OTHERS_CHANGE, OTHERS_CHANGE, "other_")):
        about = "another's" if prefix else ""

        def key_of(record, prefix=prefix):
            return lambda world: {"key": getattr(world, prefix + record).key}

        rows += [
            Row("students", "people.see_students", passes, key_of("school"), about),
            Row("student", "people.see_student", passes, key_of("student"), about),
        ]
        rows += [
            Row(name, "people.change_students", owns, key_of("school"), about)
            for name in ("student_add", "import_students", "import_template", "roll_year_over")
        ]
        rows += [
            Row(name, "people.change_student", owns, key_of("student"), about)
            for name in ("student_edit", "student_left", "guardian_add")
        ]
        rows += [
            Row(name, "people.change_guardian", owns, key_of("guardian"), about)
            for name in ("guardian_edit", "guardian_end")
        ]
        rows.append(Row("year_rollover", "people.change_rollover", owns, key_of("rollover"), about))
        rows += [
            Row(name, "people.see_import", owns, key_of("student_import"), about)
            for name in (
                "student_import", "import_wrong_rows", "import_confirm", "import_encoding", "import_abandon",
                "import_undo",
            )
        ]
    return rows


def teacher(world):
    return {"key": world.teacher.key}


def other_teacher(world):
    return {"key": world.other_teacher.key}


for name in ("staff", "staff_add"):
    ROWS.append(Row(name, "people.change_staff", CHANGE, school))
    ROWS.append(Row(name, "people.change_staff", OTHERS_CHANGE, other_school, "another's"))
for name in ("staff_edit", "staff_left"):
    ROWS.append(Row(name, "people.change_staff_member", CHANGE, teacher))
    ROWS.append(Row(name, "people.change_staff_member", OTHERS_CHANGE, other_teacher, "another's"))
ROWS += [
    *rows_of_schools(),
    Row("student", "people.see_student", set(), lambda world: {"key": world.expert.key}, "no student's", gone=True),
    Row("my_students", SIGNED_IN, SIGNED_IN_ROLES),
    Row("student_counts", "people.count_students", {SECRETARIAT, MINISTRY}),
]
