"""A row is checked before it is saved, by itself and by the database."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from beneficiaries.models import ReglementVersion
from common.saving import check, check_and_save
from programmes.models import Programme
from tests.factories.beneficiaries import ReglementVersionFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 1, 1)


def version(programme, **terms):
    terms = {"code": "b", "title": "B", "starts_on": DAY} | terms
    return ReglementVersion(programme=programme, **terms)


def test_a_constraint_is_checked_whatever_column_is_empty(programme):
    ReglementVersionFactory(programme=programme, starts_on=DAY, ends_on=None)

    with pytest.raises(ValidationError, match="Une autre version"):
        check_and_save(version(programme))


def test_a_field_that_is_wrong_or_missing_is_named(programme):
    with pytest.raises(ValidationError) as refused:
        check_and_save(version(programme, title="", code="é à"))

    assert set(refused.value.message_dict) == {"title", "code"}


def test_what_is_checked_later_is_left(programme):
    check(version(programme, title=""), later=["title"])


def test_a_row_at_hand_is_not_asked_for_and_the_database_refuses_one_that_is_gone(programme):
    row = version(programme)
    with CaptureQueriesContext(connection) as queries:
        check_and_save(row)
    assert [one for one in queries if '"programmes_programme"' in one["sql"]] == []
    row.delete()
    Programme.objects.filter(pk=programme.pk).delete()

    check_and_save(version(programme))
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    ReglementVersion.objects.all().delete()
