"""The same people as three systems describe them, as OneRoster 1.2 CSV."""

import zipfile
from pathlib import Path

from homeroom.bench.sheets import write_sheet

# What each system is called, its role, and how new what it says is.
SOURCES = {"sis": ("sis", 2), "lms": ("learning", 3), "sheet": ("learning", 1)}
_USER = "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,\
email,phone"
_ROLE = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,orgSourcedId"
_ORG = "sourcedId,status,dateLastModified,name,type,identifier"


def write_people(path: Path, source: str, people: int) -> None:
    """Write a package with one school and so many students, who are the same in every source.

    Each source has ids of its own, says the same identifiers, and differs about phones.
    """
    day = SOURCES[source][1]
    users = (
        [f"{source}-{n:06}", "", f"2026-10-{day:02}T12:00:00.000Z", "true", f"{source}{n}",
         "Sam", f"Sample {n}", f"id-{n:06}", f"s{n}@bench.example", f"{day}-{n % (day + 1)}"]
        for n in range(people)
    )  # fmt: skip
    roles = (
        [f"r-{n:06}", "", "", f"{source}-{n:06}", "primary", "student", f"{source}-school"]
        for n in range(people)
    )
    lines = [["manifest.version", "1.0"], ["oneroster.version", "1.2"]]
    lines += [[f"file.{name}", "bulk"] for name in ("orgs", "users", "roles")]
    school = [f"{source}-school", "", "", "Bench School", "school", "1"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        write_sheet(package, "manifest", "propertyName,value", lines)
        write_sheet(package, "orgs", _ORG, [school])
        write_sheet(package, "users", _USER, users)
        write_sheet(package, "roles", _ROLE, roles)
