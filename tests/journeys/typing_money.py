"""The plans, the lines and the subsidies of a programme file, typed in the pages."""

from budget.models import BudgetLine
from tests.journeys.typing_agreements import organisation
from tests.journeys.typist import Said


def type_plans(typist, entries, names, titles):
    """`titles` gives the title of a convention by its short name in the file."""
    for entry in entries:
        plain = ("title", "total", "aid_limit", "limit_reason", "note", "perimeter")
        plain += ("part_name", "part_amount")
        typist.open("financing:add-plan").fill({name: entry.get(name) for name in plain})
        if "convention" in entry:
            typist.fill({"convention": Said(titles[entry["convention"]])})
        sides = {"charge": [], "resource": []}
        for item in entry["items"]:
            said = {name: value for name, value in item.items() if name != "side"}
            if "funder" in said:
                said["funder"] = Said(names[said["funder"]]["name"])
            sides[item["side"]].append(said)
        typist.lines("charges", sides["charge"]).lines("resources", sides["resource"])
        typist.press("Enregistrer le plan")


def type_budget_lines(typist, entries):
    for entry in entries:
        plain = ("year", "imputation", "operation", "label", "section", "norm")
        amounts = ("authorised", "assigned", "credits", "available", "proposed")
        typist.open("budget:add-budget-line")
        typist.fill({name: entry.get(name) for name in (*plain, *amounts)})
        typist.fill({"side": "recette" if entry.get("is_income") else "depense"})
        typist.fill({"deliberation": Said(f"N° {entry['deliberation']} ")})
        typist.lines("phases", entry.get("phases", []))
        typist.press("Enregistrer la ligne")
        for said in entry.get("commitments", []):
            line = BudgetLine.objects.get(imputation=entry["imputation"], year=entry["year"])
            typist.open("budget:commit", line.public_id)
            typist.fill({"amount": said["amount"], "on": said["committed_on"]})
            typist.fill({"subject": said["subject"]}).press("Vérifier", refused=True)
            typist.press("Engager ce montant")


def type_subsidies(typist, entries, names):
    for entry in entries:
        line = entry["line"]
        typist.open("budget:add-subsidy")
        organisation(typist, "", names[entry["beneficiary"]])
        plain = (
            "beneficiary_quality",
            "purpose",
            "amount",
            "third_party_budget",
            "taxes",
            "report_due_on",
        )
        typist.fill({name: entry.get(name) for name in plain} | {"on": entry.get("committed_on")})
        typist.fill({"deliberation": Said(f"N° {entry['deliberation']} ")})
        named = ", ".join(
            part for part in (line["imputation"], _operation(line), str(line["year"])) if part
        )
        typist.fill({"line": Said(f"{named} :")})
        for side, prefix in (("charge", "charges"), ("resource", "resources")):
            typist.lines(prefix, _posts(entry["sub_totals"], side))
        typist.press("Enregistrer la subvention")


def _operation(line):
    return f"opération {line['operation']}" if "operation" in line else ""


def _posts(sub_totals, side):
    """A sub-total, then its posts under it."""
    return [
        {"kind": kind, "label": one["label"], "amount": one["amount"]}
        for total in sub_totals
        if total["side"] == side
        for kind, one in [
            ("sous-total-public" if total.get("is_public") else "sous-total", total),
            *(("poste", post) for post in total.get("posts", [])),
        ]
    ]
