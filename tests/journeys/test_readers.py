"""Those who read and check: auditor, régisseur, comptable, administrator."""

import io

import pytest
from pypdf import PdfReader

from accounts.enums import Role
from tests.journeys.traveller import plain

FOREIGN = {
    Role.AUDITOR: ["beneficiaries:index", "distribution:counter", "mediation:redeem"],
    Role.REGISSEUR: [
        "dossiers:conventions",
        "finance:index",
        "beneficiaries:index",
        "places:index",
    ],
    Role.COMPTABLE: ["dossiers:conventions", "beneficiaries:index", "events:journal"],
    Role.ADMINISTRATOR: ["distribution:stock", "finance:index", "beneficiaries:index"],
}


def test_an_auditor_goes_from_a_report_to_its_proofs(travel, scene):
    scene.spend(*scene.codes[:2])
    report = scene.report()
    auditor = travel(Role.AUDITOR)
    auditor.open("reporting:reports")
    auditor.follow("1er trimestre 2023")
    auditor.reads(report.data_hash, report.document_hash)
    file = auditor.download("Télécharger le rapport")
    assert file == bytes(report.document)
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages))
    assert "Référence pas-de-calais-anct-2023-T1, version 1" in text
    assert "Fin de l’action en vigueur 30 juillet 2023" in text

    auditor.open("events:journal")
    folded = auditor.page.get_by_text("Chercher et filtrer")
    if folded.is_visible():
        folded.click()
    auditor.page.get_by_label("Chercher").fill("Point trimestriel")
    auditor.press("Appliquer")
    auditor.reads("Rapport demandé", "Rapport produit")


@pytest.mark.parametrize("role", FOREIGN)
def test_a_reader_opens_the_whole_navigation_and_changes_nothing(travel, role):
    reader = travel(role)
    reader.open("reporting:home")
    for address in reader.entries().values():
        reader.go(address)
        assert reader.page.locator("main form[method=post]:not([role=search])").count() == 0, (
            address
        )
    reader.refused(FOREIGN[role])
