from io import StringIO

import pytest
from django.core.management import call_command


@pytest.mark.django_db(transaction=True)
def test_what_is_ready_is_left_alone_the_second_time(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    first, second = StringIO(), StringIO()
    call_command("prepare", stdout=first)
    assert "Collecting styles" in first.getvalue()
    assert (tmp_path / "css" / "luminary.css").exists()
    call_command("prepare", stdout=second)
    assert second.getvalue() == ""


@pytest.mark.django_db(transaction=True)
def test_a_demonstration_is_not_loaded_into_a_store_with_people(settings, tmp_path):
    from core.accounts.models import User
    from tests.factories import make_user

    settings.STATIC_ROOT = tmp_path
    settings.DEMONSTRATION = True
    make_user()
    call_command("prepare", stdout=StringIO())
    assert User.objects.count() == 1
