from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exhibits", "0007_upload")]

    operations = [
        migrations.RemoveConstraint(model_name="custody", name="exhibits_custody_act"),
        migrations.AddConstraint(
            model_name="custody",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("act__in", ("received", "read", "viewed", "downloaded", "exported", "mailed", "erased"))
                ),
                name="exhibits_custody_act",
            ),
        ),
    ]
