"""The first schema, in plain SQL: Django cannot point a foreign key at a composite key."""

from importlib.resources import files
from typing import ClassVar

from django.db import migrations

STATEMENTS = [
    path.read_text(encoding="utf-8")
    for path in sorted(files("homeroom.store").joinpath("schema").iterdir(), key=lambda p: p.name)
    if path.name.endswith(".sql")
]


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("access", "0001_initial")]
    operations = [migrations.RunSQL(sql) for sql in STATEMENTS]
