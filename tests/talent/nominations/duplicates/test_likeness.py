"""Whether two nominees may be one person."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.nominations.duplicates.likeness import Facts, Reason, compare, find_pairs, name_likeness, words_of

BORN = date(2010, 3, 4)


def facts(pk: int, *names: str, born: date | None = BORN, **more) -> Facts:
    return Facts(pk, pk, names, born, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Thị Hương", "Nguyen Thi Huong"),
        ("Nguyễn Thị Hương", "Huong Nguyen Thi"),
        ("Дмитрий Иванов", "Dmitrii Ivanov"),
        ("Dmitriy Ivanov", "Dmitry Ivanov"),
        ("Иванов Дмитрий Сергеевич", "Dmitry Ivanov"),
        ("Юлия Щербакова", "Yulia Shcherbakova"),
        ("Iuliia Shcherbakova", "Julia Scherbakova"),
        ("Екатерина Белова", "Yekaterina Belova"),
        ("Aleksandr Petrov", "Alexandr Petrov"),
        ("王小明", "Wang Xiaoming"),
        ("Xiao Ming Wang", "Wang Xiaoming"),
        ("Siti Nurhaliza binti Tarudin", "Siti Nurhaliza Tarudin"),
        ("Maria Santos", "Maria Santoss"),
        ("Sukarno", "Soekarno"),
    ],
)
def test_one_name_written_in_two_ways_is_found(one, other):
    pair = compare(facts(1, one), facts(2, other))
    assert pair is not None, (words_of(one), words_of(other), name_likeness(words_of(one), words_of(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Somchai Jaidee", "Somsri Jaidee"),
        ("Anna Ivanova", "Olga Ivanova"),
        ("Nguyễn Văn An", "Nguyễn Văn Bình"),
        ("Ann Able", "Ben Best"),
        ("Ann", "Ann Able"),
        ("王小明", "王大伟"),
    ],
)
def test_brothers_sisters_and_others_born_on_one_day_are_not(one, other):
    assert compare(facts(1, one), facts(2, other)) is None


def test_the_same_name_in_thai_is_enough_though_it_is_romanised_otherwise():
    one, other = facts(1, "สมชาย ใจดี", "Somchai Jaidee"), facts(2, "สมชาย ใจดี", "Somchay Chaidi")
    pair = compare(one, other)
    assert pair is not None
    assert pair.reasons == (Reason.SAME_NAME, Reason.SAME_BIRTH_DATE)


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (BORN, Reason.SAME_BIRTH_DATE),
        (date(2010, 4, 3), Reason.NEAR_BIRTH_DATE),
        (date(2010, 3, 14), Reason.NEAR_BIRTH_DATE),
        (date(2011, 3, 4), Reason.NEAR_BIRTH_DATE),
        (None, Reason.NO_BIRTH_DATE),
        (date(2005, 3, 4), None),
        (date(2011, 9, 14), None),
    ],
)
def test_dates_of_birth_count_by_how_near_they_are(born, reason):
    pair = compare(facts(1, "Ann Able"), facts(2, "Able Ann", born=born))
    assert (pair.reasons[1] if pair else None) == reason


def test_a_gender_or_country_that_differs_is_said_and_lowers_the_likeness():
    one = facts(1, "Ann Able", gender="f", country="LA")
    same = compare(one, facts(2, "Ann Able", gender="f", country="LA"))
    other = compare(one, facts(2, "Ann Able", gender="m", country="TH"))
    assert same.score > other.score
    assert set(other.reasons) > {Reason.OTHER_GENDER, Reason.OTHER_COUNTRY}


def test_nominees_of_one_school_are_not_looked_at():
    assert compare(Facts(1, 7, ("Ann Able",), BORN), Facts(2, 7, ("Ann Able",), BORN)) is None


NAMES = st.lists(
    st.sampled_from(["Anna", "Ivanov", "Dmitriy", "Дмитрий", "Hương", "Huong", "Nguyen", "สมชาย", "王", "小明", "Ng"]),
    min_size=0, max_size=4,
).map(" ".join)
PEOPLE = st.lists(
    st.tuples(NAMES, NAMES, st.sampled_from([None, BORN, date(2010, 4, 3), date(2008, 1, 1)]), st.sampled_from("fmx")),
    max_size=12,
)


@given(PEOPLE, st.randoms())
def test_who_comes_first_and_how_they_are_numbered_changes_nothing(people, dice):
    rows = [Facts(n, n, (a, b), born, gender) for n, (a, b, born, gender) in enumerate(people)]
    pairs = {(p.first, p.second): (p.score, p.reasons) for p in find_pairs(rows)}
    shuffled = rows.copy()
    dice.shuffle(shuffled)
    assert {(p.first, p.second): (p.score, p.reasons) for p in find_pairs(shuffled)} == pairs
    numbers = list(range(100, 100 + len(rows)))
    dice.shuffle(numbers)
    anew = {each.pk: number for each, number in zip(rows, numbers, strict=True)}
    renamed = [Facts(anew[r.pk], r.school, r.names, r.born, r.gender) for r in rows]
    again = {(p.first, p.second): (p.score, p.reasons) for p in find_pairs(renamed)}
    assert again == {tuple(sorted((anew[a], anew[b]))): said for (a, b), said in pairs.items()}


@given(PEOPLE)
def test_blocks_lose_no_pair_that_comparing_each_with_each_finds(people):
    rows = [Facts(n, n, (a, b), born, gender) for n, (a, b, born, gender) in enumerate(people)]
    each_with_each = {
        (pair.first, pair.second)
        for i, one in enumerate(rows) for other in rows[i + 1:] if (pair := compare(one, other))
    }
    found = {(pair.first, pair.second) for pair in find_pairs(rows)}
    assert found <= each_with_each
    born = {row.pk: row.born for row in rows}
    same_day = {pair for pair in each_with_each if born[pair[0]] and born[pair[0]] == born[pair[1]]}
    assert same_day <= found


def test_ten_thousand_nominees_are_looked_through_in_seconds():
    family = ["Nguyen", "Tran", "Le", "Pham", "Hoang", "Ivanov", "Petrov", "Santos", "Reyes", "Tan"]
    begins, ends = ("An", "Bi", "Ku", "Do", "Mi", "Su", "Ta", "Vo"), ("na", "ri", "ko", "len", "mar")
    given_names = [f"{a}{b}" for a in begins for b in ends]
    rows = [
        facts(n, f"{family[n % 10]} {given_names[n % 40]} {given_names[(n // 40) % 40]}",
              born=date(2008 + n % 4, 1 + n % 12, 1 + (n * 7) % 28))
        for n in range(10_000)
    ]
    rows.append(facts(10_001, "Huong Zvezda", born=date(2010, 1, 1)))
    rows.append(facts(10_002, "Zvezda Hương", born=date(2010, 1, 1)))
    started = time.monotonic()
    pairs = find_pairs(rows)
    assert (10_001, 10_002) in {(pair.first, pair.second) for pair in pairs}
    assert time.monotonic() - started < 60, "on a machine that is busy; alone it takes a few seconds"
