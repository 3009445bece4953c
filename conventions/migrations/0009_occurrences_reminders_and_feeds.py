"""What falls due, its proofs, reminders and calendar feeds."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("conventions", "0008_budget_parts_limits_and_payments"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="créée le")),
                (
                    "revoked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="révoquée le"),
                ),
            ],
            options={
                "verbose_name": "agenda",
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("due_on", models.DateField(db_index=True, verbose_name="échéance")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_prepare", "À préparer"),
                            ("ready", "Prête"),
                            ("sent", "Envoyée"),
                            ("waived", "Dispensée"),
                        ],
                        default="to_prepare",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                ("sent_on", models.DateField(null=True, verbose_name="envoyée le")),
                (
                    "sent_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="envoi enregistré le"
                    ),
                ),
                (
                    "waived_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="motif de la dispense"
                    ),
                ),
            ],
            options={
                "verbose_name": "échéance",
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("d30", "J-30"),
                            ("d7", "J-7"),
                            ("d1", "J-1"),
                            ("late", "En retard"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="prévu le")),
                (
                    "leased_until",
                    models.DateTimeField(editable=False, null=True, verbose_name="réservé jusqu’à"),
                ),
                (
                    "sent_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="envoyé le"),
                ),
            ],
            options={
                "verbose_name": "rappel",
            },
        ),
        migrations.AddField(
            model_name="calendarfeed",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calendar_feeds",
                to="conventions.programme",
            ),
        ),
        migrations.AddField(
            model_name="calendarfeed",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calendar_feeds",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="obligation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="occurrences",
                to="conventions.obligation",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="responsible",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="occurrences",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="occurrence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="conventions.occurrence",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("user", "programme"),
                name="calendar_feed_one_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                fields=("obligation", "due_on"), name="occurrence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_on__isnull", False), ("state__in", ["sent"])),
                    models.Q(
                        models.Q(("state__in", ["sent"]), _negated=True), ("sent_on__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="occurrence_sent_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state__in", ["sent"])),
                    models.Q(
                        models.Q(("state__in", ["sent"]), _negated=True), ("sent_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="occurrence_sent_has_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waived"), models.Q(("waived_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "waived"), _negated=True), ("waived_reason", "")),
                    _connector="OR",
                ),
                name="occurrence_waived_has_reason",
                violation_error_message="Indiquez le motif de la dispense.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("occurrence", "recipient", "kind"), name="reminder_once"
            ),
        ),
    ]
