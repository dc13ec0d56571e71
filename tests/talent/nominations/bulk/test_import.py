"""A class brought by table and archive: what each row and file would do, storing, taking back, what goes wrong."""

import io
from functools import partial

import pytest
from openpyxl import load_workbook

from core.audit.lifecycle import Refused
from core.files.models import Upload
from core.files.staged_import import ImportState
from core.mail.models import Message
from talent.calls.models import Question
from talent.nominations.bulk.columns import header_of
from talent.nominations.bulk.listings import wrong_rows
from talent.nominations.bulk.loading import students_of
from talent.nominations.bulk.models import BroughtFile, NominationImport
from talent.nominations.bulk.storing import confirm, store
from talent.nominations.bulk.template import workbook_of
from talent.nominations.bulk.undoing import undo
from talent.nominations.drafts import make_drafts, save_answers
from talent.nominations.models import Answer, Nomination, NominationState
from talent.nominations.submit import submit
from talent.recommendations.models import Recommendation
from tests.concurrency import at_once
from tests.factories import make_coordinator, make_institution, make_nomination, make_pdf, make_person, make_question
from tests.talent.nominations.bulk.material import PDF, archive, bring, make_asking_call, make_class, table

GOOD = ["A curious mind.", "Physics", "4,5"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school(db):
    return make_institution()


@pytest.fixture
def by(school):
    return make_coordinator(school)


@pytest.fixture
def call(db):
    return make_asking_call()


@pytest.fixture
def ann(school):
    return make_class(school, ["Ann Able", "Ben Best", "Cai Chan"])[0]


def rows_of(brought):
    return {row.number: (row.verdict, row.wrong) for row in brought.rows.all()}


def stored(brought, by):
    return store(confirm(brought, by), by)


def answers_of(person):
    answers = Answer.objects.filter(nomination__nominee=person).select_related("question", "upload")
    return {answer.question.label: answer.upload.name if answer.upload else answer.text for answer in answers}


def test_good_rows_become_drafts_with_answers_and_files_only_when_confirmed(call, school, by, ann):
    brought = bring(call, school, table(call, ["1001 · Ann Able", *GOOD]), archive({"1001 transcript.pdf": PDF}), by)
    assert brought.state == ImportState.PREVIEW
    assert not Nomination.objects.exists()
    assert stored(brought, by).state == ImportState.STORED
    assert answers_of(ann) == {
        "Why this student?": "A curious mind.", "Field": "Physics", "Hours a week": "4.5",
        "Transcript of marks": "1001 transcript.pdf",
    }
    assert submit(Nomination.objects.get(), by).state == NominationState.SUBMITTED


def test_each_wrong_row_says_which_column_and_why(call, school, ann):
    make_nomination(call, make_person(school, name="Dao Duong", number="1009"), NominationState.READY)
    brought = bring(call, school, table(
        call,
        ["1001", "x" * 201, "Chemistry", "many"],
        ["1001", *GOOD],
        ["Nobody", *GOOD],
        ["7", *GOOD],
        ["1002 · Ann Able", *GOOD],
        ["1009", *GOOD],
        ["", *GOOD],
        ["1003", "", "physics", ""],
    ))
    rows = rows_of(brought)
    assert [heading for heading, _reason in rows[2][1]] == ["1. Why this student?", "2. Field", "3. Hours a week"]
    assert "these can: Physics; Biology" in rows[2][1][1][1]
    reasons = {number: wrong[0][1] for number, (_verdict, wrong) in rows.items() if wrong}
    assert reasons[3] == "the same student as row 2"
    assert "not on your school's list" in reasons[4]
    assert "“7” is not on your school's list" in reasons[5]
    assert reasons[6] == "the number 1002 is Ben Best's, not Ann Able's"
    assert "Already nominated" in reasons[7]
    assert reasons[8] == "is missing"
    assert rows[9] == ("new", []), "whatever the case of a choice, and nothing else asked before submission"


def test_the_template_offers_the_schools_students_and_the_calls_choices(call, school, ann):
    questions = list(call.questions.all())
    make_person(school, name="Old Hand", number="1099", grade=9, left_on="2020-01-01")
    book = load_workbook(io.BytesIO(workbook_of(call, questions, students_of(call, school))))
    sheet = book["Nominations"]
    assert [cell.value for cell in sheet[1]] == header_of(call, questions)
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert rules["A2"].type == rules["C2"].type == "list"
    assert rules["D2"].type == "decimal"
    assert rules["B2"].type == "textLength"
    lists = book["Lists"]
    assert [cell.value for cell in lists["A"]] == ["1001 · Ann Able", "1002 · Ben Best", "1003 · Cai Chan"]
    assert [cell.value for cell in lists["B"] if cell.value] == ["Physics", "Biology"]
    assert "At most 200 characters" in sheet["B1"].comment.text
    assert "1001 transcript.pdf" in [cell.value for cell in book["Files"]["A"]]
    assert book["Lists"].sheet_state == "veryHidden"


def test_the_template_filled_in_comes_back_whole(call, school, by, ann):
    questions = list(call.questions.all())
    book = load_workbook(io.BytesIO(workbook_of(call, questions, students_of(call, school))))
    for at, value in enumerate([book["Lists"]["A1"].value, "Curious.", "Biology", 3], start=1):
        book["Nominations"].cell(2, at, value)
    out = io.BytesIO()
    book.save(out)
    brought = bring(call, school, out.getvalue(), by=by)
    assert rows_of(brought) == {2: ("new", [])}


def test_wrong_rows_come_back_mended_and_nothing_else_is_done_twice(call, school, by, ann):
    brought = bring(call, school, table(call, ["1001", *GOOD], ["1002", "Kind.", "Chemistry", ""]), by=by)
    stored(brought, by)
    header, rows = wrong_rows(brought)
    assert header[:2] == ["Row", "What is wrong"]
    mended = [["1003" if cell == "1002" else "Biology" if cell == "Chemistry" else str(cell) for cell in rows[0]]]
    again = bring(call, school, table(call, *mended, header=header), by=by)
    assert rows_of(again) == {2: ("new", [])}
    assert again.counts["passed_over"] == ["Row", "What is wrong"]
    stored(again, by)
    assert Nomination.objects.count() == 2


def test_an_empty_cell_erases_nothing_and_the_same_again_changes_nothing(call, school, by, ann):
    stored(bring(call, school, table(call, ["1001", *GOOD]), archive({"1001.pdf": PDF}), by), by)
    same = bring(call, school, table(call, ["1001", "", "Physics", "4.5"]), archive({"1001.pdf": PDF}), by)
    assert rows_of(same) == {2: ("same", [])}
    changed = bring(call, school, table(call, ["1001", "Kind.", "", ""]), by=by)
    assert changed.rows.get().changes == {str(call.questions.first().key): ["A curious mind.", "Kind."]}
    stored(changed, by)
    assert answers_of(ann)["Field"] == "Physics"


def test_an_archive_alone_goes_with_the_drafts_there_are(call, school, by, ann):
    make_drafts(call, school, [ann], by)
    brought = bring(call, school, None, archive({"Ann Able.pdf": PDF, "1002.pdf": PDF}), by)
    assert rows_of(brought) == {0: ("changed", [])}
    verdicts = {file.names[0]: file.verdict for file in brought.files.all()}
    assert verdicts == {"Ann Able.pdf": "taken", "1002.pdf": "wrong"}
    assert "neither in the table nor drafted" in brought.files.get(person=None).reason
    stored(brought, by)
    assert answers_of(ann) == {"Transcript of marks": "Ann Able.pdf"}


def test_a_file_whose_row_is_wrong_waits_for_it(call, school, by, ann):
    brought = bring(call, school, table(call, ["1001", "Kind.", "Chemistry", ""]), archive({"1001.pdf": PDF}), by)
    assert brought.files.get().verdict == "held"


def test_taken_back_the_drafts_are_gone_and_others_have_their_former_answers(call, school, by, ann):
    (draft,) = make_drafts(call, school, [ann], by).drafts
    why = call.questions.first()
    save_answers(draft, {why: "Before."}, draft.version)
    first = stored(bring(call, school, None, archive({"1001.pdf": PDF}), by), by)
    assert first.state == ImportState.STORED
    brought = bring(
        call, school, table(call, ["1001", *GOOD], ["1002", *GOOD]), archive({"1001.pdf": make_pdf(2)}), by
    )
    stored(brought, by)
    assert undo(brought, by).state == ImportState.UNDONE
    assert Nomination.objects.get() == draft
    assert answers_of(ann) == {
        "Why this student?": "Before.", "Field": "", "Hours a week": "", "Transcript of marks": "1001.pdf"
    }
    assert Answer.objects.get(upload__isnull=False).upload.file.read() == PDF


def test_once_a_draft_was_changed_or_submitted_nothing_is_taken_back(call, school, by, ann):
    brought = stored(bring(call, school, table(call, ["1001", *GOOD], ["1002", *GOOD]), by=by), by)
    submit(Nomination.objects.get(nominee=ann), by)
    with pytest.raises(Refused, match="Ann Able"):
        undo(brought, by)
    assert Nomination.objects.count() == 2


def test_what_changed_since_the_preview_is_shown_before_anything_is_stored(call, school, by, ann):
    brought = bring(call, school, table(call, ["1001", *GOOD]), by=by)
    make_drafts(call, school, [ann], by)
    again = stored(brought, by)
    assert again.state == ImportState.PREVIEW
    assert "Nothing was stored" in again.problem
    assert rows_of(again) == {2: ("changed", [])}
    assert stored(again, by).state == ImportState.STORED


def test_a_student_nominated_by_another_school_meanwhile_is_not_taken_from_it(call, school, by, ann):
    brought = bring(call, school, table(call, ["1001", *GOOD]), by=by)
    other = make_institution()
    Nomination.objects.create(call=call, nominee=ann, institution=other)
    again = stored(brought, by)
    assert again.state == ImportState.PREVIEW
    assert rows_of(again)[2][1][0][1] == "Already nominated by another school."


def test_after_the_call_has_closed_nothing_is_stored(call, school, by, ann):
    brought = bring(call, school, table(call, ["1001", *GOOD]), by=by)
    call.closes_at = call.opens_at.replace(microsecond=1)
    call.save()
    brought.refresh_from_db()
    again = stored(brought, by)
    assert again.state == ImportState.PREVIEW
    assert again.problem
    assert not Nomination.objects.exists()


@pytest.mark.parametrize(
    ("rows", "header", "words"),
    [
        ([["x", "y"]], ["Colour", "Shape"], "no column for the student"),
        ([["1001", "1001"]], ["Student", "Pupil"], None),
    ],
)
def test_a_table_that_is_none_of_this_call_says_so(call, school, ann, rows, header, words):
    brought = bring(call, school, table(call, *rows, header=header))
    if words:
        assert (brought.state, words in brought.problem) == (ImportState.REFUSED, True)
    else:
        assert brought.state == ImportState.PREVIEW


def test_recommenders_of_the_table_are_named_and_asked_on_submission(school, by, ann):
    call = make_asking_call(recommendations_asked=1)
    wrong = bring(call, school, table(call, ["1001", *GOOD, "Somsri", "not an address", ""]))
    assert rows_of(wrong)[2][1] == [["Recommender 1: email", "“not an address” is not an email address"]]
    guardian = ann.guardians.get()
    related = bring(call, school, table(call, ["1001", *GOOD, "Mother", guardian.email, ""]))
    assert "guardian" in rows_of(related)[2][1][0][1]
    good = ["1001", *GOOD, "Somsri Boun", "somsri@example.org", "Thai"]
    stored(bring(call, school, table(call, good), by=by), by)
    named = Recommendation.objects.get()
    assert (named.name, named.language, named.state) == ("Somsri Boun", "th", "named")
    assert not Message.objects.exists()
    assert rows_of(bring(call, school, table(call, good), by=by)) == {2: ("same", [])}
    submit(Nomination.objects.get(), by)
    assert Message.objects.filter(to="somsri@example.org").count() == 1


def test_files_of_an_import_that_was_put_aside_are_erased_with_it(call, school, by, ann):
    from datetime import timedelta

    from django.utils import timezone

    from talent.nominations.bulk.clearing import clear_out

    kept = stored(bring(call, school, table(call, ["1001", *GOOD]), archive({"1001.pdf": PDF}), by), by)
    aside = bring(call, school, None, archive({"1001.pdf": make_pdf(2)}), by)
    assert Upload.objects.count() == 3, "the table and two files; the archives are let go"
    assert clear_out(timezone.now() + timedelta(days=40)) == 2
    assert not NominationImport.objects.filter(pk__in=[kept.pk, aside.pk]).exists()
    assert Upload.objects.count() == 1
    assert answers_of(ann)["Transcript of marks"] == "1001.pdf"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_import_confirmed_ten_times_at_once_is_stored_once(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    call, school = make_asking_call(), make_institution()
    by = make_coordinator(school)
    make_class(school, ["Ann Able", "Ben Best"])
    brought = bring(call, school, table(call, ["1001", *GOOD], ["1002", *GOOD]), archive({"1001.pdf": PDF}), by)

    def press() -> str:
        try:
            mine = NominationImport.objects.select_related("call", "institution").get(pk=brought.pk)
            return store(confirm(mine, by), by).state
        except Refused:
            return "refused"

    assert sorted(at_once([press] * 10)) == ["refused"] * 9 + ["stored"]
    assert Nomination.objects.count() == 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_students_at_once_make_each_draft_once(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    call, school = make_asking_call(), make_institution()
    by = make_coordinator(school)
    make_class(school, ["Ann Able", "Ben Best"])
    keys = [bring(call, school, table(call, ["1001", *GOOD], ["1002", *GOOD]), by=by).pk for _ in range(3)]

    def press(pk: int) -> str:
        return store(confirm(NominationImport.objects.select_related("call", "institution").get(pk=pk), by), by).state

    assert sorted(at_once([partial(press, pk) for pk in keys])) == ["preview", "preview", "stored"]
    assert Nomination.objects.count() == 2
    assert BroughtFile.objects.count() == 0


def test_a_question_that_another_answer_hides_is_left_empty(call, school, by, ann):
    _why, field, *_ = call.questions.all()
    only = make_question(call, Question.Kind.SHORT, label="Which telescope?", shown_if=field, shown_values=["Physics"])
    several = make_question(call, Question.Kind.CHOICES, label="Languages", choices=["Lao", "Thai; Isan", "Khmer"])
    brought = bring(call, school, table(
        call,
        ["1001", "Curious.", "Physics", "", "The big one", "khmer; Lao"],
        ["1002", "Curious.", "Biology", "", "The big one", ""],
        ["1003", "Curious.", "Biology", "", "", "Thai; Isan"],
    ), by=by)
    rows = rows_of(brought)
    assert rows[3] == ("wrong", [["5. Which telescope?", "is not asked of who answers so; leave it empty"]])
    assert (rows[2][0], rows[4][0]) == ("new", "new")
    stored(brought, by)
    assert answers_of(ann)[only.label] == "The big one"
    assert answers_of(ann)[several.label] == "Lao\nKhmer"
