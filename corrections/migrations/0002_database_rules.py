"""What the database itself refuses of corrections."""

from django.db import migrations

from common.constraints import REFUSE_CHANGE, trigger

# A decided correction never changes; none is deleted.
KEPT = [
    trigger("kept", "BEFORE DELETE ON corrections_correction", calls=REFUSE_CHANGE),
    trigger(
        "append_only",
        "BEFORE UPDATE ON corrections_correction",
        calls=REFUSE_CHANGE,
        when="OLD.state <> 'proposed'",
    ),
]
# What it corrects is of the convention of its avenant.
TEXTS = [
    trigger(
        "avenant_of_its_convention",
        "BEFORE INSERT OR UPDATE ON corrections_correction",
        calls="conventions_avenant_of_its_convention",
        when="NEW.avenant_id IS NOT NULL",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("corrections", "0001_initial"),
        ("conventions", "0002_database_rules"),
        ("audit", "0002_database_rules"),
    ]

    operations = [*KEPT, *TEXTS]
