"""The Plan of Action's members to begin with: the eleven of ASEAN and the Russian Federation.

Ages of majority: national civil codes as of 2026; the secretariat corrects them where a country changes its law.
"""

from django.db import migrations

MEMBERS = [
    ("BN", 18, "Asia/Brunei", "ms", "BND"),
    ("ID", 18, "Asia/Jakarta", "id", "IDR"),
    ("KH", 18, "Asia/Phnom_Penh", "km", "KHR"),
    ("LA", 18, "Asia/Vientiane", "lo", "LAK"),
    ("MM", 18, "Asia/Yangon", "my", "MMK"),
    ("MY", 18, "Asia/Kuala_Lumpur", "ms", "MYR"),
    ("PH", 18, "Asia/Manila", "fil", "PHP"),
    ("RU", 18, "Europe/Moscow", "ru", "RUB"),
    ("SG", 21, "Asia/Singapore", "en-gb", "SGD"),
    ("TH", 20, "Asia/Bangkok", "th", "THB"),
    ("TL", 17, "Asia/Dili", "pt", "USD"),
    ("VN", 18, "Asia/Ho_Chi_Minh", "vi", "VND"),
]


def add_members(apps, schema_editor):
    member_country = apps.get_model("talent", "MemberCountry")
    member_country.objects.bulk_create(
        [
            member_country(code=code, age_of_majority=age, zone=zone, language=language, currency=currency)
            for code, age, zone, language, currency in MEMBERS
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("talent", "0001_initial")]
    operations = [migrations.RunPython(add_members, migrations.RunPython.noop)]
