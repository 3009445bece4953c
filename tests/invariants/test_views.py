"""The page of checks."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from invariants import actions
from invariants.models import Check
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import JOURNAL, NOON
from tests.factories.programmes import ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = reverse("invariants:checks")


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def desk(client, programme):
    user = UserFactory(role=Role.COMPTABLE, organisation=programme.authority)
    return sign_in(client, user)


def check_of(programme, found):
    made = actions.ask(programme, **JOURNAL)
    Check.objects.filter(pk=made.pk).update(checked_at=NOON, found=found)


def test_a_check_is_asked_for_on_the_page(desk, programme):
    before = words(desk.get(PAGE))
    assert "Rien n’est encore contrôlé." in before
    assert "Le premier se fait cette nuit." in before

    assert desk.post(PAGE).url == PAGE

    waiting = words(desk.get(PAGE))
    assert "Contrôle demandé le" in waiting
    assert "Contrôler maintenant" not in waiting
    assert "déjà demandé" in words(desk.post(PAGE, follow=True))
    actions.make(Check.objects.get().pk, at=NOON)
    assert "Tout concorde, le 15 mai 2023 à 12 h 00." in words(desk.get(PAGE))


def test_what_does_not_hold_is_named_and_when_it_last_did(desk, programme):
    check_of(programme, {})
    check_of(programme, {"stock": {"rows": 2, "first": ["Régie", "MDS"]}})

    shown = words(desk.get(PAGE))

    assert "1 règle ne tient plus" in shown
    assert "tout concordait" in shown
    assert "Dépôts dont le registre et les carnets diffèrent à examiner 2 Régie, MDS" in shown
    assert "prévenez qui tient la base" in shown
