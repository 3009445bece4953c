"""A file is kept once in a place; it never changes, and is withdrawn rather than deleted."""

from django.db import migrations, models

KEPT = """
CREATE FUNCTION conventions_attachment_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'attachment: what is kept never changes'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'attachment_kept';
END $$;
CREATE TRIGGER attachment_kept BEFORE UPDATE ON conventions_attachment FOR EACH ROW
  WHEN (OLD.withdrawn_at IS NOT NULL OR
    to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_reason'
    IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_reason')
  EXECUTE FUNCTION conventions_attachment_is_kept();
CREATE TRIGGER attachment_stays BEFORE DELETE ON conventions_attachment
  FOR EACH ROW EXECUTE FUNCTION conventions_attachment_is_kept();
CREATE FUNCTION conventions_body_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM conventions_attachment
      WHERE id = OLD.attachment_id AND withdrawn_at IS NOT NULL) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'attachment: its content is kept until it is withdrawn'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'attachment_content_kept';
END $$;
CREATE TRIGGER attachment_content_kept BEFORE UPDATE OR DELETE ON conventions_attachmentbody
  FOR EACH ROW EXECUTE FUNCTION conventions_body_is_kept();
"""
UNDO_KEPT = """
DROP TRIGGER attachment_content_kept ON conventions_attachmentbody;
DROP FUNCTION conventions_body_is_kept();
DROP TRIGGER attachment_stays ON conventions_attachment;
DROP TRIGGER attachment_kept ON conventions_attachment;
DROP FUNCTION conventions_attachment_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("conventions", "0013_due_days_planned_and_responsible")]

    operations = [
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=[
                    "deliberation",
                    "convention",
                    "avenant",
                    "occurrence",
                    "subsidy",
                    "sha256",
                ],
                condition=models.Q(("withdrawn_at__isnull", True)),
                name="attachment_kept_once",
                nulls_distinct=False,
                violation_error_message="Ce fichier est déjà joint ici.",
            ),
        ),
        migrations.RunSQL(KEPT, UNDO_KEPT),
    ]
