"""A file of old and new ids: what it says, and what is wrong with it."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.ids.id_file import read_ids

HEAD = "entity,old_id,new_id\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("user,s+5,guid-5\n", {Kind.USER: {"guid-5": ["s+5"]}}),
        ("student, s+5 , guid-5 \n", {Kind.USER: {"guid-5": ["s+5"]}}),
        ("user,t+5,g\nuser,g+5,g\n", {Kind.USER: {"g": ["t+5", "g+5"]}}),
        ("user,t+5,g\nuser,t+5,g\n", {Kind.USER: {"g": ["t+5"]}}),
        ("user,,guid-5\n", {Kind.USER: {"guid-5": []}}),
        ("result,r5,guid-9\n", {Kind.RESULT: {"guid-9": ["r5"]}}),
        ("org,3,x\nclass,3,y\n", {Kind.ORG: {"x": ["3"]}, Kind.CLASS: {"y": ["3"]}}),
        ('user,"a,b",c\n', {Kind.USER: {"c": ["a,b"]}}),
        ("", {}),
    ],
    ids=["one", "a student, with blanks", "two become one", "said twice", "new", "a result",
         "kinds apart", "a comma in an id", "nothing"],
)  # fmt: skip
def test_a_file_says_which_old_ids_a_new_one_had(lines: str, expected: object) -> None:
    assert read_ids(HEAD + lines) == expected
    assert read_ids("\ufeff" + HEAD + lines) == expected


def test_columns_may_stand_in_any_order_among_others() -> None:
    text = "new_id,note,entity,old_id\nguid-5,moved,user,s+5\n"
    assert read_ids(text) == {Kind.USER: {"guid-5": ["s+5"]}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("entity,old,new\nuser,1,2\n", "other columns"),
        ("", "other columns"),
        (HEAD + "user,s+5,\n", "no new id in line 2"),
        (HEAD + "user,1,2\nperson,3,4\n", "no entity person in line 3"),
        (HEAD + ",3,4\n", "no entity at all in line 2"),
        (HEAD + "demographics,3,4\n", "no entity demographics in line 2"),
        (HEAD + "result,a,x\nresult,a,x\nresult,b,x\n", "Two results would become one in line 4"),
        (HEAD + "user,s+5,a\nuser,s+5,b\n", r"s\+5 has two new ids; the second one is in line 3"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, words: str) -> None:
    with pytest.raises(NeedsDistrict, match=words):
        read_ids(text)
