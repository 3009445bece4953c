"""The facts of the five deliberations, as the two shipped files load and the pages show them."""

import datetime as dt
import io
import os
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from audit.models import Event
from budget.actions import commitments
from budget.enums import Side
from budget.models import BudgetLine, Subsidy
from common.money import ratio, share
from conventions.actions import avenants
from conventions.enums import AvenantState, Cadence, ClauseKind, ConventionState, Origin
from conventions.models import Avenant, Convention, Obligation
from conventions.readings.schedules import first_day
from deliberations.enums import VisaOrigin
from deliberations.models import Deliberation
from deliberations.readings import deliberation_findings
from distribution.models import Lot
from finance.readings.spending import Spending
from findings.readings import of_programme
from places.models import Qualification
from programmes.models import Programme
from reporting.readings.passes_by_month import paces_on
from tests.factories.accounts import UserFactory, sign_in
from tests.facts.pages import unread
from tests.facts.rows import seeds
from tests.passnum import deletions
from tests.passnum.loading import adds_nothing, check_keys_once, dumped

PAS_DE_CALAIS, HAUTS_DE_FRANCE = "demo/pas-de-calais.toml", "demo/hauts-de-france.toml"
FUZZ = "FUZZ" in os.environ
NEW_YEAR = dt.datetime(2024, 1, 2, 9, tzinfo=dt.UTC)


def load(name):
    out = io.StringIO()
    call_command("load_programme", name, "--commit", stdout=out)
    return out.getvalue()


class TestShippedProgrammes(TestCase):
    """Loaded once for all; a class because only Django's keeps rows from test to test."""

    @classmethod
    def setUpTestData(cls):
        load(PAS_DE_CALAIS)
        load(HAUTS_DE_FRANCE)
        check_keys_once()

    @pytest.fixture(autouse=True)
    def _on_the_day(self, clock):
        self.clock = clock

    def page(self, row, **query):
        programme = row.programme
        sign_in(self.client, UserFactory(role=Role.MANAGER, organisation=programme.authority))
        name = "dossiers:convention" if isinstance(row, Convention) else "dossiers:deliberation"
        url = reverse(name, args=[row.public_id])
        return " ".join(self.client.get(url, query).text.replace("\u00a0", " ").split())

    def end_on(self, *day):
        terms = Convention.objects.get(code="anct").clauses_in_force(dt.date(*day))
        return terms[ClauseKind.ACTION_END].value

    def sign(self, **effect):
        return avenants.sign(
            Avenant.objects.get(convention__code="anct"),
            on=dt.date(2023, 6, 12),
            by=SYSTEM.at(NEW_YEAR),
            **effect,
        )

    def test_each_fact_of_the_texts_is_read_on_its_page(self):
        missing = []
        for name, seed in seeds().items():
            authority = Programme.objects.get(code=seed.programme).authority
            manager = UserFactory(role=Role.MANAGER, organisation=authority)
            facts = unread(sign_in(self.client, manager), manager, seed.facts)
            missing += [f"{name}:{one.line} {one.value} ({one.near}) {one.page}" for one in facts]

        assert missing == []

    def test_loading_both_files_again_changes_nothing(self):
        events = Event.objects.count()

        assert "rien à ajouter" in load(PAS_DE_CALAIS)
        assert "rien à ajouter" in load(HAUTS_DE_FRANCE)
        assert Event.objects.count() == events

    def test_both_written_back_add_nothing_and_share_their_organisations(self):
        assert adds_nothing(dumped("pas-de-calais"))
        assert adds_nothing(dumped("hauts-de-france"))

    def test_who_was_there_is_kept_for_each_vote(self):
        votes = Deliberation.objects.exclude(votes_for=None).order_by("session_on")

        # Nobody is counted twice: the proxies of a région, the excused of a département.
        there = [(v.present, v.proxies, v.excused, v.groups.count()) for v in votes]
        assert there == [
            (41, 11, None, 0),
            (35, None, 9, 5),
            (32, None, 11, 5),
            (42, 12, None, 0),
            (37, None, 6, 5),
        ]
        assert not [one for v in votes for one in deliberation_findings(v)]
        experiment = Deliberation.objects.get(number="2019.01475")
        citing = experiment.cited_by.order_by("pk").values_list("deliberation__number", flat=True)
        assert list(citing) == ["2020.00263", "2022.01883"]

    def test_the_avenant_stays_voted_and_the_former_end_in_force(self):
        avenant = Avenant.objects.get(convention__code="anct")

        assert (avenant.state, avenant.voted_on) == (AvenantState.VOTED, dt.date(2023, 5, 15))
        assert self.end_on(2023, 12, 31) == dt.date(2023, 7, 30)
        shown = self.page(avenant.convention)
        assert "l’action finit le 30 juillet 2023" in shown
        assert "Annoncé : 31 décembre 2023" in shown

    def test_once_signed_each_day_has_its_end(self):
        self.sign(effective_on=dt.date(2023, 7, 1))

        assert self.end_on(2023, 6, 30) == dt.date(2023, 7, 30)
        assert self.end_on(2023, 7, 1) == dt.date(2023, 12, 31)
        convention = Convention.objects.get(code="anct")
        assert "l’action finit le 30 juillet 2023" in self.page(convention, jour="30/06/2023")
        assert "l’action finit le 31 décembre 2023" in self.page(convention, jour="01/07/2023")

    def test_without_a_stated_effect_the_signature_rules(self):
        self.sign()

        assert self.end_on(2023, 6, 11) == dt.date(2023, 7, 30)
        assert self.end_on(2023, 6, 12) == dt.date(2023, 12, 31)

    def test_the_first_text_is_in_the_avenant_s_wording_and_says_so(self):
        convention = Convention.objects.get(code="anct")
        terms = convention.clauses_in_force(dt.date(2021, 3, 11))
        obligations = convention.obligations.exclude(effective_on=None)

        assert terms[ClauseKind.ENGINEERING_CAP].rate == 10
        assert "texte initial non versé" in terms[ClauseKind.ENGINEERING_CAP].note
        assert set(obligations.values_list("effective_on", flat=True)) == {dt.date(2021, 3, 11)}
        assert all("repris de l’avenant 2023-204" in one.note for one in obligations)
        by_avenant = convention.obligations.filter(effective_on=None).order_by("due_on")
        assert [one.due_on for one in by_avenant] == [dt.date(2023, 7, 31), dt.date(2024, 7, 1)]

    def test_contradictory_dates_are_shown_and_the_stated_one_rules(self):
        shown = self.page(Convention.objects.get(code="anct"))

        assert "31 mois à compter du 1er janvier 2021 finissent le 31 juillet 2023" in shown
        assert "30 juillet 2023 plus 5 mois donne le 30 décembre 2023" in shown
        assert "36 mois mènent au 31 décembre 2023 à compter du 1er janvier 2021" in shown
        assert "et non de la signature (11 mars 2021)" in shown
        assert "(fin de l’action) mènent au 30 juin 2024, et non au 1er juillet 2024." in shown
        assert shown.count("La date énoncée fait foi.") == 4

    def test_the_five_feder_posts_add_up_and_the_convention_stays_voted(self):
        feder = Convention.objects.get(code="feder")
        posts = feder.plans.get().items.filter(side=Side.CHARGE)

        assert [post.amount for post in posts.order_by("position")] == [
            Decimal("57356.25"),
            Decimal("1228232.50"),
            Decimal("100226.91"),
            Decimal("1085403.70"),
            Decimal("500000.00"),
        ]
        assert sum(post.amount for post in posts) == feder.plans.get().total
        assert (feder.state, feder.signed_on) == (ConventionState.VOTED, None)
        assert (feder.filed_on, feder.programmed_on) == (
            dt.date(2021, 8, 5),
            dt.date(2021, 10, 22),
        )
        assert feder.deliberation.budget_lines.filter(is_income=True).count() == 3
        shown = self.page(feder)
        for said in (
            "Union européenne (FEDER REACT-EU)",
            "programme opérationnel FEDER-FSE Nord Pas-de-Calais 2014-2020, axe 9 REACT-EU",
            "avis favorable du Comité Unique de Programmation",
            "achat de pass, opération en cours de mise en œuvre",
        ):
            assert said in shown
        assert shown.count("opération réalisée") == 4

    def test_the_feder_rate_is_the_exact_ratio(self):
        clauses = {one.kind: one for one in Convention.objects.get(code="feder").clauses.all()}
        grant, base = clauses["grant_max"].amount, clauses["eligible_base"].amount

        assert share(base, ratio(grant, base)) == Decimal(2_101_975)
        shown = self.page(Convention.objects.get(code="feder"))
        assert "70,74 %" in shown
        assert "ferait perdre 134,42 €" in shown
        assert "Notre lecture : 80 % de 2 971 219,36 €" in shown
        assert "font 2 101 975,488 €" in shown

    def test_public_aid_is_shown_at_both_perimeters(self):
        shown = self.page(Convention.objects.get(code="feder"))

        assert "79,99998 % (2 376 975,00 € sur 2 971 219,36 €)" in shown
        assert "120,74 % (603 722,62 € sur 500 000,00 €)" in shown
        assert "FEDER REACT-EU 353 722,62 €" in shown
        assert "État (ANCT) 250 000,00 €" in shown

    def test_aid_on_picardie_exceeds_its_cost_by_our_reading(self):
        region = Programme.objects.get(code="hauts-de-france")
        sentences = [one.sentence.replace("\u00a0", " ") for one in of_programme(region)]

        assert any("108,64 % (304 201,47 € sur 280 000,00 €)" in one for one in sentences)

    def test_the_phasing_makes_the_regional_authorisation(self):
        line = BudgetLine.objects.get(imputation="935/56/6518/56000017")
        phases = list(line.phases.order_by("year").values_list("year", "amount"))

        assert phases == [(2020, 244_450), (2021, 427_780), (2022, 91_670)]
        assert sum(amount for _, amount in phases) == line.authorised == 763_900

    def test_the_regional_share_depends_on_the_feder_grant(self):
        granted = self.page(Convention.objects.get(code="feder-picardie"))
        alone = self.page(Convention.objects.get(code="etat"))

        assert "150 000,00</td>" in granted
        assert "19,64 %" in granted
        assert "275 000,00</td>" in alone
        assert "36,00 %" in alone
        for shown in (granted, alone):
            assert "10,0013 % (76 400,00 € sur 763 900,00 €)" in shown
            assert "C’est 10,00 € de plus que 10 %, soit 76 390,00 €" in shown
        assert "Territoire, par département" in granted
        assert "02, 60, 80" in granted

    def test_the_nec_subsidy_empties_its_line_and_a_second_euro_is_refused(self):
        subsidy = Subsidy.objects.get()
        tops = subsidy.items.filter(part_of=None)
        line = subsidy.commitment.line

        for side in Side:
            assert sum(item.amount for item in tops.filter(side=side)) == 486_000
        for top in tops.exclude(posts=None):
            assert sum(post.amount for post in top.posts.all()) == top.amount
        assert (subsidy.amount, line.balance) == (10_000, 0)
        assert "soit 2,06 % d’un budget de 486 000,00 €" in self.page(subsidy.deliberation)
        with pytest.raises(commitments.OverBudget, match="Il manque 1,00"):
            commitments.commit(
                line,
                amount=Decimal(1),
                on=dt.date(2022, 9, 28),
                subject="second euro",
                by=SYSTEM.at(NEW_YEAR),
            )

    def test_the_region_s_calendar_follows_its_deliberations_without_signature(self):
        region = Programme.objects.get(code="hauts-de-france")
        days = ((2020, 3, 1), (2020, 6, 30), (2020, 7, 1), (2022, 11, 22))
        found = [region.calendars.in_force_on(dt.date(*day)).first() for day in days]

        assert [(one.ends_on.year, one.passes, one.part_passes) for one in found] == [
            (2021, 68_750, None),
            (2021, 68_750, None),
            (2022, 66_100, 28_000),
            (2024, 66_100, 28_000),
        ]
        paces = [pace for day in days for pace in paces_on(Spending(region, dt.date(*day)))]
        assert [one.schedule.total for one in paces] == [68_750, 68_750, 66_100, 66_100]
        avenant = Avenant.objects.get(convention__code="etat")
        assert avenant.state == AvenantState.VOTED
        assert Convention.objects.get(code="etat").signed_on is None

    def test_the_convention_of_the_state_was_signed_before_the_vote_that_cites_it(self):
        state = Convention.objects.get(code="etat")
        terms = state.clauses_in_force(dt.date(2023, 5, 15))

        assert (state.state, state.voted_on) == (ConventionState.SIGNED, None)
        assert (state.funder.name, state.cited_by.number) == ("État", "2020.00263")
        found = first_day(state, terms)
        assert (found.on, found.origin) == (
            dt.date(2020, 2, 4),
            "première délibération qui la cite",
        )
        assert self.page(state).count("avant le 4 février 2020, jour inconnu") == 1
        assert "Convention avec l’État" in self.page(state.cited_by)

    def test_orders_and_territories_are_those_of_the_texts(self):
        lots = Lot.objects.filter(programme__code="hauts-de-france")
        picardie = [lot for lot in lots if lot.territory == ["02", "60", "80"]]

        assert sum(lot.passes_count for lot in lots) == 66_100
        assert sum(lot.passes_count for lot in picardie) == 28_000
        assert {lot.passes_per_carnet for lot in lots} == {5, 10}

    def test_the_places_of_the_demonstration_are_qualified(self):
        here = Qualification.objects.filter(programme__code="pas-de-calais")

        assert here.covering(dt.date(2023, 5, 15)).count() == 40
        assert here.filter(ends_on__isnull=False).count() == 1
        assert here.order_by("starts_on").first().starts_on == dt.date(2021, 11, 15)

    def test_the_chain_of_votes_goes_from_the_strategy_to_the_avenant(self):
        votes = Deliberation.objects.filter(programme__code="pas-de-calais")
        links = {
            (visa.cites.number, visa.deliberation.number): visa.origin
            for vote in votes
            for visa in vote.visas.filter(cites__isnull=False).order_by("origin", "pk")
        }
        chain = ["2018-593", "2019-438", "2020-176", "2020-480", "2021-10", "2022-284", "2023-204"]
        in_texts = {link for link, origin in links.items() if origin == VisaOrigin.TEXT}

        assert set(pairwise(chain)) <= set(links)
        assert in_texts == {
            ("2018-593", "2022-284"),
            ("2019-438", "2022-284"),
            ("2020-176", "2022-284"),
            ("2020-480", "2022-284"),
            ("2020-176", "2023-204"),
            ("2021-10", "2023-204"),
        }
        twice = votes.get(number="2022-284").visas.filter(cites__number="2020-480")
        assert twice.count() == 2

    def test_the_avenant_names_who_signs_it_and_quotes_its_articles(self):
        avenant = Avenant.objects.get(convention__code="anct")
        signing = avenant.parties.order_by("position")

        assert [(one.organisation.short_name, one.represented_by) for one in signing] == [
            ("ANCT", "Stanislas Bourron"),
            ("Département du Pas-de-Calais", "Jean-Claude Leroy"),
        ]
        end = avenant.clauses.get(kind=ClauseKind.ACTION_END)
        assert "prévue au plus tard le 31 décembre 2023" in end.wording
        launch = Obligation.objects.get(counted_from=Origin.SIGNATURE)
        assert (launch.cadence, launch.delay_months) == (Cadence.WITHIN, 2)

    def test_nothing_is_kept_for_nobody(self):
        """Every item in `make fuzz`, a few of them here."""
        chosen = list(deletions.items())

        assert deletions.kept_for_nobody(self.client, chosen if FUZZ else chosen[::60]) == []
