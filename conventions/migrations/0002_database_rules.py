"""What the database itself refuses of votes, agreements, files and money: a list for each noun."""

from django.db import migrations

from common.constraints import (
    REFUSE_CHANGE,
    at_commit,
    function,
    keeps_folder,
    trigger,
)

# A signature is kept, unless an approved correction says so; an unknown day may become known.
SIGNATURES = [
    function(
        "conventions_signature_is_kept",
        """
DECLARE of_avenant boolean := TG_TABLE_NAME = 'conventions_avenant';
BEGIN
  IF EXISTS (SELECT 1 FROM corrections_correction WHERE state = 'approved'
             AND former_signed_at = OLD.signed_at
             AND former_signed_on IS NOT DISTINCT FROM OLD.signed_on
             AND signed_on IS NOT DISTINCT FROM NEW.signed_on
             AND CASE WHEN of_avenant THEN avenant_id = OLD.id
                 ELSE avenant_id IS NULL AND convention_id = OLD.id END) THEN
    RETURN NEW;
  END IF;
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
DECLARE
  signed timestamptz;
  is_held boolean;
BEGIN
  EXECUTE format('SELECT corrected_at IS NULL AND effective_on IS NOT NULL FROM %I WHERE id = $1',
                 TG_TABLE_NAME) INTO is_held USING NEW.id;
  IF NOT coalesce(is_held, false) THEN
    RETURN NULL;
  END IF;
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
# A clause or an obligation in force is never changed nor deleted: an approved correction of its
# text ends it, and another row follows. An obligation keeps its row, which changes once what it was
# is kept beside; who sees to it, and who represents the authority, may change.
HELD = [
    function(
        "conventions_held_until_corrected",
        """
DECLARE
  free text[] := '{corrected_at,responsible_id,member}';
  was jsonb := to_jsonb(OLD) - free;
  becomes jsonb := to_jsonb(NEW) - free;
  corrected timestamptz := coalesce(NEW.corrected_at, NEW.recorded_at);
  is_kept boolean;
BEGIN
  IF NEW.corrected_at IS NULL AND TG_TABLE_NAME = 'conventions_obligation' THEN
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM conventions_obligation WHERE corrected_at = $1
      AND to_jsonb(conventions_obligation) - $2 = to_jsonb($3) - $2)'
      INTO is_kept
      USING corrected, ARRAY['id', 'public_id', 'corrected_at', 'version_of_id'], OLD;
  ELSE
    is_kept := was = becomes;
  END IF;
  IF was = becomes AND OLD.corrected_at IS NOT DISTINCT FROM NEW.corrected_at THEN
    RETURN NEW;
  END IF;
  IF is_kept AND OLD.corrected_at IS NULL AND EXISTS (
    SELECT 1 FROM corrections_correction WHERE state = 'approved' AND decided_at = corrected
    AND convention_id = OLD.convention_id AND avenant_id IS NOT DISTINCT FROM OLD.avenant_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'append-only: UPDATE of % refused', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
""",
    ),
    *(
        trigger(
            "held_until_corrected",
            f"BEFORE UPDATE ON conventions_{noun}",
            calls="conventions_held_until_corrected",
            when="OLD.effective_on IS NOT NULL",
        )
        for noun in ("clause", "obligation")
    ),
    *(
        trigger(
            "kept",
            f"BEFORE DELETE ON conventions_{noun}",
            calls=REFUSE_CHANGE,
            when="OLD.effective_on IS NOT NULL",
        )
        for noun in ("clause", "obligation")
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
        *HELD,
        *FOLDERS,
    ]
