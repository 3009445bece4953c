"""The Pas-de-Calais, typed: the ANCT convention, the FEDER one and the NEC subsidy."""

import datetime as dt
from decimal import Decimal

from accounts.models import Organisation
from audit.actors import SYSTEM
from budget.models import BudgetLine, Subsidy
from conventions.models import Avenant, Convention
from deliberations.models import Deliberation
from finance.actions import expenses
from finance.enums import ExpenseKind
from financing.models import Plan
from tests.journeys.typed_programme import TypedProgramme, compared, dumped
from tests.journeys.typist import CHECK, Said


class TestPasDeCalaisTyped(TypedProgramme):
    __test__ = True
    code = "pas-de-calais"

    def convention(self, title):
        return Convention.objects.get(title=title)

    def vote(self, number):
        return self.words("dossiers:deliberation", Deliberation.objects.get(number=number))

    def sign_avenant(self, **answers):
        avenant = Avenant.objects.get()
        self.clock.on(dt.date(2023, 6, 15))
        self.typist.open("dossiers:sign-avenant", avenant.public_id)
        self.typist.tell({"Date de signature": dt.date(2023, 6, 12)} | answers)
        self.typist.press(CHECK)
        self.typist.press("Signer l’avenant n° 1")

    def test_what_a_manager_types_is_what_the_file_says(self):
        assert compared(dumped(self.code)) == self.wanted

    def test_the_votes_are_read_and_exported(self):
        self.reads(
            self.vote("2023-204"),
            "15 mai 2023 : 43 pour, 0 contre, 0 abstention ; 37 présents et 6 excusés.",
            "Excusés 6 Groupes : pour Groupe Socialiste, Républicain et Citoyen ; Groupe",
            "Rapport n° 24 Signée par Christian Deruy, directeur général adjoint",
        )
        self.reads(self.vote("2022-284"), "44 pour, 0 contre, 0 abstention")
        self.reads(self.vote("2022-367"), "43 pour, 0 contre, 0 abstention")

        votes = {one["Numéro"]: one for one in self.sheet("deliberations:index")}
        assert len(votes) == 8
        assert votes["2022-284"]["Vote"].startswith("44\u00a0pour")
        assert votes["2018-593"]["Vote"] == "vote non communiqué"
        assert (votes["2022-367"]["Excusés"], votes["2022-367"]["Rapport"]) == ("11", "48")

    def test_the_timeline_follows_each_link(self):
        shown = self.words("dossiers:timeline")

        self.reads(shown, "Vise la n° 2020-176 du 6 juillet 2020", "Vise la n° 2021-10")
        for cited in ("2018-593", "2019-438", "2020-176", "2020-480", "2021-10", "2022-284"):
            assert f"Rattachée à la n° {cited}" in shown

    def test_a_voted_avenant_changes_nothing_before_its_signature(self):
        convention = self.convention("Convention ANCT")

        self.reads(
            self.words("dossiers:convention", convention, jour="31/12/2023"),
            "Au 31 décembre 2023 : l’action a fini le 30 juillet 2023",
            "la subvention est de 275 000,00 € au plus",
            "Fin de l’action 30 juillet 2023 Article 2, en vigueur depuis le 11 mars 2021.",
            "Annoncé : 31 décembre 2023 (avenant n° 1, voté, pas encore signé)",
            "Annoncé : 36 mois",
            "Budget du projet 550 000,00 €",
            "50 000 pass",
            "Hypothèse linéaire",
            "Repris de l’avenant 2023-204, texte initial non versé.",
            "Remettre le second rapport d’étape",
            "Annoncée (avenant n° 1, voté, pas encore signé)",
            "9,09 % (50 000,00 € sur 550 000,00 €). Limite : 10 %, soit 55 000,00 €.",
        )
        row = self.sheet("dossiers:conventions", q="ANCT")[0]
        assert row["Fin de l’action"] == "2023-07-30"
        assert row["Signée le"] == "2021-03-11"
        assert row["Subvention au plus (€)"] == "275000,00"

    def test_the_first_obligations_are_in_the_avenant_s_wording_and_say_so(self):
        shown = self.words("dossiers:convention", self.convention("Convention ANCT"))

        self.reads(
            shown,
            "Dans les 2 mois après la signature de la convention Lancer la procédure",
            "Chaque mois Participer au comité technique de suivi",
            "31 janvier 2022 Remettre le rapport d’étape",
            "Chaque trimestre Communiquer les avancées du déploiement",
            "Transmettre l’état des dépenses attesté par le comptable public",
            "1er juillet 2024 Transmettre le bilan quantitatif et qualitatif",
        )
        occurrences = self.sheet("deadlines:occurrences")
        assert occurrences[0]["Échéance"] == "2023-01-30"
        assert {one["Convention"] for one in occurrences} == {"Convention ANCT"}

    def test_days_before_the_effect_keep_the_former_end(self):
        self.sign_avenant(**{"Jour d’effet": dt.date(2023, 7, 1)})
        convention = self.convention("Convention ANCT")

        before = self.words("dossiers:convention", convention, jour="30/06/2023")
        self.reads(before, "Au 30 juin 2023 : l’action finit le 30 juillet 2023")
        since = self.words("dossiers:convention", convention, jour="01/07/2023")
        self.reads(since, "Au 1er juillet 2023 : l’action finit le 31 décembre 2023", "36 mois")
        known = self.words("dossiers:convention", convention, jour="01/07/2023", connu="14/06/2023")
        self.reads(known, "l’action finit le 30 juillet 2023")

    def test_the_signature_rules_when_no_effect_is_stated(self):
        self.sign_avenant()
        convention = self.convention("Convention ANCT")

        before = self.words("dossiers:convention", convention, jour="11/06/2023")
        self.reads(before, "l’action finit le 30 juillet 2023")
        self.reads(
            self.words("dossiers:convention", convention), "l’action finit le 31 décembre 2023"
        )

    def test_a_signature_to_come_is_refused_beside_its_day(self):
        avenant = Avenant.objects.get()
        self.typist.open("dossiers:sign-avenant", avenant.public_id)
        self.typist.tell({"Date de signature": dt.date(2023, 5, 16)})
        self.typist.press(CHECK, refused=True)

        assert self.typist.refusals("Date de signature")
        assert self.typist.shown("Date de signature") == "16/05/2023"
        avenant.refresh_from_db()
        assert avenant.state == "voted"

    def test_the_stated_dates_that_do_not_fit_are_findings(self):
        said = [one["Écart"].replace("\u00a0", " ") for one in self.sheet("findings:findings")]

        assert said[:4] == [
            "31 mois à compter du 1er janvier 2021 finissent le 31 juillet 2023, "
            "et non le 30 juillet 2023.",
            "30 juillet 2023 plus 5 mois donne le 30 décembre 2023, et non le 31 décembre 2023.",
            "36 mois mènent au 31 décembre 2023 à compter du 1er janvier 2021, "
            "et non de la signature (11 mars 2021) : ils finiraient le 10 mars 2024.",
            "« Transmettre le bilan quantitatif et qualitatif » : 6 mois depuis le "
            "31 décembre 2023 (fin de l’action) mènent au 30 juin 2024, "
            "et non au 1er juillet 2024.",
        ]
        shown = self.words("dossiers:convention", self.convention("Convention ANCT"))
        assert shown.count("La date énoncée fait foi.") == 4

    def test_the_feder_project_is_read_to_the_cent(self):
        shown = self.words("dossiers:convention", self.convention("Convention FEDER REACT-EU"))

        self.reads(
            shown,
            "Votée le 4 juillet 2022, signature pas encore connue.",
            "Dossier programmé 22 octobre 2021",
            "Dossier déposé 5 août 2021",
            "Premier jour des dépenses éligibles 1er mars 2020",
            "Dernier jour des dépenses éligibles 31 décembre 2023",
            "Dépenses éligibles 2 971 219,36 €",
            "Subvention maximale 2 101 975,00 €",
            "Équipements des EHPAD opération réalisée Investissement 57 356,25",
            "Équipements des collégiens opération réalisée Investissement 1 228 232,50",
            "Plateforme d’échanges opération réalisée Investissement 100 226,91",
            "Télétravail opération réalisée Investissement 1 085 403,70",
            "achat de pass, opération en cours de mise en œuvre Fonctionnement 500 000,00",
            "Total 2 971 219,36",
            "L’appliquer ferait perdre 134,42 €",
            "font 2 101 975,488 €",
        )

    def test_both_perimeters_of_public_aid_stand_side_by_side(self):
        plan = Plan.objects.get(title="Plan de l’opération FEDER")

        self.reads(
            self.words("financing:plan", plan),
            "Opération entière 79,99998 % (2 376 975,00 € sur 2 971 219,36 €)",
            "Plafond : 80 %, soit 2 376 975,48 €.",
            "Règle : notre lecture du montant accordé",
            "Ligne des pass 120,74 % (603 722,62 € sur 500 000,00 €)",
            "État (ANCT) 250 000,00 € + FEDER REACT-EU 353 722,62 €",
        )
        plans = {one["Plan"]: one for one in self.sheet("financing:plans")}
        assert plans[plan.title]["Aides publiques (€)"] == "2376975,00"
        assert plans[plan.title]["Part des aides"] == "79,99998%"

    def test_the_three_imputations_of_the_feder_income_are_kept(self):
        shown = self.vote("2022-284")
        rows = [one for one in self.sheet("budget:budget-lines") if one["Sens"] == "Recette"]

        assert [(one["Imputation"], one["Opération"]) for one in rows] == [
            ("13172//900202", "C03-221J01"),
            ("13172//900202", "C06-020M01"),
            ("74772//930202", "C06-020M02"),
        ]
        self.reads(shown, "13172//900202", "74772//930202")

    def test_a_payment_of_the_next_year_is_out_of_the_window(self):
        self.clock.on(dt.date(2024, 1, 2))
        for rank, day in enumerate([dt.date(2023, 12, 31), dt.date(2024, 1, 1)]):
            expenses.record(
                self.manager.acting.organisation.programmes.get(),
                kind=ExpenseKind.PASSES,
                supplier=Organisation.objects.get(name="Futur Composé"),
                label="Achat de pass",
                invoice=f"F-{rank}",
                invoiced_on=dt.date(2023, 12, 1),
                amount=Decimal(1000),
                paid_on=day,
                mandat_number=f"2023-{rank}",
                by=SYSTEM.at(self.clock.instant),
            )

        shown = self.words("dossiers:convention", self.convention("Convention FEDER REACT-EU"))
        out = [one for one in self.sheet("findings:findings") if "Paiement" in one["Constat"]]
        assert len(out) == 1, out
        self.reads(out[0]["Écart"].replace("\u00a0", " "), "1er janvier 2024")
        self.reads(shown, out[0]["Écart"])

    def test_the_nec_subsidy_is_read_to_the_euro(self):
        self.reads(
            self.words("budget:subsidy", Subsidy.objects.get()),
            "10 000,00 € à Futur Composé, soit 2,06 % de son budget de 486 000,00 €.",
            "Charges et recettes font chacune 486 000,00 €, toutes taxes comprises (TTC).",
            "Recettes publiques : 81,48 % (396 000,00 € sur 486 000,00 €).",
            "Achats 178 000,00",
            "Services extérieurs 134 000,00",
            "Autres services extérieurs 47 000,00",
            "Salaires 92 000,00",
            "Structure 35 000,00 Total 486 000,00",
            "Subventions d’exploitation (public) 396 000,00",
            "Mécénat et sponsoring 90 000,00",
            "Opération C06-020M02. Solde : 0,00 €.",
        )
        row = self.sheet("budget:subsidies")[0]
        assert (row["Montant (€)"], row["Budget du tiers (€)"]) == ("10000,00", "486000,00")
        assert row["Part"] == "2,06%"

    def test_the_line_of_the_nec_is_empty_and_a_second_euro_refused(self):
        line = BudgetLine.objects.get(imputation="6568//930202")
        self.reads(
            self.words("budget:budget-line", line),
            "Tout est engagé : il ne reste rien des 10 000,00 € disponibles.",
            "Chapitre 930 Fonction 0202 Nature 6568",
            "Opération C06-020M02",
            "CP 10 000,00 €",
            "Solde 0,00 €",
        )
        row = next(one for one in self.sheet("budget:budget-lines") if one["Sens"] == "Dépense")
        assert (row["Engagé (€)"], row["Solde (€)"]) == ("10000,00", "0,00")

        self.typist.open("budget:commit", line.public_id)
        self.typist.tell({"Montant à engager": 1, "Objet": "Un euro de plus"})
        self.typist.press("Vérifier", refused=True)

        assert "Il manque 1,00 €" in self.typist.refusals("Montant à engager")
        assert self.typist.shown("Objet") == "Un euro de plus"
        assert line.commitments.count() == 1

    def test_a_budget_that_does_not_add_up_is_refused_and_nothing_is_lost(self):
        before = Organisation.objects.count()
        self.typist.open("budget:add-subsidy")
        self.typist.tell(
            {
                "Délibération": Said("N° 2022-367 "),
                "Autre organisation : son nom": "Tiers des Deux Caps",
                "Objet": "Un autre événement",
                "Montant de la subvention": 10000,
                "Ligne budgétaire": Said("6568//930202"),
                "Budget du tiers": 486000,
            }
        )
        self.typist.lines("charges", [row("sous-total", 486000), row("poste", 485999)])
        self.typist.lines("resources", [row("sous-total", 486000)])
        self.typist.press("Enregistrer la subvention", refused=True)

        assert "Il manque 1,00 €" in self.typist.refusals_of("charges")
        assert self.typist.control("charges-1-amount").values == ["485999"]
        assert self.typist.shown("Autre organisation : son nom") == "Tiers des Deux Caps"
        assert Organisation.objects.count() == before


def row(kind, amount):
    return {"kind": kind, "label": "Achats", "amount": amount}
