"""What the app tells the floors below when it starts."""

from django.apps import AppConfig


class RegiesConfig(AppConfig):
    name = "regies"

    def ready(self) -> None:
        from accounts.enums import Permission
        from common.file_rows import add_rows
        from files.enums import FileKind
        from files.readings import OwnerKind, register_owner_kinds
        from movements.readings import register_limit
        from regies.models import Regie
        from regies.readings.ceilings import excess_of
        from regies.sections import REGIES

        may_write = Permission.DEPOT_OPEN
        register_owner_kinds(
            OwnerKind("regie", Regie, "regies:regie", FileKind.SIGNED, may_write),
        )
        register_limit(excess_of)
        add_rows("depots", REGIES)
