"""The mediator: a code typed with a slip, then right; checked, spent once, and in today's list."""

import pytest

from accounts.enums import Role
from mediation.models import Redemption
from tests.factories.mediation import mistyped

CODES = "Codes des pass"


@pytest.fixture
def mediator(travel, scene):
    scene.given  # noqa: B018 a carnet in someone's hands
    return travel(Role.MEDIATOR)


def describe(page) -> None:
    page.get_by_label("Espace numérique Les Terrils – Lens").check()
    page.get_by_label("Service rendu").select_option(label="Aide aux démarches administratives")


def test_a_code_is_mistyped_then_checked_then_spent(mediator, scene):
    code = scene.codes[0]
    mediator.open("reporting:home")
    assert mediator.page.url.endswith("/encaisser/")
    mediator.page.get_by_label(CODES).fill(mistyped(code))
    mediator.press("Vérifier sans utiliser")
    mediator.reads("Ce code comporte une faute de frappe.")

    mediator.page.get_by_label(CODES).fill(code.lower().replace("-", " "))
    mediator.press("Vérifier sans utiliser")
    mediator.reads("Utilisable", "Rien n’a été encaissé")
    assert Redemption.objects.count() == 0
    describe(mediator.page)
    mediator.press("Encaisser 1")
    mediator.reads("1 pass encaissé", "10,00 €", "Espace numérique Les Terrils – Lens")

    mediator.follow("Voir la liste du jour")
    mediator.reads("1 encaissement le 15 mai 2023", "10,00 €")
    assert list(mediator.entries()) == ["Encaisser", "Aujourd’hui", "Appareils", "Aide"]


def test_reloading_and_going_back_never_spend_again(mediator, scene):
    page = mediator.page
    mediator.open("mediation:redeem")
    page.get_by_label(CODES).fill("\n".join(scene.codes[:2]))
    describe(page)
    mediator.press("Encaisser 2")
    mediator.reads("2 pass encaissés", "20,00 €")

    page.reload()
    mediator.reads("2 pass encaissés")
    page.go_back()
    page.get_by_label(CODES).fill(scene.codes[1])
    describe(page)
    mediator.press("Encaisser 1")
    mediator.reads("déjà enregistré ici", "Rien à refaire.")
    assert Redemption.objects.get().passes_count == 2


def test_a_pass_spent_before_is_refused_and_tells_nothing_of_its_holder(mediator, scene):
    scene.spend(scene.codes[0])
    mediator.open("mediation:redeem")
    mediator.page.get_by_label(CODES).fill(scene.codes[0])
    describe(mediator.page)
    mediator.press("Encaisser 1")

    mediator.reads("déjà", "6 mars 2023")
    assert "Delattre" not in mediator.page.content()
    assert Redemption.objects.count() == 1
    mediator.refused(["distribution:stock", "beneficiaries:index", "places:index", "finance:index"])
