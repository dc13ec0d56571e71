"""Which column of a file holds what: the headings that schools use, in the languages they write them in."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

GUARDIANS = (1, 2)
GUARDIAN_FIELDS = ("name", "relationship", "email", "phone", "language")

# field: headings, as `plain` leaves them. English first: they are those of the template.
STUDENT_HEADINGS: dict[str, tuple[str, ...]] = {
    "number": (
        "number", "student number", "school number", "student no", "no of student", "id number",
        "student id", "id",
        "lrn", "roll number", "номер", "номер ученика", "личный номер", "личное дело", "nis",
        "nisn", "nomor induk",
        "nomor induk siswa", "no induk", "ma hoc sinh", "ma so hoc sinh", "mshs", "รหัสนักเรียน",
        "เลขประจําตัว",
        "เลขประจําตัวนักเรียน", "លេខសម្គាល់", "អត្តលេខ", "ລະຫັດນັກຮຽນ", "ကျောင်းသားအမှတ်", "学号", "நுழைவு எண்",
        "numero", "numero do aluno", "nombor pelajar",
    ),
    "name": (
        "name", "full name", "student", "student name", "name of student", "name in full", "pupil",
        "имя", "фио",
        "ф и о", "имя и фамилия", "фамилия и имя", "фамилия имя", "фамилия имя отчество", "ученик", "учащийся",
        "фио ученика", "nama", "nama lengkap", "nama siswa", "nama murid", "nama pelajar",
        "nama penuh", "pangalan",
        "buong pangalan", "ho ten", "ho va ten", "ho va ten hoc sinh", "ho ten hoc sinh",
        "ten hoc sinh", "ชื่อ",
        "ชื่อ นามสกุล", "ชื่อ สกุล", "ชื่อนามสกุล", "ชื่อนักเรียน", "ឈ្មោះ", "ឈ្មោះពេញ",
        "ឈ្មោះសិស្ស", "គោត្តនាម និងនាម", "ຊື່",
        "ຊື່ ແລະ ນາມສະກຸນ", "ຊື່ນັກຮຽນ", "အမည်", "ကျောင်းသားအမည်", "பெயர்", "முழுப் பெயர்", "姓名",
        "名字", "学生姓名", "nome",
        "nome completo", "nome do aluno",
    ),
    "latin_name": (
        "latin name", "name in latin letters", "name latin", "english name", "name in english", "passport name",
        "name as in passport", "name as in the passport", "имя латиницей", "фио латиницей",
        "имя по загранпаспорту",
        "латиница", "nama latin", "nama paspor", "ชื่อภาษาอังกฤษ", "ชื่อ นามสกุล ภาษาอังกฤษ",
        "ឈ្មោះឡាតាំង", "ឈ្មោះជាអក្សរឡាតាំង",
        "ຊື່ພາສາອັງກິດ", "အင်္ဂလိပ်အမည်", "ஆங்கிலப் பெயர்", "英文名", "拼音", "姓名拼音",
        "ten tieng anh", "ho ten khong dau",
    ),
    "family_name": (
        "family name", "surname", "last name", "фамилия", "nama keluarga", "marga", "apelyido",
        "ho", "นามสกุล", "สกุล",
        "នាមត្រកូល", "គោត្តនាម", "ນາມສະກຸນ", "姓", "apelido", "sobrenome", "குடும்பப் பெயர்",
    ),
    "given_name": (
        "given name", "given names", "first name", "first names", "имя собственное", "nama depan",
        "unang pangalan",
        "ten", "ชื่อจริง", "ชื่อตัว", "នាម", "នាមខ្លួន", "ຊື່ແທ້", "名", "nome proprio", "primeiro nome",
    ),
    "middle_name": ("middle name", "patronymic", "отчество", "gitnang pangalan", "ten dem", "nama tengah"),
    "birth_date": (
        "date of birth", "birth date", "birthdate", "birthday", "born", "born on", "dob", "d o b",
        "дата рождения",
        "д р", "др", "день рождения", "родился", "tanggal lahir", "tgl lahir", "tarikh lahir", "kapanganakan",
        "petsa ng kapanganakan", "araw ng kapanganakan", "ngay sinh", "ngay thang nam sinh",
        "sinh ngay", "วันเกิด",
        "วันเดือนปีเกิด", "วัน เดือน ปี เกิด", "ថ្ងៃខែឆ្នាំកំណើត", "ថ្ងៃកំណើត", "ວັນເດືອນປີເກີດ",
        "ວັນເກີດ", "မွေးနေ့", "မွေးသက္ကရာဇ်",
        "பிறந்த தேதி", "பிறந்த நாள்", "出生日期", "生日", "data de nascimento", "nascimento",
    ),
    "gender": (
        "gender", "sex", "m f", "пол", "jenis kelamin", "kelamin", "jantina", "l p", "kasarian",
        "gioi tinh", "เพศ", "ភេទ",
        "ເພດ", "လိင်", "ကျား မ", "பாலினம்", "பால்", "性别", "genero", "sexo",
    ),
    "country": (
        "country", "country code", "nationality", "citizenship", "страна", "гражданство", "negara",
        "kewarganegaraan", "bansa", "nuoc", "quoc gia", "quoc tich", "ประเทศ", "สัญชาติ", "ប្រទេស",
        "សញ្ជាតិ", "ປະເທດ", "ສັນຊາດ",
        "နိုင်ငံ", "நாடு", "国家", "国籍", "pais", "nacionalidade",
    ),
    "grade": (
        "grade", "class", "form", "year", "grade level", "level", "класс", "kelas", "tingkat",
        "darjah", "tingkatan",
        "baitang", "antas", "lop", "khoi", "khoi lop", "ชั้น", "ระดับชั้น", "ชั้นเรียน", "ថ្នាក់",
        "ថ្នាក់ទី", "ຫ້ອງ", "ຊັ້ນ", "အတန်း", "வகுப்பு",
        "年级", "班级", "ano", "classe", "ano de escolaridade",
    ),
    "languages": (
        "languages", "language", "languages spoken", "spoken languages", "языки", "язык", "владеет языками",
        "bahasa", "bahasa yang dikuasai", "mga wika", "wika", "ngon ngu", "ngoai ngu", "ภาษา", "ភាសា", "ພາສາ",
        "ဘာသာစကား", "மொழிகள்", "语言", "linguas", "idiomas",
    ),
    "email": (
        "email", "e mail", "mail", "student email", "email address", "почта", "эл почта", "электронная почта",
        "адрес электронной почты", "surel", "emel", "อีเมล", "អ៊ីមែល", "ອີເມວ", "အီးမေးလ်",
        "மின்னஞ்சல்", "邮箱", "电子邮件", "correio eletronico",
    ),
}

GUARDIAN_WORDS: dict[str, int | None] = {
    "guardian": None, "guardians": None, "guardian s": None, "parent": None, "parents": None, "parent s": None,
    "parent or guardian": None, "parent guardian": None, "родитель": None, "родителя": None, "представитель": None,
    "законный представитель": None, "опекун": None, "orang tua": None, "wali": None, "penjaga": None,
    "ibu bapa": None, "magulang": None, "tagapag alaga": None, "phu huynh": None, "nguoi giam ho": None,
    "ผู้ปกครอง": None, "អាណាព្យាបាល": None, "ຜູ້ປົກຄອງ": None, "အုပ်ထိန်းသူ": None, "பெற்றோர்": None, "பாதுகாவலர்": None,
    "监护人": None, "家长": None, "encarregado": None, "encarregado de educacao": None,
    "mother": 1, "mother s": 1, "мать": 1, "мама": 1, "матери": 1, "ibu": 1, "ina": 1, "me": 1, "มารดา": 1, "แม่": 1,
    "母亲": 1, "mae": 1, "ម្តាយ": 1, "ແມ່": 1, "மாதா": 1,
    "father": 2, "father s": 2, "отец": 2, "папа": 2, "отца": 2, "ayah": 2, "bapak": 2, "bapa": 2, "ama": 2, "cha": 2,
    "บิดา": 2, "พ่อ": 2, "父亲": 2, "pai": 2, "ឪពុក": 2, "ພໍ່": 2, "தந்தை": 2,
}
GUARDIAN_FIELD_WORDS: dict[str, str] = {
    **dict.fromkeys(
        ("", "name", "full name", "s name", "имя", "фио", "nama", "pangalan", "ten", "ho ten",
        "ชื่อ", "ឈ្មោះ", "ຊື່", "အမည်",
         "பெயர்", "姓名", "nome"), "name"
    ),
    **dict.fromkeys(
        ("relationship", "relation", "родство", "кем приходится", "hubungan", "relasyon", "quan he",
        "ความสัมพันธ์",
         "ទំនាក់ទំនង", "ຄວາມສຳພັນ", "உறவு", "关系", "parentesco"), "relationship"
    ),
    **dict.fromkeys(
        ("email", "e mail", "mail", "email address", "s email", "почта", "эл почта",
        "электронная почта", "surel",
         "emel", "อีเมล", "អ៊ីមែល", "ອີເມວ", "အီးမေးလ်", "மின்னஞ்சல்", "邮箱"), "email"
    ),
    **dict.fromkeys(
        ("phone", "telephone", "tel", "mobile", "phone number", "телефон", "тел", "telepon",
        "telefon", "no hp", "hp",
         "dien thoai", "sdt", "โทรศัพท์", "เบอร์โทร", "ទូរស័ព្ទ", "ໂທລະສັບ", "ဖုန်း", "தொலைபேசி",
         "电话", "手机", "telefone"), "phone"
    ),
    **dict.fromkeys(
        ("language", "язык", "bahasa", "wika", "ngon ngu", "ภาษา", "ភាសា", "ພາສາ", "ဘာသာစကား",
        "மொழி", "语言", "lingua"),
        "language",
    ),
}
# What a heading that names mother or father says of the relationship.
SAID_RELATIONSHIP = {1: "mother", 2: "father"}

THAI_AM = str.maketrans({"ำ": "ํา"})


def plain(heading: str) -> str:
    """The heading without case, accents on Latin letters, punctuation and what stands in brackets."""
    text = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)|\[[^]]*\]|\*", " ", heading).casefold())
    text = re.sub("[\u0300-\u036f]", "", text).replace("đ", "d").translate(THAI_AM)
    text = unicodedata.normalize("NFC", text)
    return " ".join(re.sub(r"[.,:;/\\\-–—_'’`\"#№+&|]+", " ", text).split())


HEADINGS = {plain(heading): field for field, headings in STUDENT_HEADINGS.items() for heading in headings}
GUARDIAN_PLAIN = {plain(word): place for word, place in GUARDIAN_WORDS.items()}
GUARDIAN_FIELD_PLAIN = {plain(word): field for word, field in GUARDIAN_FIELD_WORDS.items()}


@dataclass(frozen=True)
class Columns:
    """`fields` gives each field's column as an index into the header; guardian fields are `guardian1_email`.

    `passed_over` are the headings that mean nothing here; `twice` are fields that two columns claim.
    """

    fields: dict[str, int]
    passed_over: tuple[str, ...]
    twice: tuple[tuple[str, str], ...]
    relationships: dict[int, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """What the table cannot do without."""
        lacking = []
        if "name" not in self.fields and "given_name" not in self.fields:
            lacking.append("name")
        if "birth_date" not in self.fields:
            lacking.append("birth_date")
        return tuple(lacking)


def recognise(header: Sequence[str]) -> Columns:
    """What each column holds, by its heading."""
    fields: dict[str, int] = {}
    passed_over, twice, relationships = [], [], {}
    # With a surname beside it, "Имя" and its like are the given name.
    split = any(HEADINGS.get(plain(heading)) == "family_name" for heading in header)
    for index, heading in enumerate(header):
        field = field_of(plain(heading))
        if field == "name" and split:
            field = "given_name"
        if not field:
            if heading:
                passed_over.append(heading)
        elif field in fields:
            twice.append((header[fields[field]], heading))
        else:
            fields[field] = index
            if said := said_relationship(plain(heading)):
                relationships[said[0]] = said[1]
    return Columns(fields, tuple(passed_over), tuple(twice), relationships)


def field_of(heading: str) -> str:
    if heading in HEADINGS:
        return HEADINGS[heading]
    if found := guardian_heading(heading):
        place, field = found
        return f"guardian{place}_{field}"
    return ""


def guardian_heading(heading: str) -> tuple[int, str] | None:
    """`guardian 2 email`, `2nd parent name`, `mother phone`, `email of guardian 2`: which guardian and what."""
    numbers = re.findall(r"(?<!\d)([12])(?:st|nd|й|я)?(?!\d)", heading)
    words = " ".join(re.sub(r"(?<!\d)[12](?:st|nd|й|я)?(?!\d)", " ", heading).split())
    words = re.sub(r"\b(of|the)\b ?", "", words).strip()
    for word in sorted(GUARDIAN_PLAIN, key=len, reverse=True):
        for rest in (words.removeprefix(word), words.removesuffix(word)):
            if rest == words or (rest and rest[0] != " " and rest[-1] != " " and word.isascii()):
                continue
            field = GUARDIAN_FIELD_PLAIN.get(rest.strip())
            if field:
                place = GUARDIAN_PLAIN[word] or (int(numbers[0]) if numbers else 1)
                return place, field
    return None


def said_relationship(heading: str) -> tuple[int, str] | None:
    found = guardian_heading(heading) if heading not in HEADINGS else None
    if not found:
        return None
    for word, place in GUARDIAN_PLAIN.items():
        if place and heading.startswith(word):
            return place, SAID_RELATIONSHIP[place]
    return None
