"""What the database itself refuses of régies, their ceilings and what is signed there."""

from django.db import migrations

from common.constraints import REFUSE_CHANGE, append_only, keeps_folder, trigger

RULES = [
    # A ceiling is replaced by a later one, with its act; it is never changed.
    append_only("regies_ceiling"),
    # What two people signed stays as they signed it, to the byte.
    append_only("regies_sheet", when="OLD.state = 'closed'"),
    trigger("sheet_stays", "BEFORE DELETE ON regies_sheet", calls=REFUSE_CHANGE),
    trigger("appointment_stays", "BEFORE DELETE ON regies_appointment", calls=REFUSE_CHANGE),
    trigger("regie_stays", "BEFORE DELETE ON regies_regie", calls=REFUSE_CHANGE),
    *keeps_folder("regies_regie"),
]


class Migration(migrations.Migration):
    dependencies = [("regies", "0001_initial"), ("audit", "0002_database_rules")]

    operations = RULES
