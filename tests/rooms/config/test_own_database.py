"""A test that commits has a database of its own."""

import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection


@pytest.mark.parametrize("_turn", [1, 2])
@pytest.mark.usefixtures("transactional_db")
def test_what_one_test_commits_no_other_sees(_turn: int) -> None:
    assert not ContentType.objects.filter(app_label="mine").exists()
    ContentType.objects.create(app_label="mine", model="thing")
    seen = []

    def look() -> None:
        seen.append(ContentType.objects.filter(app_label="mine").count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]
