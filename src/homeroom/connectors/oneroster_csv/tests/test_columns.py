"""Columns beyond the standard, columns of the other version, and columns that are never read."""

from pathlib import Path

import pytest

from homeroom.connectors.oneroster_csv.tests.packages import (
    manifest,
    objects,
    records,
    sheet,
    write_folder,
)
from homeroom.model.kinds import Kind
from homeroom.model.roster import User


@pytest.mark.parametrize(
    "column",
    [
        "Password",
        "userPassword",
        "metadata.password",
        "metadata.app.PIN",
        "credentials",
        "Pass-Word",
    ],
)
def test_columns_that_may_hold_a_secret_are_left_out(tmp_path: Path, column: str) -> None:
    users = sheet(f"givenName,familyName,{column}", "u,,,Ada,Fernhollow,hunter2")
    roles = sheet(f"userSourcedId,role,orgSourcedId,{column}", "r,,,u,parent,s,hunter2")
    path = write_folder(tmp_path / "or", {"users": users, "roles": roles})
    assert "hunter2" not in str(objects(path, Kind.USER))


def test_unknown_columns_and_extensions_survive_in_the_metadata(tmp_path: Path) -> None:
    orgs = sheet(
        "name,type,Campus Code,metadata.bus.route,metadata.x",
        "o,,,Acorn,school,C-7,12,",
        "p,,,Oak,school,,,9",
    )
    [acorn, oak] = records(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert acorn.metadata == {"Campus Code": "C-7", "bus.route": "12"}
    assert oak.metadata == {"x": "9"}


def test_an_extension_that_is_called_like_an_unknown_column_keeps_its_whole_name(
    tmp_path: Path,
) -> None:
    orgs = sheet("name,type,code,metadata.code", "o,,,Acorn,school,1,2")
    [found] = records(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert found.metadata == {"code": "1", "metadata.code": "2"}


def test_unknown_columns_of_roles_survive_with_the_user(tmp_path: Path) -> None:
    users = sheet("givenName,familyName", "u,,,Ada,Fernhollow")
    roles = sheet("userSourcedId,role,orgSourcedId,metadata.hours", "r,,,u,aide,s,20")
    path = write_folder(tmp_path / "or", {"users": users, "roles": roles})
    [found] = records(path, Kind.USER)
    assert found.metadata == {"roles.0.hours": "20"}


def test_the_resource_list_of_the_first_1_2_edition_is_read(tmp_path: Path) -> None:
    users = sheet("givenName,familyName,resourceSourcedIds", 'u,,,Ada,Fernhollow,"x,y"')
    more = sheet(
        "userSourcedId,orgSourcedId,classSourcedId,resourceSourcedId", "a,,,u,,,y", "b,,,u,,,z"
    )
    path = write_folder(tmp_path / "or", {"users": users, "userResources": more})
    [found] = records(path, Kind.USER)
    assert isinstance(found, User)
    assert found.resources == ("x", "y", "z")


def test_the_role_columns_of_1_1_are_metadata_where_roles_have_a_file(tmp_path: Path) -> None:
    users = sheet("role,orgSourcedIds,givenName,familyName", "u,,,student,s9,Ada,Fernhollow")
    roles = sheet("userSourcedId,role,orgSourcedId", "r,,,u,parent,s1")
    files = {
        "manifest": manifest("1.1", users="bulk", roles="bulk"),
        "users": users,
        "roles": roles,
    }
    [found] = records(write_folder(tmp_path / "or", files), Kind.USER)
    assert isinstance(found, User)
    assert [(one.role, one.org) for one in found.roles] == [("parent", "s1")]
    assert found.metadata == {"role": "student", "orgSourcedIds": "s9"}
