from datetime import timedelta

from core.accounts.limits import within_limit


def test_an_act_is_allowed_so_often_and_no_more():
    hour = timedelta(hours=1)
    assert [within_limit("ask", "me", 2, hour) for _ in range(4)] == [True, True, False, False]
    assert within_limit("ask", "you", 2, hour)
    assert within_limit("send", "me", 2, hour)
