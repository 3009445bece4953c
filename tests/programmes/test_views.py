"""The programme of a session, chosen among those that its member reaches."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from programmes.enums import ParticipationKind
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_member_switches_to_another_programme_that_they_reach(client, programme):
    user = UserFactory(role=Role.DISTRIBUTOR)
    other = ProgrammeFactory()
    for reached in (programme, other):
        ParticipationFactory(
            programme=reached,
            organisation=user.acting.organisation,
            kind=ParticipationKind.DISTRIBUTOR,
        )
    sign_in(client, user)

    response = client.post(reverse("programmes:switch"), {"programme": other.pk})

    assert (response.status_code, client.session["programme"]) == (302, other.pk)


@pytest.mark.parametrize("chosen", ["", "x", None])
def test_a_programme_out_of_reach_does_not_exist(manager, chosen):
    chosen = ProgrammeFactory().pk if chosen is None else chosen

    response = manager.post(reverse("programmes:switch"), {"programme": chosen})

    assert response.status_code == 404
