"""The list of votes, and the forms that enter them, tie them and give them a calendar."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.actors import SYSTEM
from deliberations.actions import deliberations
from deliberations.actions.deliberations import GroupSpec, VisaSpec
from deliberations.enums import Vote
from deliberations.models import Calendar, Deliberation, Visa
from tests.factories.accounts import NOON
from tests.factories.deliberations import DeliberationFactory
from tests.reading import as_csv, page, texts, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JOURNAL = {"by": SYSTEM.at(NOON)}
LIST = reverse("deliberations:index")
ADD = reverse("deliberations:add")
VOTE = {
    "number": "2023-204",
    "assembly": "Commission permanente",
    "session_on": "15 mai 2023",
    "subject": "Avenant à la convention avec l’ANCT",
    "votes_for": "43",
    "votes_against": "0",
    "abstentions": "0",
    "decision": "Article 1 : signer.",
    "source": "",
}


@pytest.fixture
def earlier(programme):
    return DeliberationFactory(
        programme=programme,
        number="2020-176",
        assembly="Conseil départemental",
        session_on=dt.date(2020, 7, 6),
        subject="Une action immédiate",
    )


@pytest.fixture
def vote(programme):
    return DeliberationFactory(
        programme=programme,
        number="2022-284",
        session_on=dt.date(2022, 7, 4),
        votes_for=44,
        votes_against=0,
        abstentions=0,
    )


def numbers(response):
    return [row.record.number for row in response.context["listing"].table.paginated_rows]


def test_votes_are_listed_the_latest_first_and_counted(manager, earlier, vote):
    answer = manager.get(LIST)

    assert numbers(answer) == ["2022-284", "2020-176"]
    shown = texts(answer)
    assert "2 délibérations" in shown
    assert "La dernière : n° 2022-284, votée le 4 juillet 2022." in shown
    assert "44 pour, 0 contre, 0 abstention" in shown
    assert "vote non communiqué" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "immédiate"}, ["2020-176"]),
        ({"q": "2022"}, ["2022-284"]),
        ({"assemblee": "Conseil départemental"}, ["2020-176"]),
        ({"annee": "2022"}, ["2022-284"]),
        ({"vote": "connu"}, ["2022-284"]),
        ({"vote": "inconnu"}, ["2020-176"]),
        ({"tri": "number"}, ["2020-176", "2022-284"]),
        ({"tri": "-assembly"}, ["2020-176", "2022-284"]),
        ({"annee": "2020", "vote": "connu"}, []),
    ],
)
def test_filters_in_the_address_find_votes_and_their_files_hold_them(
    manager, earlier, vote, query, found
):
    assert numbers(manager.get(LIST, query)) == found
    if found:
        rows = as_csv(manager.get(LIST, query | {"fichier": "csv"}))
        assert [row[0] for row in rows[1:]] == found
        book = openpyxl.load_workbook(
            io.BytesIO(manager.get(LIST, query | {"fichier": "xlsx"}).content)
        )
        assert [row[0].value for row in book.active.iter_rows(min_row=2)] == found


def test_the_file_has_what_the_pages_of_votes_show(manager, vote):
    groups = [GroupSpec("Groupe A", Vote.FOR), GroupSpec("Groupe B", Vote.ABSTENTION)]
    changes = {"present": 40, "proxies": 4, "published_on": dt.date(2022, 7, 5)}
    deliberations.edit(vote, groups=groups, signed_by="M. Duhem", **changes, **JOURNAL)

    head, row = as_csv(manager.get(LIST, {"fichier": "csv"}))

    told = dict(zip(head, row, strict=True))
    assert "40\u00a0présents et 4\u00a0pouvoirs" in told["Vote"]
    assert [told[name] for name in ("Pour", "Présents", "Excusés")] == ["44", "40", ""]
    assert told["Groupes"] == "Pour\u00a0: Groupe A – Abstention\u00a0: Groupe B"
    assert (told["Publiée le"], told["Exécutoire"]) == ("2022-07-05", "")
    assert told["Signée par"] == "M. Duhem"
    shown = words(manager.get(LIST))
    assert "inconnu" in shown
    assert "Excusés" not in shown


def test_none_yet_is_not_none_found(manager, programme):
    none_yet = texts(manager.get(LIST))
    DeliberationFactory(programme=programme)
    none_found = texts(manager.get(LIST, {"q": "introuvable"}))

    assert "Aucune délibération encore." in none_yet
    assert "Aucune délibération pour ces filtres." in none_found
    assert "Effacer les filtres" in none_found
    assert "0 délibération sur 1" in none_found


def test_five_votes_ask_as_much_of_the_database_as_one(
    manager, programme, vote, django_assert_num_queries
):
    deliberations.edit(vote, visas=[VisaSpec("Vu le code")], **JOURNAL)
    with CaptureQueriesContext(connection) as asked:
        manager.get(LIST)
    for _ in range(4):
        made = DeliberationFactory(programme=programme, session_on=dt.date(2023, 1, 1))
        deliberations.edit(made, visas=[VisaSpec("Vu la 2022-284", vote)], **JOURNAL)

    with django_assert_num_queries(len(asked)):
        manager.get(LIST)


def form(visas=(), opinions=(), groups=(), **more):
    """What the form of a vote sends."""
    sent = VOTE | more
    for name, lines in (("visas", visas), ("opinions", opinions), ("groups", groups)):
        sent |= {f"{name}-TOTAL_FORMS": len(lines), f"{name}-INITIAL_FORMS": 0}
        for rank, line in enumerate(lines):
            sent |= {f"{name}-{rank}-{key}": value for key, value in line.items()}
    return sent


def url_of(row, name):
    return reverse(f"deliberations:{name}", args=[row.public_id])


def test_a_vote_is_entered_with_its_lines(manager, programme, earlier, vote):
    visas = [
        {"text": "Vu le code général des collectivités territoriales"},
        {"text": "Vu les délibérations n°2020-176 et n°2022-284", "cites": str(earlier.public_id)},
        {"text": "", "cites": str(vote.public_id)},
        {"text": "", "cites": ""},
    ]
    opinions = [
        {"committee": "2ème commission", "given_on": "4/5/2023", "result": "favourable"},
        {"committee": "6ème commission", "given_on": "", "result": ""},
    ]

    groups = [{"name": "Groupe Union", "vote": "for"}, {"name": "", "vote": ""}]
    more = {"present": "37", "published_on": "15/05/2023", "report_number": "24"}

    answer = manager.post(ADD, form(visas, opinions, groups, **more))

    kept = Deliberation.objects.get(number="2023-204")
    assert answer.url == reverse("dossiers:deliberation", args=[kept.public_id])
    assert (kept.programme, kept.session_on, kept.votes_for) == (
        programme,
        dt.date(2023, 5, 15),
        43,
    )
    found = kept.visas.order_by("position").values_list("text", "cites__number")
    assert list(found) == [
        (visas[0]["text"], None),
        (visas[1]["text"], "2020-176"),
        ("", "2022-284"),
    ]
    assert list(kept.groups.values_list("name", "vote")) == [("Groupe Union", "for")]
    assert (kept.present, kept.report_number, kept.transmitted_on) == (37, "24", None)
    said = kept.opinions.order_by("position").values_list("given_on", "result")
    assert list(said) == [(dt.date(2023, 5, 4), "favourable"), (None, "unknown")]
    assert "Délibération n° 2023-204 enregistrée." in texts(manager.get(answer.url))


def test_entered_twice_a_vote_is_kept_once_and_that_is_said(manager):
    manager.post(ADD, form())
    shown = texts(manager.post(ADD, form()))

    assert shown.count("(Commission permanente, 15 mai 2023) est déjà enregistrée.") == 2
    assert Deliberation.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"number": ""}, "Indiquez le numéro de la délibération."),
        ({"session_on": "15 mai"}, "Il manque l’année dans le jour de la séance."),
        ({"votes_for": "-1"}, "Vérifiez le nombre de voix pour : au moins 0."),
        ({"votes_for": "beaucoup"}, "Écrivez le nombre de voix pour en chiffres."),
        ({"votes_for": "99999"}, "Vérifiez le nombre de voix pour : au plus 32767."),
        ({"abstentions": ""}, "Indiquez les trois nombres de voix (pour, contre, abstentions)"),
        ({"subject": "é" * 301}, "Raccourcissez l’objet de la délibération : 300 caractères"),
    ],
)
def test_each_fault_of_a_vote_is_said_twice_and_nothing_is_lost(manager, sent, said):
    shown = texts(manager.post(ADD, form([{"text": "Vu le code"}], **sent)))

    assert shown.count(said) == 2
    assert "Vu le code" in shown
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize(
    ("visa", "opinion", "said"),
    [
        ({"text": "Vu", "cites": "inconnue"}, {}, "Choisissez la délibération visée dans la liste"),
        ({}, {"committee": "", "given_on": "4/5/2023"}, "Indiquez la commission."),
        ({}, {"committee": "6ème", "given_on": "13/05/2023"}, "doit précéder la séance"),
        ({}, {"committee": "6ème", "given_on": "16/05/2023"}, "ne peut pas suivre ce jour"),
    ],
)
def test_each_fault_of_a_line_is_said(manager, visa, opinion, said):
    answer = manager.post(ADD, form([visa], [opinion], session_on="12 mai 2023"))

    assert said in texts(answer)
    assert not Deliberation.objects.exists()


def test_a_vote_that_would_cite_a_later_one_is_refused(manager, programme):
    later = DeliberationFactory(
        programme=programme, number="2024-1", session_on=dt.date(2024, 1, 1)
    )
    sent = form([{"text": "Vu la 2024-1", "cites": str(later.public_id)}])

    shown = texts(manager.post(ADD, sent))

    assert "(15 mai 2023) ne peut pas viser celle n° 2024-1, votée plus tard" in shown


def test_more_lines_are_given_without_losing_what_was_typed(manager):
    sent = form([{"text": "Vu le code"}], [{"committee": "6ème"}]) | {"add-visas": "1"}

    answer = manager.post(ADD, sent)

    sets = answer.context["form"].sets
    assert len(sets["visas"].forms) == 4
    assert len(sets["opinions"].forms) == 4
    assert "Vu le code" in texts(answer)
    assert "2023-204" in texts(answer)
    assert not Deliberation.objects.exists()


def test_a_vote_is_tied_once_and_untied_once(manager, earlier, vote):
    offered = texts(page(manager, "deliberations:tie", vote))
    sent = {"cites": str(earlier.public_id), "text": "Même stratégie"}
    tied = manager.post(url_of(vote, "tie"), sent)
    shown = words(manager.get(tied.url))
    again = texts(manager.post(url_of(vote, "tie"), sent))
    untie = reverse("deliberations:untie", args=[vote.public_id, earlier.public_id])

    assert "n° 2020-176 (Conseil départemental, 6 juillet 2020) – Une action immédiate" in offered
    assert "Délibération n° 2022-284 rattachée à la n° 2020-176." in shown
    assert "Délibération n° 2020-176 du 6 juillet 2020 : Même stratégie" in shown
    assert "Rattachée à la n° 2020-176" in shown
    assert "Aucune autre délibération antérieure n’est saisie." in again
    assert Visa.objects.count() == 1
    assert "ne suivra plus la n° 2020-176" in texts(manager.get(untie))
    assert "Rattachement défait." in texts(manager.post(untie, follow=True))
    assert "Ce rattachement n’existe plus." in texts(manager.post(untie, follow=True))
    assert not Visa.objects.exists()


def test_a_vote_is_offered_earlier_ones_that_it_does_not_cite(manager, programme, earlier, vote):
    cited = DeliberationFactory(programme=programme, session_on=dt.date(2019, 1, 1))
    deliberations.edit(vote, visas=[VisaSpec("Vu", cited)], **JOURNAL)
    DeliberationFactory(programme=programme, session_on=dt.date(2023, 1, 1))

    form = page(manager, "deliberations:tie", vote).context["form"]

    assert [label for _, label in form.fields["cites"].choices] == [
        "n°\u00a02020-176 (Conseil départemental, 6\u00a0juillet\u00a02020) – Une action immédiate"
    ]


def test_many_earlier_votes_are_offered_in_a_list(manager, programme, vote):
    for n in range(7):
        DeliberationFactory(programme=programme, session_on=dt.date(2015 + n, 1, 1))

    assert '<select name="cites"' in page(manager, "deliberations:tie", vote).text


def test_a_calendar_is_decided_by_a_vote(manager, vote):
    sent = {"starts_on": "1er janvier 2021", "ends_on": "31/12/2023", "note": "Article 3"}

    before = texts(page(manager, "deliberations:add-calendar", vote))
    answer = manager.post(url_of(vote, "add-calendar"), sent)
    shown = texts(manager.get(answer.url))
    again = texts(manager.post(url_of(vote, "add-calendar"), sent))

    kept = Calendar.objects.get()
    assert "Ce calendrier sera en vigueur depuis la séance du 4 juillet 2022" in before
    assert (kept.in_force_on, kept.deliberation) == (vote.session_on, vote)
    assert "Calendrier enregistré : pass utilisables du 1er janvier 2021" in shown
    assert "Un calendrier a déjà été décidé ce jour-là." in again


def test_a_calendar_that_ends_before_it_starts_is_refused(manager, vote):
    sent = {"starts_on": "01/01/2023", "ends_on": "31/12/2022"}

    shown = texts(manager.post(url_of(vote, "add-calendar"), sent))

    assert shown.count("La fin du calendrier doit suivre son début.") == 2
    assert not Calendar.objects.exists()
