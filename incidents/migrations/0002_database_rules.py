"""What the database itself refuses of blocks."""

from django.db import migrations

from common.constraints import REFUSE_CHANGE, at_commit, function, trigger

FOLLOWS = "incidents_block_follows_carnet"
BLOCKS = [
    trigger("block_stays", "BEFORE DELETE ON incidents_block", calls=REFUSE_CHANGE),
    # A carnet is blocked as long as one of its blocks is open, and no longer.
    function(
        FOLLOWS,
        """
DECLARE held bigint;
BEGIN
  IF TG_TABLE_NAME = 'incidents_block' THEN
    held := NEW.carnet_id;
  ELSE
    held := NEW.id;
  END IF;
  IF EXISTS (SELECT FROM distribution_carnet WHERE id = held AND state = 'blocked')
     <> EXISTS (SELECT FROM incidents_block WHERE carnet_id = held AND lifted_at IS NULL) THEN
    RAISE EXCEPTION 'carnet %: blocked without a block, or not blocked with one', held
      USING ERRCODE = 'check_violation', CONSTRAINT = 'block_follows_carnet';
  END IF;
  RETURN NULL;
END
""",
    ),
    at_commit(
        "block_follows_carnet",
        "AFTER INSERT OR UPDATE ON incidents_block",
        calls=FOLLOWS,
    ),
    at_commit(
        "block_follows_carnet",
        "AFTER UPDATE OF state ON distribution_carnet",
        calls=FOLLOWS,
        when="OLD.state IS DISTINCT FROM NEW.state AND (OLD.state = 'blocked' OR NEW.state = 'blocked')",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_initial"),
        ("distribution", "0003_shipment_rules"),
        ("audit", "0002_database_rules"),
    ]

    operations = BLOCKS
