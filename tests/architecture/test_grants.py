"""What the application's role may do: use rows, never the tables themselves."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ProgrammingError

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_application():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE passnum_app")
        yield cursor


def test_the_application_adds_and_reads_rows(as_application):
    as_application.execute("INSERT INTO django_session VALUES ('key', 'content', now())")
    as_application.execute("SELECT count(*) FROM django_session")

    assert as_application.fetchone() == (1,)


@pytest.mark.parametrize(
    "order",
    [
        "TRUNCATE audit_event",
        "TRUNCATE django_session CASCADE",
        "DROP TABLE django_session",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_application_never_empties_nor_changes_a_table(as_application, order):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        as_application.execute(order)


def test_no_table_lets_the_application_truncate(as_application):
    tables = sorted(model._meta.db_table for model in apps.get_models())
    as_application.execute(
        "SELECT name FROM unnest(%s::text[]) AS name WHERE has_table_privilege(name, 'TRUNCATE')",
        [tables],
    )

    assert len(tables) > 20
    assert as_application.fetchall() == []
