"""The lists of roles and of organisations."""

import django_tables2 as tables

from accounts.enums import MembershipState
from accounts.models import Membership
from common import formats
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


class OrganisationTable(Table):
    """The legal persons that an authority knows."""

    caption = "Organisations"

    name = tables.Column(
        verbose_name="Nom", linkify=("programmes:organisation", [tables.A("public_id")])
    )
    short_name = tables.Column(
        verbose_name="Nom court", default="le même", attrs=HIDDEN_ON_PHONE, empty_values=(None, "")
    )
    siret = tables.Column(verbose_name="SIRET", empty_values=(None, ""))
    address = tables.Column(verbose_name="Adresse", empty_values=(None, ""), attrs=HIDDEN_ON_PHONE)
    phone = tables.Column(verbose_name="Téléphone", empty_values=(None, ""), attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "name"
        default = formats.NOT_STATED

    def render_siret(self, value: str) -> str:
        return formats.siret(value)

    def render_phone(self, value: str) -> str:
        return formats.typeset(value)

    def value_siret(self, value: str) -> str:
        return value
