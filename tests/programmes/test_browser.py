"""The pages of roles, looked at wide and narrow."""

import pytest
from django.urls import reverse

from accounts.actions import memberships
from accounts.enums import Role
from tests.factories.accounts import NOON, UserFactory, end_roles
from tests.factories.programmes import ProgrammeFileFactory

NOTICES = ["accessibility", "legal", "personal-data", "contact"]


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, programme, clock):
    one, other = (
        UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority) for _ in range(2)
    )
    holder = UserFactory(role=Role.AUDITOR, organisation=programme.authority)
    end_roles(holder)
    proposed = memberships.propose(
        holder, organisation=programme.authority, role=Role.MANAGER, by=one.as_actor().at(NOON)
    )

    file = ProgrammeFileFactory(authority=programme.authority)

    tour(
        other.email,
        [
            reverse("programmes:roles"),
            reverse("programmes:separations"),
            reverse("programmes:invite"),
            reverse("programmes:role-holder", args=[holder.public_id]),
            reverse("programmes:give-role", args=[holder.public_id]),
            reverse("programmes:confirm-role", args=[proposed.public_id]),
            reverse("accounts:forgotten-password"),
            reverse("programmes"),
            reverse("add-programme-file"),
            reverse("programme-file", args=[file.public_id]),
            reverse("programmes:notices"),
            *(reverse(f"programmes:{name}") for name in NOTICES),
            *(reverse("guide", args=[name]) for name in ("administrateur", "gestionnaire")),
            reverse("reporting:register"),
        ],
    )
