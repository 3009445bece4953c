"""The votes and the agreements of a programme file, typed in the pages, one after the other."""

from conventions.enums import Block
from conventions.models import Avenant, Convention
from conventions.pages.texts import SLUG_BY_BLOCK
from deliberations.actions.deliberations import FACTS
from deliberations.models import Deliberation
from tests.journeys.typist import CHECK, Said

AROUND = ("article", "note", "wording")


def type_deliberations(typist, entries):
    for entry in sorted(entries, key=lambda one: one["session_on"]):
        typist.open("deliberations:add")
        typist.fill({name: entry.get(name) for name in (*FACTS, "decision")})
        typist.lines("visas", [_visa(one) for one in entry.get("visas", [])])
        typist.lines("opinions", [_opinion(one) for one in entry.get("opinions", [])])
        typist.lines("groups", entry.get("groups", []))
        typist.press("Enregistrer la délibération")
        for tie in entry.get("ties", []):
            _tie(typist, entry["number"], tie)


def _visa(said):
    return {"text": said.get("text"), "cites": cited(said["cites"]) if "cites" in said else None}


def _opinion(said):
    return {name: said.get(name) for name in ("committee", "given_on", "result")}


def cited(number):
    return Said(f"n° {number} ")


def _tie(typist, number, tie):
    typist.open("deliberations:tie", vote(number).public_id)
    typist.fill({"cites": cited(tie["cites"]), "text": tie.get("text")})
    typist.press("Rattacher la délibération")


def vote(number):
    return Deliberation.objects.get(number=number)


def type_calendars(typist, entries):
    """A calendar is in force from the session of its vote."""
    for entry in entries:
        found = vote(entry["deliberation"])
        assert entry["in_force_on"] == found.session_on
        typist.open("deliberations:add-calendar", found.public_id)
        asked = ("starts_on", "ends_on", "passes", "part_passes", "part_name", "note")
        typist.fill({name: entry.get(name) for name in asked})
        typist.press("Mettre ce calendrier en vigueur")


def type_conventions(typist, entries, names):
    """`names` gives the name and SIRET of an organisation by its short name in the file."""
    for entry in entries:
        asked = ("title", "filed_on", "programmed_on", "programmed_by")
        asked += ("european_programme", "european_axis")
        identity = {name: entry.get(name) for name in asked}
        typist.open("conventions:add").fill(identity)
        typist.fill({"quality": entry.get("funder_quality")})
        if "cited_by" in entry:
            typist.fill({"cited_by": Said(f"N° {entry['cited_by']} ")})
        organisation(typist, "", names[entry["funder"]])
        typist.press("Ouvrir le projet")
        convention = Convention.objects.get(title=entry["title"])
        _type_text(typist, "conventions:text", convention, entry, names)
        _conclude(typist, convention, entry)
        for said in entry.get("avenants", []):
            _type_avenant(typist, convention, said, names)


def organisation(typist, prefix, known):
    """Choose it in the list when the page has it, else name it."""
    if typist.offers(f"{prefix}organisation", known["name"]):
        typist.fill({f"{prefix}organisation": Said(known["name"])})
        return
    typist.fill({f"{prefix}organisation": ""})
    typist.fill({f"{prefix}other_name": known["name"]})
    typist.fill({f"{prefix}other_siret": known.get("siret")})


def _conclude(typist, convention, entry):
    if "deliberation" in entry:
        typist.open("dossiers:vote", convention.public_id)
        typist.fill({"deliberation": Said(f"N° {entry['deliberation']} ")})
        typist.press("Enregistrer le vote")
    if "signed_on" in entry or "signed_source" in entry:
        typist.open("dossiers:sign", convention.public_id)
        typist.fill({name: entry.get(name) for name in ("signed_on", "effective_on")}).press(CHECK)
        typist.fill({"source": entry.get("signed_source")})
        typist.press("Signer la convention")


def _type_avenant(typist, convention, entry, names):
    typist.open("conventions:add-avenant", convention.public_id)
    typist.fill({"subject": entry["subject"], "blocks": _opened(entry)})
    typist.press("Ouvrir l’avenant")
    avenant = Avenant.objects.get(convention=convention, number=entry["number"])
    _type_text(typist, "conventions:avenant-text", avenant, entry, names)
    typist.open("dossiers:vote-avenant", avenant.public_id)
    typist.fill({"deliberation": Said(f"N° {entry['deliberation']} ")})
    typist.press("Enregistrer le vote")


def _opened(entry):
    kinds = {one["kind"] for one in entry.get("clauses", [])}
    found = [block.value for block in Block if kinds & set(block.kinds)]
    lists = [(Block.OBLIGATIONS, "obligations"), (Block.PARTIES, "parties")]
    return found + [block.value for block, name in lists if name in entry]


def _type_text(typist, page, text, entry, names):
    """Each part of a text that the file fills."""
    for block in Block:
        clauses = [one for one in entry.get("clauses", []) if one["kind"] in block.kinds]
        if clauses:
            typist.open(page, text.public_id, SLUG_BY_BLOCK[block])
            for clause in clauses:
                _type_clause(typist, clause)
            typist.press("Enregistrer cette partie")
    if "obligations" in entry:
        typist.open(page, text.public_id, SLUG_BY_BLOCK[Block.OBLIGATIONS])
        typist.lines("obligations", entry["obligations"])
        typist.press("Enregistrer les obligations")
    if "parties" in entry:
        typist.open(page, text.public_id, SLUG_BY_BLOCK[Block.PARTIES])
        for rank, said in enumerate(entry["parties"]):
            _type_party(typist, f"parties-{rank}-", said, names)
        typist.press("Enregistrer les parties")


def _type_clause(typist, clause):
    kind = clause["kind"]
    if "rows" in clause:
        typist.lines(kind, clause["rows"])
    else:
        typist.fill({kind: clause["value"]})
    typist.fill({f"{kind}_{part}": clause.get(part) for part in AROUND})


def _type_party(typist, prefix, said, names):
    organisation(typist, prefix, names[said["organisation"]])
    plain = ("quality", "represented_by", "represented_as")
    typist.fill({f"{prefix}{name}": said.get(name) for name in plain})
