import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from talent.people.student_import.columns import GUARDIAN_WORDS, STUDENT_HEADINGS, field_of, plain, recognise
from talent.people.student_import.dates import DateOrder, NotADate, order_of, read_date
from talent.people.student_import.words import in_latin, read_country, read_gender, read_grade, read_language

DAY_FIRST = DateOrder({"/": "dm", ".": "dm", "-": "dm"})
MONTH_FIRST = DateOrder({"/": "md", ".": "md", "-": "md"})


# --- Headings ---------------------------------------------------------------------------------


def test_every_heading_in_the_table_is_recognised_as_what_it_stands_for():
    for field, headings in STUDENT_HEADINGS.items():
        for heading in headings:
            assert field_of(plain(heading)) == field, heading


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Date of Birth (DD/MM/YYYY)*", "birth_date"), ("ДАТА  РОЖДЕНИЯ", "birth_date"), ("Họ và tên", "name"),
        ("NGÀY SINH", "birth_date"), ("เลขประจำตัวนักเรียน", "number"), ("ชื่อ-นามสกุล", "name"), ("E-mail", "email"),
        ("Ф.И.О.", "name"), ("Guardian 2 e-mail", "guardian2_email"), ("2nd parent name", "guardian2_name"),
        ("Mother's name", "guardian1_name"), ("Father’s phone", "guardian2_phone"), ("Guardian", "guardian1_name"),
        ("ФИО родителя", "guardian1_name"), ("Телефон родителя 2", "guardian2_phone"), ("Phụ huynh", "guardian1_name"),
        ("ผู้ปกครอง 1 อีเมล", "guardian1_email"), ("Email of guardian 2", "guardian2_email"),
        ("监护人电话", "guardian1_phone"),
        ("Nama Ibu", "guardian1_name"), ("Ayah", "guardian2_name"), ("favourite colour", ""), ("Name of pet", ""),
        ("№ п/п", ""), ("Parenting style", ""), ("Guardian 3 name", ""),
    ],
)
def test_headings_are_recognised_as_people_write_them(heading, field):
    assert field_of(plain(heading)) == field


def test_a_surname_column_makes_the_name_column_the_given_name():
    columns = recognise(["Фамилия", "Имя", "Отчество", "Дата рождения"])
    assert list(columns.fields) == ["family_name", "given_name", "middle_name", "birth_date"]
    assert columns.missing == ()


def test_what_is_missing_double_or_unknown_is_said():
    columns = recognise(["Name", "Student name", "Shoe size", ""])
    assert columns.missing == ("birth_date",)
    assert columns.twice == (("Name", "Student name"),)
    assert columns.passed_over == ("Shoe size",)


def test_a_heading_that_names_the_mother_says_the_relationship():
    assert recognise(["name", "born", "Mother's name", "Father's email"]).relationships == {1: "mother", 2: "father"}


def test_no_guardian_word_is_a_student_heading():
    students = {plain(heading) for headings in STUDENT_HEADINGS.values() for heading in headings}
    assert not students & {plain(word) for word in GUARDIAN_WORDS}


# --- Dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2010-05-06", "2010/5/6", "2010.05.06", "2010-05-06 00:00:00", "2010-05-06T00:00", " 2010-05-06 ", "40304",
        "6 May 2010", "06-May-2010", "May 6, 2010", "6th may 2010", "6.5.2010", "06/05/2010", "6-5-2010", "06.05.2010.",
        "06/05/2553", "2553-05-06", "๐๖/๐๕/๒๕๕๓", "٠٦/٠٥/٢٠١٠",
    ],
)
def test_one_day_is_read_however_it_is_written(text):
    assert read_date(text, DAY_FIRST) == datetime.date(2010, 5, 6)


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 1, 1)), st.sampled_from("-/."))
def test_every_day_is_read_in_both_orders(day, separator):
    assert read_date(day.isoformat(), DAY_FIRST) == day
    assert read_date(f"{day.day}{separator}{day.month}{separator}{day.year}", DAY_FIRST) == day
    assert read_date(f"{day.month}{separator}{day.day}{separator}{day.year}", MONTH_FIRST) == day
    assert read_date(str((day - datetime.date(1899, 12, 30)).days), DAY_FIRST) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31.02.2010", "there is no such day"), ("2010-13-01", "there is no such day"), ("13/13/2010", "no such day"),
        ("06/05/10", "with four digits"), ("soon", "is not a date"), ("2010", "is not a date"), ("1", "is not a date"),
        ("6 мая 2010", "is not a date"), ("2010-05", "is not a date"), ("06/05-2010", "is not a date"),
        ("6 foo 2010", "is not a date"), ("999999999999", "is not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text, reason):
    with pytest.raises(NotADate, match=reason):
        read_date(text, DAY_FIRST)


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_has_a_reason(text):
    try:
        assert isinstance(read_date(text, DAY_FIRST), datetime.date)
    except NotADate as error:
        assert str(error)  # noqa: PT017


def order(*texts: str, country: str = "LA") -> DateOrder:
    return order_of(list(enumerate(texts, 2)), country)


def test_one_date_that_can_only_be_day_first_decides_the_others():
    decided = order("03/04/2010", "14/04/2010")
    assert read_date("03/04/2010", decided) == datetime.date(2010, 4, 3)
    assert decided.notices == ("Dates such as 03/04/2010 are read day first, because row 3 has 14/04/2010.",)


def test_one_date_that_can_only_be_month_first_decides_the_others():
    decided = order("03/04/2010", "04/14/2010")
    assert read_date("03/04/2010", decided) == datetime.date(2010, 3, 4)
    assert "month first, because row 3" in decided.notices[0]


def test_a_column_that_contradicts_itself_refuses_what_could_be_either():
    decided = order("03/04/2010", "04/14/2010", "14/04/2010")
    with pytest.raises(NotADate, match="could be day or month first"):
        read_date("03/04/2010", decided)
    assert read_date("14/04/2010", decided) == read_date("04/14/2010", decided) == datetime.date(2010, 4, 14)
    assert "both day first (14/04/2010, row 4) and month first (04/14/2010, row 3)" in decided.notices[0]


def test_without_evidence_the_countrys_habit_decides_and_is_said():
    assert read_date("03/04/2010", order("03/04/2010")) == datetime.date(2010, 4, 3)
    assert read_date("03/04/2010", order("03/04/2010", country="PH")) == datetime.date(2010, 3, 4)
    assert read_date("03.04.2010", order("03.04.2010", country="PH")) == datetime.date(2010, 4, 3)
    assert order("03/04/2010").notices == (
        "Nothing shows whether 03/04/2010 is day or month first; it is read day first.",
    )


def test_nothing_is_said_where_nothing_was_in_doubt():
    assert order("2010-05-06", "14/04/2010", "04/04/2010", "rubbish", "").notices == ()


def test_each_separator_has_its_own_evidence():
    decided = order("03.04.2010", "04/14/2010", "03/04/2010")
    assert (decided.orders["."], decided.orders["/"]) == ("dm", "md")


def test_years_of_the_buddhist_era_are_said():
    assert "2553" in order("14/04/2553").notices[0]


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "gender"),
    [("F", "f"), ("female", "f"), ("ж", "f"), ("Жен.", "f"), ("P", "f"), ("Nữ", "f"), ("หญิง", "f"), ("女", "f"),
     ("M", "m"), ("М", "m"), ("Laki-laki", "m"), ("L", "m"), ("Nam", "m"), ("ชาย", "m"), ("ស្រី", "f"),
     ("X", "x"), ("q", None)],
)
def test_gender_is_read_in_many_languages(text, gender):
    assert read_gender(text) == gender


@pytest.mark.parametrize(
    ("text", "code"),
    [("TH", "TH"), ("tha", "TH"), ("Thailand", "TH"), ("Таиланд", "TH"), ("ไทย", "TH"), ("ประเทศไทย", "TH"),
     ("Viet Nam", "VN"), ("Việt Nam", "VN"), ("Russia", "RU"), ("Россия", "RU"), ("Timor-Leste", "TL"),
     ("Brunei Darussalam", "BN"),
     ("印度尼西亚", "ID"), ("Atlantis", None), ("XX", None), ("", None)],
)
def test_countries_are_read_by_code_and_by_name(text, code):
    assert read_country(text) == code


def test_country_names_do_not_depend_on_the_readers_language():
    with translation.override("th"):
        assert read_country("Thailand") == read_country("Таиланд") == "TH"


@pytest.mark.parametrize(
    ("text", "grade"),
    [("9", 9), ("9A", 9), ("9-Б", 9), ("9 класс", 9), ("Grade 9", 9), ("Lớp 9", 9), ("IX", 9), ("X IPA 1", 10),
     ("ม.3", 9), ("ป.6", 6), ("ม.6/2", 12), ("10/2", 10), ("9.0", 9), ("13", 13), ("0", None), ("14", None),
     ("ninth", None), ("", None), ("90", None), ("VIII B", 8), ("2010", None)],
)
def test_grades_are_read_as_schools_write_them(text, grade):
    assert read_grade(text) == grade


@pytest.mark.parametrize(
    ("name", "latin"),
    [("Ann Able", "Ann Able"), ("Nguyễn Ánh", "Nguyễn Ánh"), ("Иванов Юрий", "Ivanov Iurii"),
     ("Щукина-Ёлкина Анна", "Shchukina-Elkina Anna"), ("สมชาย", None), ("王小明", None), ("O'Neil", "O'Neil")],
)
def test_a_name_has_a_latin_form_if_its_script_is_latin_or_cyrillic(name, latin):
    assert in_latin(name) == latin


@pytest.mark.parametrize(
    ("text", "language"),
    [("th", "th"), ("Русский", "ru"), ("Vietnamese", "vi"), ("中文", "zh-hans"), ("Klingon", None)],
)
def test_languages_are_read_by_code_and_by_name(text, language):
    assert read_language(text) == language
