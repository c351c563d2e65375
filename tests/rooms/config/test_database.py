"""The database of the tests themselves is the one that the program would use."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_postgres_is_the_asked_for_version(request: pytest.FixtureRequest) -> None:
    asked = int(request.config.getoption("--postgres"))
    assert connection.pg_version // 10_000 == asked


def test_application_role_cannot_do_everything() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
