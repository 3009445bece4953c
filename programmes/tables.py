"""The list of roles."""

import django_tables2 as tables

from accounts.enums import MembershipState
from accounts.models import Membership
from common.tables import HIDDEN_ON_PHONE, DayColumn, Table, state

FAMILIES = {
    MembershipState.PROPOSED: "watch",
    MembershipState.IN_USE: "under_way",
    MembershipState.REFUSED: "stopped",
    MembershipState.ENDED: "done",
}


class RoleTable(Table):
    """Roles held in the authority and in the structures of its programmes."""

    caption = "Rôles"

    person = tables.Column(
        verbose_name="Personne",
        accessor="user__listed_name",
        order_by=("user__last_name", "user__first_name"),
        linkify=("programmes:role-holder", {"public_id": tables.A("user__public_id")}),
    )
    role = tables.Column(verbose_name="Rôle")
    organisation = tables.Column(
        verbose_name="Organisation", order_by="organisation__name", attrs=HIDDEN_ON_PHONE
    )
    state = tables.Column(verbose_name="État")
    granted_at = DayColumn(verbose_name="Depuis")
    email = tables.Column(
        verbose_name="Adresse électronique", accessor="user__email", attrs=HIDDEN_ON_PHONE
    )

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "person"
        empty_text = "Aucun rôle n’est encore donné."

    def render_role(self, record: Membership) -> str:
        return record.get_role_display()

    def render_state(self, record: Membership) -> str:
        return state(FAMILIES[MembershipState(record.state)], record.get_state_display().lower())

    def value_state(self, record: Membership) -> str:
        return record.get_state_display()
