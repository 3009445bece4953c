"""What the page of one's own account shows."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.second_factors import factors_of, recovery_codes_left
from common.formats import count, day


def account_page(user: User) -> dict[str, Any]:
    factor = factors_of(user).first()
    rows = [
        {"key": "Adresse électronique", "value": user.email},
        {
            "key": "Mot de passe",
            "value": "choisi par vous",
            "url": reverse("accounts:change-password"),
            "act": "Changer",
        },
        {
            "key": "Second facteur",
            "value": f"application, depuis le {day(factor.created_at)}" if factor else "",
            "url": reverse("accounts:remove-factor") if factor else "",
            "act": "Retirer",
            "missing": "Ajouter une application",
            "missing_url": reverse("accounts:add-factor"),
        },
    ]
    if factor:
        left = recovery_codes_left(user)
        rows.append(
            {
                "key": "Codes de secours",
                "value": count(left, "code") if left else "aucun code",
                "url": reverse("accounts:recovery-codes"),
                "act": "Refaire",
            }
        )
    return {"rows": rows, "has_factor": factor is not None}
