"""The filters of the list of devices."""

from typing import Any

import django_filters

from common.lists import Filters


class DeviceFilters(Filters):
    searched = ("label", "structure__organisation__name", "structure__organisation__short_name")

    q = django_filters.CharFilter(label="Appareil ou structure", method="search")
    etat = django_filters.ChoiceFilter(
        label="État",
        method="of_state",
        choices=[("en-service", "En service"), ("revoque", "Révoqué")],
        empty_label="Tous",
    )

    def of_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(revoked_at__isnull=value == "en-service")
