"""What the database itself refuses of votes, agreements, files and money: a list for each noun."""

from django.db import migrations

from common.constraints import (
    REFUSE_CHANGE,
    append_only,
    at_commit,
    function,
    keeps_folder,
    trigger,
)

# A signature is kept. An unknown day of signature may become known.
SIGNATURES = [
    function(
        "conventions_signature_is_kept",
        """
BEGIN
  RAISE EXCEPTION '%: its signature is kept', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_kept';
END
""",
    ),
    *(
        trigger(
            "signature_kept",
            f"BEFORE UPDATE ON conventions_{noun}",
            calls="conventions_signature_is_kept",
            when=f"""
    OLD.signed_at IS NOT NULL AND (
    ({kept.format("NEW")}) IS DISTINCT FROM ({kept.format("OLD")})
    OR (OLD.signed_on IS NOT NULL AND NEW.signed_on IS DISTINCT FROM OLD.signed_on))""",
        )
        for noun, kept in (
            ("convention", "{0}.signed_at"),
            ("avenant", "{0}.signed_at, {0}.stated_effective_on"),
        )
    ),
]
# Avenants keep their number and their convention.
AVENANTS = [
    trigger(
        "avenant_number_kept",
        "BEFORE UPDATE ON conventions_avenant",
        calls="conventions_avenant_number_is_kept",
        when="(NEW.number, NEW.convention_id) IS DISTINCT FROM (OLD.number, OLD.convention_id)",
        body="""
BEGIN
  RAISE EXCEPTION 'avenant: its number and convention are kept'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_number_kept';
END
""",
    ),
]
# What an avenant writes is of the convention that it amends.
TEXTS = [
    function(
        "conventions_avenant_of_its_convention",
        """
BEGIN
  IF NOT EXISTS (SELECT 1 FROM conventions_avenant
                 WHERE id = NEW.avenant_id AND convention_id = NEW.convention_id) THEN
    RAISE EXCEPTION '%: the avenant is of another convention', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_of_its_convention';
  END IF;
  RETURN NEW;
END
""",
    ),
    *(
        trigger(
            "avenant_of_its_convention",
            f"BEFORE INSERT OR UPDATE ON conventions_{noun}",
            calls="conventions_avenant_of_its_convention",
            when="NEW.avenant_id IS NOT NULL",
        )
        for noun in ("party", "clause", "obligation")
    ),
]
# At commit nothing is in force unsigned.
IN_FORCE = [
    function(
        "conventions_in_force_is_signed",
        """
DECLARE signed timestamptz;
BEGIN
  IF NEW.avenant_id IS NULL THEN
    SELECT signed_at INTO signed FROM conventions_convention WHERE id = NEW.convention_id;
  ELSE
    SELECT signed_at INTO signed FROM conventions_avenant WHERE id = NEW.avenant_id;
  END IF;
  IF signed IS NULL THEN
    RAISE EXCEPTION '%: its text is not signed', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = 'in_force_is_signed';
  END IF;
  RETURN NULL;
END
""",
    ),
    *(
        at_commit(
            "in_force_is_signed",
            f"AFTER INSERT OR UPDATE ON conventions_{noun}",
            calls="conventions_in_force_is_signed",
            when="NEW.effective_on IS NOT NULL",
        )
        for noun in ("clause", "obligation")
    ),
]
# A clause in force is never changed nor deleted.
CLAUSES = [append_only("conventions_clause", when="OLD.effective_on IS NOT NULL")]
# An obligation in force is never changed nor deleted; who sees to it, and who represents the
# authority, may change.
OBLIGATIONS = [
    trigger(
        "kept",
        "BEFORE DELETE ON conventions_obligation",
        calls=REFUSE_CHANGE,
        when="OLD.effective_on IS NOT NULL",
    ),
    trigger(
        "append_only",
        "BEFORE UPDATE ON conventions_obligation",
        calls=REFUSE_CHANGE,
        when="""
    OLD.effective_on IS NOT NULL AND
    (to_jsonb(NEW) - '{responsible_id,member}'::text[])
    IS DISTINCT FROM (to_jsonb(OLD) - '{responsible_id,member}'::text[])""",
    ),
]
# The files of a row stay with it.
FOLDERS = [
    *keeps_folder("conventions_convention"),
    *keeps_folder("conventions_avenant"),
]


class Migration(migrations.Migration):
    dependencies = [("conventions", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        *SIGNATURES,
        *AVENANTS,
        *TEXTS,
        *IN_FORCE,
        *CLAUSES,
        *OBLIGATIONS,
        *FOLDERS,
    ]
