"""How a depot stands beside its own pace, and by what carnets are shared."""

from django.db.models import TextChoices


class Standing(TextChoices):
    SHORT = "a-court", "Va manquer"
    ASLEEP = "dort", "Dort"
    FINE = "suit", "Suit son rythme"


class Basis(TextChoices):
    PACE = "remises", "Ce que chacun a remis"
    LACK = "manque", "Ce qui manque à chacun"
    EQUAL = "egal", "Autant pour chacun"
