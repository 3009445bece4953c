"""Words of the gallery: states, messages, outcomes of a scan."""


def samples() -> dict[str, object]:
    return {
        "families": FAMILIES.items(),
        "messages_shown": [
            {"family": family, "sentence": sentence, **more}
            for family, sentence in MESSAGES.items()
            for more in ({}, WAY_ON)
        ],
        "outcomes": OUTCOMES,
        "consequences": CONSEQUENCES,
        "primary": {"label": "Préparer une convention", "url": "#preparer"},
        "secondary": [{"label": "Modifier", "url": "#modifier"}],
    }


FAMILIES = {
    "to_come": "commandé",
    "under_way": "en service",
    "done": "utilisé",
    "watch": "en retard",
    "stopped": "bloqué",
}
MESSAGES = {
    "information": "Le rapport sera prêt dans une minute.",
    "done": "Carnet n°\u00a004512 remis. Reçu R-2023-00871.",
    "watch": "3\u00a0pass à confirmer\u00a0: ils ne sont pas encore payés.",
    "stopped": "Ce code n’est pas reconnu. Rien n’a été encaissé.",
}
WAY_ON = {"detail": "Gardez cette page ouverte.", "url": "#suite", "act": "Voir la suite"}
CONSEQUENCES = [
    "Après signature, la fin de l’action devient le 31\u00a0décembre\u00a02023.",
    "Corriger demandera un nouvel avenant.",
]
OUTCOMES = [
    ("information", "Pass prêt", ["10,00\u00a0€, utilisable jusqu’au 31\u00a0décembre\u00a02023."]),
    (
        "done",
        "3\u00a0pass encaissés",
        ["30,00\u00a0€ à payer à votre structure.", "Reçu R-2023-00871."],
    ),
    ("watch", "À confirmer", ["Hors ligne. Ce pass sera envoyé au retour du réseau."]),
    (
        "stopped",
        "Déjà utilisé",
        [
            "C’était le 12\u00a0mai\u00a02023 à\u00a014\u00a0h\u00a030, dans un autre lieu.",
            "Rien n’a été encaissé.",
            "Demandez un autre pass du carnet.",
        ],
    ),
]
