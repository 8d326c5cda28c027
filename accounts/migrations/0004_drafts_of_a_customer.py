"""Drafts belong to a customer (those kept before, for a day at most, are given up); stays may be revoked."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_drafts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("accounts", "FormDraft").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_service_centre")]

    operations = [
        migrations.AlterField(
            model_name="loginsession",
            name="end",
            field=models.CharField(
                blank=True,
                choices=[
                    ("logged_out", "logged out"),
                    ("idle", "automatic logout"),
                    ("too_old", "longest duration reached"),
                    ("ended_by_owner", "ended from another device"),
                    ("password_changed", "password changed"),
                    ("revoked", "access revoked"),
                    ("ended_by_service", "ended by the service centre"),
                ],
                max_length=20,
                verbose_name="reason",
            ),
        ),
        migrations.RunPython(forget_drafts, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="formdraft", name="one_draft_per_form"),
        migrations.AddField(
            model_name="formdraft",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="formdraft",
            name="query",
            field=models.CharField(blank=True, max_length=300, verbose_name="query"),
        ),
        migrations.AddConstraint(
            model_name="formdraft",
            constraint=models.UniqueConstraint(
                fields=("login", "customer", "path"), name="one_draft_per_form"
            ),
        ),
    ]
