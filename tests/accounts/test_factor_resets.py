"""A lost second factor is taken away by two people, and its owner is told."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.actions import factor_resets, second_factors
from accounts.enums import ResetState, Role
from accounts.models import FactorReset, Letter
from accounts.second_factors import factors_of
from audit.models import Event
from common.workflow import MoveRefused
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, add_factor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return OrganisationFactory()


@pytest.fixture
def administrators(authority):
    return [UserFactory(role=Role.ADMINISTRATOR, organisation=authority) for _ in range(2)]


@pytest.fixture
def user(authority):
    user = UserFactory(role=Role.FINANCE, organisation=authority)
    add_factor(user)
    return user


def by(user):
    return {"by": user.as_actor().at(NOON), "real_now": NOON}


def propose(user, administrator):
    return factor_resets.propose(
        user, authority=administrator.acting.organisation, **by(administrator)
    )


def test_two_administrators_take_a_lost_factor_away(user, administrators):
    first, second = (sign_in(Client(), one) for one in administrators)
    person = reverse("programmes:role-holder", args=[user.public_id])
    proposing = reverse("programmes:propose-factor-reset", args=[user.public_id])
    assert proposing in first.get(person).text
    assert first.post(proposing).url == person
    reset = FactorReset.objects.get()
    confirming = reverse("programmes:confirm-factor-reset", args=[reset.public_id])
    assert confirming not in first.get(person).text
    assert "une autre le confirme" in first.post(confirming).text
    assert factors_of(user).exists()

    assert confirming in second.get(person).text
    assert second.post(confirming).url == person

    assert not factors_of(user).exists()
    assert "sur proposition de" in second.get(person).text
    assert "Second facteur retiré le" in second.get(confirming).text
    told = Letter.objects.filter(email=user.email).values_list("about", flat=True)
    assert {"retrait-propose", "facteur-retire"} <= set(told)
    verbs = Event.objects.filter(subject_id=user.pk).values_list("verb", flat=True)
    assert {"factor_reset.proposed", "factor_reset.confirmed", "user.factor_removed"} <= set(verbs)


def test_a_reset_that_is_refused_leaves_the_factor(user, administrators):
    reset = propose(user, administrators[0])
    assert propose(user, administrators[1]) == reset
    client = sign_in(Client(), administrators[1])
    client.post(reverse("programmes:refuse-factor-reset", args=[reset.public_id]))

    assert factors_of(user).exists()
    person = reverse("programmes:role-holder", args=[user.public_id])
    assert "Retrait refusé" in client.get(person).text
    with pytest.raises(MoveRefused):
        factor_resets.confirm(reset, **by(administrators[1]))


def test_nobody_has_their_own_factor_taken_away_so(user, administrators):
    add_factor(administrators[0])
    with pytest.raises(factor_resets.OwnFactor):
        propose(administrators[0], administrators[0])
    reset = propose(administrators[0], administrators[1])
    with pytest.raises(factor_resets.OwnFactor):
        factor_resets.confirm(reset, **by(administrators[0]))


def test_who_has_no_factor_has_none_taken_away(administrators):
    with pytest.raises(second_factors.NoFactor):
        propose(UserFactory(), administrators[0])


def test_the_person_of_another_authority_is_not_there(administrators):
    other = UserFactory()
    add_factor(other)
    client = sign_in(Client(), administrators[0])

    asked = reverse("programmes:propose-factor-reset", args=[other.public_id])
    assert client.post(asked).status_code == 404


def test_the_database_asks_for_two_others(user, administrators):
    first, second = administrators
    wrong = [
        {"proposed_by": user},
        {"proposed_by": first, "state": ResetState.DONE, "decided_by": first, "decided_at": NOON},
        {"proposed_by": first, "state": ResetState.DONE, "decided_by": user, "decided_at": NOON},
        {"proposed_by": first, "state": ResetState.DONE, "decided_by": second},
        {"proposed_by": first, "state": ResetState.DONE, "decided_at": NOON},
        {"proposed_by": first, "state": "autre"},
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.create(user=user, proposed_at=NOON, **row)
    FactorReset.objects.create(user=user, proposed_at=NOON, proposed_by=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.create(user=user, proposed_at=NOON, proposed_by=second)


def test_a_factor_that_its_owner_took_away_meanwhile_is_not_taken_away_twice(user, administrators):
    reset = propose(user, administrators[0])
    second_factors.remove(user, factors_of(user).get(), **by(user))

    with pytest.raises(second_factors.NoFactor):
        factor_resets.confirm(reset, **by(administrators[1]))
