"""The scripted school year: after every event the teachers see what they should."""

from pathlib import Path

import pytest

from homeroom.store.districts import District
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, run
from tests.sandboxes import sandbox


@pytest.mark.parametrize("api", ["1.2", "1.1"])
def test_every_step_of_the_school_year_ends_with_the_expected_teacher_view(
    api: str, district: District, tmp_path: Path
) -> None:
    export = tmp_path / "mathly.zip"
    with sandbox("--script", "school-year") as campus:
        activate_campus(district, campus, api)
        activate_mathly(district, export)
        for step in campus.get("school-year")["steps"]:
            campus.post("school-year/next")
            campus.fetch(f"learning-app.zip?api={api}", export)
            run(district, IC)
            run(district, MATHLY)
            expected = campus.get(f"school-year/expected?api={api}")["items"]
            seen = campus.get(f"school-year/actual?api={api}")["items"]
            assert seen == expected, step["name"]
        before = campus.writes()
        run(district, IC)
        run(district, MATHLY)
        assert campus.writes() == before
