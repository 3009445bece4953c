"""At start: what the apps below must know of conventions is registered with them."""

from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    name = "conventions"

    def ready(self) -> None:
        from accounts.readings import register_organisations
        from conventions.models import Avenant, Convention
        from conventions.readings import parties
        from files.enums import FileKind
        from files.readings import OwnerKind, register_owner_kinds

        for source in (parties.funders_of, parties.party_organisations_of):
            register_organisations(source)
        register_owner_kinds(
            OwnerKind("convention", Convention, "dossiers:convention", FileKind.SIGNED),
            OwnerKind("avenant", Avenant, "dossiers:avenant", FileKind.SIGNED),
        )
