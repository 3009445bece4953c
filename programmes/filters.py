"""The filters of the lists of roles and of organisations."""

import django_filters

from accounts.enums import MembershipState, Role
from common.lists import Filters


class RoleFilters(Filters):
    is_posted = True
    searched = (
        "user__last_name",
        "user__first_name",
        "user__email",
        "organisation__name",
        "organisation__short_name",
    )

    q = django_filters.CharFilter(label="Nom, adresse ou structure", method="search")
    role = django_filters.ChoiceFilter(label="Rôle", choices=Role.choices, empty_label="Tous")
    etat = django_filters.ChoiceFilter(
        label="État",
        field_name="state",
        choices=MembershipState.choices,
        empty_label="Tous",
    )


class OrganisationFilters(Filters):
    searched = ("name", "short_name", "siret", "address")
