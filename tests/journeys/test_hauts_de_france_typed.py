"""The Hauts-de-France, typed: the passes of 2020 with or without FEDER, the calendar of 2022."""

import datetime as dt

from budget.models import BudgetLine
from conventions.models import Avenant, Convention
from deliberations.models import Deliberation
from financing.models import Plan
from tests.journeys.typed_programme import TypedProgramme, compared, dumped
from tests.journeys.typist import CHECK, Said

STATE = "Convention avec l’État"
PICARDIE = "FEDER, PO Picardie, axe 2 (sollicité)"


class TestHautsDeFranceTyped(TypedProgramme):
    __test__ = True
    code = "hauts-de-france"

    def vote(self, number):
        return self.words("dossiers:deliberation", Deliberation.objects.get(number=number))

    def test_what_a_manager_types_is_what_the_file_says(self):
        assert compared(dumped(self.code)) == self.wanted

    def test_the_votes_are_read_and_exported(self):
        self.reads(
            self.vote("2020.00263"),
            "52 pour, 0 contre, 0 abstention ; 41 présents et 11 pouvoirs.",
            "Absents 2 Ceux qui n’ont pas pris part au vote 0 Signée par Xavier",
            "Exécutoire inconnu",
            "Thiérache Délibération n° 2019.00610 Délibération n° 2019.01475",
        )
        self.reads(self.vote("2022.01883"), "0 abstention ; 42 présents et 12 pouvoirs.")

        votes = {one["Numéro"]: one["Vote"] for one in self.sheet("deliberations:index")}
        assert votes["2020.00263"].startswith("52\u00a0pour")
        assert votes["2020.01244"] == "vote non communiqué"

    def test_the_own_share_depends_on_the_feder_grant(self):
        self.reads(
            self.words("financing:plan", Plan.objects.get(title="Plan si le FEDER est accordé")),
            "État aide publique État 488 900,00 64,00 %",
            "FEDER Picardie (sollicité) aide publique, réservée à « Picardie » "
            "Union européenne (FEDER) 125 000,00 16,36 %",
            "Région Hauts-de-France 150 000,00 19,64 %",
        )
        self.reads(
            self.words("financing:plan", Plan.objects.get(title="Plan sans le FEDER")),
            "Région Hauts-de-France 275 000,00 36,00 %",
        )
        shares = {one["Plan"]: one["Part propre (€)"] for one in self.sheet("financing:plans")}
        assert shares == {
            "Plan si le FEDER est accordé": "150000,00",
            "Plan sans le FEDER": "275000,00",
        }

    def test_the_cost_beside_the_passes_is_ten_euros_over_ten_percent(self):
        for title in (STATE, PICARDIE):
            self.reads(
                self.words("dossiers:convention", Convention.objects.get(title=title)),
                "10,0013 % (76 400,00 € sur 763 900,00 €)",
                "C’est 10,00 € de plus que 10 %, soit 76 390,00 €, "
                "si la limite de l’appel national s’applique.",
            )
        said = [one["Écart"].replace("\u00a0", " ") for one in self.sheet("findings:findings")]
        assert len(said) == 3
        assert "10,0013 % du total et 10,00 € de plus que 10 % (76 390,00 €)" in said[0]

    def test_the_feder_of_picardie_says_where_it_can_pay(self):
        self.reads(
            self.words("dossiers:convention", Convention.objects.get(title=PICARDIE)),
            "Ce texte est un projet.",
            "Territoire, par département 02, 60, 80",
        )

    def test_the_phasing_makes_the_authorisation(self):
        line = BudgetLine.objects.get()
        phasing = "2020 244 450,00 2021 427 780,00 2022 91 670,00 Autorisation 763 900,00"

        self.reads(
            self.words("budget:budget-line", line),
            "Chapitre 935 Fonction 56 Nature 6518 Programme budgétaire 56000017",
            phasing,
        )
        self.reads(self.vote("2020.00263"), phasing)
        assert self.sheet("budget:budget-lines")[0]["AP ou AE (€)"] == "763900,00"

    def test_a_phasing_one_euro_short_is_refused_and_nothing_is_lost(self):
        self.typist.open("budget:add-budget-line")
        self.typist.fill({"year": 2021, "imputation": "935", "section": "functioning"})
        self.typist.fill({"authorised": 763_900, "side": "depense"})
        years = [(2020, 244_450), (2021, 427_780), (2022, 91_669)]
        self.typist.lines("phases", [{"year": year, "amount": paid} for year, paid in years])
        self.typist.press("Enregistrer la ligne", refused=True)

        assert "763 900,00 €. Il manque 1,00 €" in self.typist.refusals_of("phases")
        assert self.typist.control("phases-2-amount").values == ["91669"]
        assert BudgetLine.objects.get().phases.get(year=2022).amount == 91_670

    def test_what_the_vote_assigns_is_committed_by_the_market(self):
        self.reads(
            self.words("budget:budget-line", BudgetLine.objects.get()),
            "Il reste 102 900,00 € à engager sur 763 900,00 € affectés.",
            "Affecté 763 900,00 €",
            "17/01/2022 661 000,00",
        )

    def test_a_plan_one_euro_short_is_refused_and_nothing_is_lost(self):
        self.typist.open("financing:add-plan")
        self.typist.tell(
            {
                "Intitulé": "Plan faux",
                "Total du plan": 763900,
                "Convention que le plan finance": Said(STATE),
            },
        )
        self.typist.lines("charges", [{"label": "Pass", "amount": 763900}])
        self.typist.lines("resources", [{"label": "État", "amount": 763899}])
        self.typist.press("Enregistrer le plan", refused=True)

        assert "Il manque 1,00 €" in self.typist.refusals_of("resources")
        assert not self.typist.refusals_of("charges")
        assert self.typist.shown("Intitulé") == "Plan faux"
        assert self.typist.control("resources-0-amount").values == ["763899"]
        assert not Plan.objects.filter(title="Plan faux").exists()

    def test_each_deliberation_sets_its_calendar_without_any_signature(self):
        self.reads(
            self.words("dossiers:timeline"),
            "Calendrier en vigueur au 15 mai 2023 : "
            "pass utilisables du 4 février 2020 au 31 décembre 2024 inclus.",
            "2022 inclus 66 100 pass à déployer, dont 28 000 (Picardie) remplacé",
            "04/02/2020 du 4 février 2020 au 31 décembre 2021 inclus 68 750 pass à déployer",
            "rattachés à 2020.01244 par hypothèse",
        )
        self.reads(self.vote("2022.01883"), "En vigueur depuis le 22 novembre 2022")

    def test_the_signature_of_the_state_has_an_unknown_day_and_a_source(self):
        self.reads(
            self.words("dossiers:convention", Convention.objects.get(title=STATE)),
            "Signature avant le 4 février 2020, jour inconnu",
            "Première délibération qui la cite comme signée N° 2020.00263 du 4 février 2020",
            "Source de la signature « la convention signée en ce sens »",
            "Subvention maximale 488 900,00 €",
            "Annoncé : 31 décembre 2024 (avenant n° 1, voté, pas encore signé)",
        )
        row = next(one for one in self.sheet("dossiers:conventions") if one["Convention"] == STATE)
        assert (row["État"], row["Signée le"]) == ("Signée", "avant le 04/02/2020")
        assert row["Subvention au plus (€)"] == "488900,00"

    def test_the_avenant_stays_voted_until_staff_sign_it(self):
        convention = Convention.objects.get(title=STATE)
        avenant = Avenant.objects.get()
        self.reads(self.words("dossiers:avenant", avenant), "voté", "31 décembre 2024")

        self.typist.open("dossiers:sign-avenant", avenant.public_id)
        self.typist.tell({"Date de signature": dt.date(2023, 1, 9)})
        self.typist.press(CHECK)
        self.typist.press("Signer l’avenant n° 1")

        before = self.words("dossiers:convention", convention, jour="08/01/2023")
        self.reads(before, "fin de l’action non communiquée")
        since = self.words("dossiers:convention", convention, jour="09/01/2023")
        self.reads(since, "l’action finit le 31 décembre 2024")

    def test_the_votes_that_a_text_cites_stand_before_it(self):
        self.reads(
            self.words("dossiers:timeline"),
            "Vise la n° 2019.01354 du 27 juin 2019",
            "Vise la n° 2020.00263 du 4 février 2020",
            "Vise la n° 2020.01244 du 1er juillet 2020",
            "Vise la n° 2022.00258 du 1er février 2022",
        )
