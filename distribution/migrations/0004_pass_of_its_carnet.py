"""A pass is of its carnet's programme and has one of its numbers: judged a statement at a time."""

import django.db.models.deletion
from django.db import migrations, models

OF_ITS_CARNET = """
CREATE FUNCTION distribution_pass_of_its_carnet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh
    JOIN distribution_carnet carnet ON carnet.id = fresh.carnet_id
    JOIN distribution_lot lot ON lot.id = carnet.lot_id
    WHERE fresh.programme_id <> carnet.programme_id OR carnet.programme_id <> lot.programme_id
       OR (fresh.serial - lot.first_serial) / lot.passes_per_carnet
          <> carnet.number - lot.first_carnet
       OR fresh.serial < lot.first_serial) THEN
    RAISE EXCEPTION 'pass: not of its carnet'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'pass_of_its_carnet';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER pass_of_its_carnet AFTER INSERT ON distribution_pass
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION distribution_pass_of_its_carnet();
"""
UNDO = """
DROP TRIGGER pass_of_its_carnet ON distribution_pass;
DROP FUNCTION distribution_pass_of_its_carnet();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0001_initial"),
        ("distribution", "0003_days_in_order_and_reversals"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pass",
            name="programme",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passes",
                to="conventions.programme",
            ),
        ),
        migrations.RunSQL(OF_ITS_CARNET, UNDO),
    ]
