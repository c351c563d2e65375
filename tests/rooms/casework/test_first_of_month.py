"""INT-3: the first cases of a month that come at the same instant each get a number."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gongdao.lib.statements import fetch

_AT_ONCE = 6
_MONTHS = 6


@pytest.mark.rule("INT-3")
def test_first_numbers_of_a_month_are_given_to_many_at_once(transactional_db: None) -> None:
    together = Barrier(_AT_ONCE)

    def number_cases(_: int) -> list[int]:
        found = []
        try:
            fetch("SELECT 1")
            for month in range(201901, 201901 + _MONTHS):
                together.wait(60)
                ((number,),) = fetch("SELECT casework_new_id(%s)", [month])
                found.append(number)
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        given = sorted(number for found in pool.map(number_cases, range(_AT_ONCE)) for number in found)
    expected = [
        month * 10**7 + serial
        for month in range(201901, 201901 + _MONTHS)
        for serial in range(1, _AT_ONCE + 1)
    ]
    assert given == expected
