"""OneRoster CSV packages for tests: a small school, and what changes in it."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Mapping[str, str]]
COLUMNS = {
    "orgs": "name,type,identifier,parentSourcedId",
    "academicSessions": "title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods",
    "users": "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,"
    "phone,agentSourcedIds,grades,password,userMasterIdentifier",
    "roles": "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
    "enrollments": "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "categories": "title,weight",
    "lineItems": "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
    "academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId",
    "results": "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,"
    "classSourcedId,inProgress,incomplete,late,missing",
    "resultLearningObjectiveIds": "resultSourcedId,source,learningObjectiveId,score,textScore",
}


def write_package(path: Path, files: Mapping[str, Rows], mode: str = "bulk") -> Path:
    """Write a 1.2 package; a file without rows is absent from it."""
    with zipfile.ZipFile(path, "w") as package:
        manifest = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
        for name, columns in COLUMNS.items():
            rows = files.get(name) or ()
            manifest.append((f"file.{name}", mode if rows else "absent"))
            if rows:
                more = {name for row in rows for name in row if name.startswith("metadata.")}
                header = ["sourcedId", "status", "dateLastModified", *columns.split(",")]
                header += sorted(more)
                package.writestr(f"{name}.csv", _sheet(header, rows))
        lines = [f"{name},{value}" for name, value in manifest]
        package.writestr("manifest.csv", "\n".join(["propertyName,value", *lines]) + "\n")
    return path


def _sheet(header: Sequence[str], rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def school(students: int = 3) -> dict[str, list[dict[str, str]]]:
    """Return a district with one school, one class, a teacher and some students."""
    people = [f"s{number}" for number in range(1, students + 1)]
    return {
        "orgs": [
            {"sourcedId": "d", "name": "Riverbend", "type": "district"},
            {"sourcedId": "oak", "name": "Oak", "type": "school", "parentSourcedId": "d"},
        ],
        "academicSessions": [
            {
                "sourcedId": "year",
                "title": "2026-27",
                "type": "term",
                "startDate": "2026-08-17",
                "endDate": "2027-06-04",
                "schoolYear": "2027",
            }
        ],
        "courses": [{"sourcedId": "alg", "title": "Algebra", "orgSourcedId": "oak"}],
        "classes": [
            {
                "sourcedId": "alg-1",
                "title": "Algebra 1",
                "courseSourcedId": "alg",
                "classType": "scheduled",
                "schoolSourcedId": "oak",
                "termSourcedIds": "year",
            }
        ],
        "users": [person(one) for one in ["t1", *people]],
        "roles": [role("t1", "teacher"), *(role(one, "student") for one in people)],
        "enrollments": [enrolment("t1", "teacher"), *(enrolment(one) for one in people)],
    }


def person(id_: str, **more: str) -> dict[str, str]:
    """Return a row of users."""
    names = {"givenName": f"Given {id_}", "familyName": f"Family {id_}", "username": id_}
    return {"sourcedId": id_, "enabledUser": "true", **names, **more}


def role(id_: str, word: str) -> dict[str, str]:
    """Return a row of roles."""
    return {
        "sourcedId": f"role-{id_}",
        "userSourcedId": id_,
        "roleType": "primary",
        "role": word,
        "orgSourcedId": "oak",
    }


def enrolment(id_: str, word: str = "student", **more: str) -> dict[str, str]:
    """Return a row of enrollments."""
    return {
        "sourcedId": f"e-{id_}",
        "classSourcedId": "alg-1",
        "schoolSourcedId": "oak",
        "userSourcedId": id_,
        "role": word,
        **more,
    }


def line_item(id_: str, **more: str) -> dict[str, str]:
    """Return a row of lineItems: ten points, due in October."""
    return {
        "sourcedId": id_,
        "title": f"Quiz {id_}",
        "assignDate": "2026-10-01",
        "dueDate": "2026-10-05",
        "classSourcedId": "alg-1",
        "resultValueMin": "0",
        "resultValueMax": "10",
        **more,
    }


def result(item: str, student: str, score: str, **more: str) -> dict[str, str]:
    """Return a row of results."""
    return {
        "sourcedId": f"{item}-{student}",
        "lineItemSourcedId": item,
        "studentSourcedId": student,
        "scoreStatus": "fully graded",
        "score": score,
        "scoreDate": "2026-10-06",
        **more,
    }
