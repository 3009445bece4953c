"""What the app tells the floors below when it starts."""

from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    name = "conventions"

    def ready(self) -> None:
        from accounts.readings import register_organisations
        from conventions.models import Avenant, Convention
        from conventions.readings import parties
        from files.enums import FileKind
        from files.readings import OwnerKind, register_owner_kinds

        for source in parties.ORGANISATIONS:
            register_organisations(source)
        register_owner_kinds(
            OwnerKind("convention", Convention, "dossiers:convention", FileKind.SIGNED),
            OwnerKind("avenant", Avenant, "dossiers:avenant", FileKind.SIGNED),
        )
