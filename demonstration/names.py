"""Invented people and places of twelve countries, each name in its own script and in Latin letters.

Names are combined from common family and given names, so that nobody in particular is meant.
"""

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class Naming:
    """How a country's names are put together: pairs of (own script, Latin)."""

    female: tuple[Pair, ...]
    male: tuple[Pair, ...]
    family: tuple[Pair, ...]
    family_first: bool = False
    joined_by: str = " "
    # Russian family names change with gender; others do not.
    female_family: tuple[Pair, ...] = ()

    def full(self, gender: str, given: int, family: int) -> Pair:
        """The n-th given name with the m-th family name, in own script and in Latin."""
        givens = self.female if gender == "f" else self.male
        families = self.female_family if gender == "f" and self.female_family else self.family
        first, last = givens[given % len(givens)], families[family % len(families)]
        parts = (last, first) if self.family_first else (first, last)
        return self.joined_by.join(part[0] for part in parts), " ".join(part[1] for part in parts)


def same(*names: str) -> tuple[Pair, ...]:
    return tuple((name, name) for name in names)


NAMING: dict[str, Naming] = {
    "BN": Naming(
        female=same("Nur Aisyah", "Siti Hajar", "Nurul Izzah", "Dayang Aminah", "Hafizah", "Amirah"),
        male=same("Awang Hakim", "Muhammad Irfan", "Abdul Azim", "Haziq", "Awangku Faris", "Danish"),
        family=same("Rahman", "Yusof", "Bolkini", "Matusin", "Tengah", "Damit", "Salleh", "Jaafar"),
    ),
    "ID": Naming(
        female=same("Putri", "Dewi Lestari", "Ayu", "Rahma", "Kirana", "Intan", "Melati"),
        male=same("Bima", "Rizky", "Aditya", "Fajar", "Gilang", "Made Arya", "Yoga"),
        family=same("Wijaya", "Santoso", "Pratama", "Siregar", "Nasution", "Halim", "Suryani", "Hutapea"),
    ),
    "KH": Naming(
        female=(("សុភា", "Sophea"), ("ចាន់ថា", "Chantha"), ("ស្រីមុំ", "Sreymom"), ("បុប្ផា", "Bopha"), ("កល្យាណ", "Kalyan")),
        male=(("វិសាល", "Visal"), ("សុខា", "Sokha"), ("រតនា", "Ratana"), ("ពិសិដ្ឋ", "Piseth"), ("ធារ៉ា", "Theara")),
        family=(("ជា", "Chea"), ("សុខ", "Sok"), ("ហេង", "Heng"), ("លី", "Ly"), ("កែវ", "Keo"), ("ម៉ៅ", "Mao"), ("នួន", "Nuon")),
        family_first=True,
    ),
    "LA": Naming(
        female=(("ມະນີ", "Mani"), ("ສຸພາພອນ", "Souphaphone"), ("ດາວອນ", "Davone"), ("ບົວໄຂ", "Bouakhai"), ("ນາງແກ້ວ", "Nangkeo")),
        male=(("ສົມສັກ", "Somsak"), ("ບຸນມີ", "Bounmy"), ("ຄຳພອນ", "Khamphone"), ("ໄຊຍະ", "Xaiya"), ("ວິໄລ", "Vilay")),
        family=(
            ("ວົງສາ", "Vongsa"), ("ພົມມະຈັນ", "Phommachanh"), ("ສີສະຫວາດ", "Sisavath"), ("ແກ້ວມະນີ", "Keomany"),
            ("ອິນທະວົງ", "Inthavong"), ("ໄຊຍະສານ", "Xayasane"),
        ),
    ),
    "MM": Naming(
        female=(("သီရိ", "Thiri"), ("ခင်မြတ်", "Khin Myat"), ("စုစု", "Su Su"), ("ဖြူဖြူ", "Phyu Phyu"), ("နှင်းဝေ", "Hnin Wai")),
        male=(("အောင်", "Aung"), ("ကျော်ဇေ", "Kyaw Zay"), ("မင်းသူ", "Min Thu"), ("ထက်", "Htet"), ("ဇော်လင်း", "Zaw Lin")),
        family=(("အောင်", "Aung"), ("မောင်", "Maung"), ("လွင်", "Lwin"), ("ထွန်း", "Tun"), ("မြင့်", "Myint"), ("ဦး", "Oo")),
    ),
    "MY": Naming(
        female=same("Nur Farhana", "Aishah", "Sofea", "Aina", "Siti Mariam", "Balqis"),
        male=same("Muhammad Amir", "Imran", "Syafiq", "Hafiz", "Harith", "Faiz"),
        family=same("Abdullah", "Ismail", "Hassan", "Karim", "Othman", "Hamzah", "Ibrahim"),
    ),
    "PH": Naming(
        female=same("Maria Clara", "Angelica", "Jasmine", "Liwayway", "Bea", "Althea"),
        male=same("Jose Miguel", "Gabriel", "Andres", "Joshua", "Emilio", "Rafael"),
        family=same("Santos", "Reyes", "Cruz", "Bautista", "Dela Peña", "Mendoza", "Villanueva", "Ocampo"),
    ),
    "RU": Naming(
        female=(("Анна", "Anna"), ("Мария", "Maria"), ("Дарья", "Daria"), ("Полина", "Polina"), ("Алина", "Alina")),
        male=(("Иван", "Ivan"), ("Алексей", "Aleksei"), ("Михаил", "Mikhail"), ("Тимур", "Timur"), ("Егор", "Egor")),
        family=(
            ("Иванов", "Ivanov"), ("Смирнов", "Smirnov"), ("Кузнецов", "Kuznetsov"), ("Попов", "Popov"),
            ("Соколов", "Sokolov"), ("Хасанов", "Khasanov"), ("Щербаков", "Shcherbakov"),
        ),
        female_family=(
            ("Иванова", "Ivanova"), ("Смирнова", "Smirnova"), ("Кузнецова", "Kuznetsova"), ("Попова", "Popova"),
            ("Соколова", "Sokolova"), ("Хасанова", "Khasanova"), ("Щербакова", "Shcherbakova"),
        ),
    ),
    "SG": Naming(
        female=(("慧敏", "Hui Min"), ("美玲", "Mei Ling"), ("嘉欣", "Jia Xin"), ("思慧", "Si Hui"), ("雨桐", "Yu Tong")),
        male=(("伟杰", "Wei Jie"), ("俊豪", "Jun Hao"), ("志明", "Zhi Ming"), ("家豪", "Jia Hao"), ("子轩", "Zi Xuan")),
        family=(("陈", "Tan"), ("林", "Lim"), ("黄", "Ng"), ("王", "Ong"), ("李", "Lee"), ("吴", "Goh")),
        family_first=True,
        joined_by="",
    ),
    "TH": Naming(
        female=(("สุภาพร", "Supaporn"), ("กัญญา", "Kanya"), ("พิมพ์ชนก", "Pimchanok"), ("ณัฐธิดา", "Natthida"), ("มาลี", "Malee")),
        male=(("สมชาย", "Somchai"), ("ธนากร", "Thanakorn"), ("ณัฐพล", "Nattapon"), ("กิตติ", "Kitti"), ("ปกรณ์", "Pakorn")),
        family=(
            ("ศรีสุข", "Srisuk"), ("ใจดี", "Jaidee"), ("วงศ์สว่าง", "Wongsawang"), ("ทองดี", "Thongdee"),
            ("รัตนกุล", "Rattanakul"), ("บุญมี", "Boonmee"),
        ),
    ),
    "TL": Naming(
        female=same("Maria", "Filomena", "Teresa", "Lúcia", "Adelina", "Rosa"),
        male=same("João", "Domingos", "Agostinho", "Mateus", "Tomás", "Elias"),
        family=same("da Costa", "Soares", "dos Santos", "Ximenes", "Guterres", "Amaral", "Freitas"),
    ),
    "VN": Naming(
        female=(("Thị Mai", "Thi Mai"), ("Ngọc Anh", "Ngoc Anh"), ("Thu Hà", "Thu Ha"), ("Bảo Châu", "Bao Chau"), ("Khánh Linh", "Khanh Linh")),
        male=(("Minh Đức", "Minh Duc"), ("Quang Huy", "Quang Huy"), ("Tuấn Anh", "Tuan Anh"), ("Gia Bảo", "Gia Bao"), ("Hoàng Nam", "Hoang Nam")),
        family=(
            ("Nguyễn", "Nguyen"), ("Trần", "Tran"), ("Lê", "Le"), ("Phạm", "Pham"), ("Hoàng", "Hoang"), ("Vũ", "Vu"),
            ("Đặng", "Dang"),
        ),
        family_first=True,
    ),
}

# Five places a country: (own script, Latin, rural).
PLACES: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "BN": (
        ("Bandar Seri Begawan", "Bandar Seri Begawan", False), ("Kuala Belait", "Kuala Belait", False),
        ("Seria", "Seria", False), ("Tutong", "Tutong", False), ("Temburong", "Temburong", True),
    ),
    "ID": (
        ("Bandung", "Bandung", False), ("Surabaya", "Surabaya", False), ("Yogyakarta", "Yogyakarta", False),
        ("Makassar", "Makassar", False), ("Wamena", "Wamena", True),
    ),
    "KH": (
        ("ភ្នំពេញ", "Phnom Penh", False), ("សៀមរាប", "Siem Reap", False), ("បាត់ដំបង", "Battambang", False),
        ("កំពង់ចាម", "Kampong Cham", False), ("មណ្ឌលគិរី", "Mondulkiri", True),
    ),
    "LA": (
        ("ວຽງຈັນ", "Vientiane", False), ("ຫຼວງພະບາງ", "Luang Prabang", False), ("ປາກເຊ", "Pakse", False),
        ("ສະຫວັນນະເຂດ", "Savannakhet", False), ("ຜົ້ງສາລີ", "Phongsaly", True),
    ),
    "MM": (
        ("ရန်ကုန်", "Yangon", False), ("မန္တလေး", "Mandalay", False), ("နေပြည်တော်", "Naypyidaw", False),
        ("မော်လမြိုင်", "Mawlamyine", False), ("ဟားခါး", "Hakha", True),
    ),
    "MY": (
        ("Kuala Lumpur", "Kuala Lumpur", False), ("Pulau Pinang", "Penang", False), ("Johor Bahru", "Johor Bahru", False),
        ("Kuching", "Kuching", False), ("Kapit", "Kapit", True),
    ),
    "PH": (
        ("Quezon City", "Quezon City", False), ("Cebu", "Cebu", False), ("Davao", "Davao", False),
        ("Iloilo", "Iloilo", False), ("Batanes", "Batanes", True),
    ),
    "RU": (
        ("Владивосток", "Vladivostok", False), ("Новосибирск", "Novosibirsk", False), ("Казань", "Kazan", False),
        ("Санкт-Петербург", "Saint Petersburg", False), ("Якутск", "Yakutsk", True),
    ),
    "SG": (
        ("Bishan", "Bishan", False), ("Jurong", "Jurong", False), ("Tampines", "Tampines", False),
        ("Queenstown", "Queenstown", False), ("Woodlands", "Woodlands", False),
    ),
    "TH": (
        ("กรุงเทพฯ", "Bangkok", False), ("เชียงใหม่", "Chiang Mai", False), ("ขอนแก่น", "Khon Kaen", False),
        ("สงขลา", "Songkhla", False), ("แม่ฮ่องสอน", "Mae Hong Son", True),
    ),
    "TL": (
        ("Díli", "Dili", False), ("Baucau", "Baucau", False), ("Suai", "Suai", False), ("Same", "Same", True),
        ("Oecusse", "Oecusse", True),
    ),
    "VN": (
        ("Hà Nội", "Hanoi", False), ("Thành phố Hồ Chí Minh", "Ho Chi Minh City", False), ("Đà Nẵng", "Da Nang", False),
        ("Cần Thơ", "Can Tho", False), ("Hà Giang", "Ha Giang", True),
    ),
}

# A school's and a ministry's name about a place: (own script, Latin).
SCHOOL: dict[str, Pair] = {
    "BN": ("Sekolah Menengah Sains {place}", "Science Secondary School of {place}"),
    "ID": ("SMA Negeri Sains {place}", "State Science High School of {place}"),
    "KH": ("វិទ្យាល័យវិទ្យាសាស្ត្រ {place}", "Science High School of {place}"),
    "LA": ("ໂຮງຮຽນວິທະຍາສາດ {place}", "Science School of {place}"),
    "MM": ("{place} သိပ္ပံအထက်တန်းကျောင်း", "Science High School of {place}"),
    "MY": ("Sekolah Menengah Sains {place}", "Science Secondary School of {place}"),
    "PH": ("Mataas na Paaralang Pang-Agham ng {place}", "Science High School of {place}"),
    "RU": ("Физико-математический лицей, {place}", "Physics and Mathematics Lyceum of {place}"),
    "SG": ("{place} School of Science", "{place} School of Science"),
    "TH": ("โรงเรียนวิทยาศาสตร์{place}", "Science School of {place}"),
    "TL": ("Escola Secundária de Ciências de {place}", "Science Secondary School of {place}"),
    "VN": ("Trường Trung học phổ thông chuyên {place}", "High School for the Gifted of {place}"),
}
MINISTRY: dict[str, Pair] = {
    "BN": ("Kementerian Pendidikan", "Ministry of Education of Brunei"),
    "ID": ("Kementerian Pendidikan", "Ministry of Education of Indonesia"),
    "KH": ("ក្រសួងអប់រំ", "Ministry of Education of Cambodia"),
    "LA": ("ກະຊວງສຶກສາທິການ", "Ministry of Education of Laos"),
    "MM": ("ပညာရေးဝန်ကြီးဌာန", "Ministry of Education of Myanmar"),
    "MY": ("Kementerian Pendidikan Malaysia", "Ministry of Education of Malaysia"),
    "PH": ("Kagawaran ng Edukasyon", "Department of Education of the Philippines"),
    "RU": ("Министерство просвещения", "Ministry of Education of Russia"),
    "SG": ("Ministry of Education, Singapore", "Ministry of Education of Singapore"),
    "TH": ("กระทรวงศึกษาธิการ", "Ministry of Education of Thailand"),
    "TL": ("Ministério da Educação", "Ministry of Education of Timor-Leste"),
    "VN": ("Bộ Giáo dục và Đào tạo", "Ministry of Education of Vietnam"),
}
