"""Control endpoints of the learning app and of the scripted school year."""

from typing import Any

from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.control.stage import Stage
from homeroom.sandbox.learning_app.mathly import USUAL_CLASSES, demo_export
from homeroom.sandbox.school_year.script import Script, ScriptEnded
from homeroom.sandbox.teacher.acts import Mistake
from homeroom.sandbox.web.messages import Request, Response, json_response


def export(stage: Stage, request: Request, ids: list[str]) -> Response:
    """Answer with the app's export: of the demo, or of the script's present step."""
    api = _api(stage, request)
    if stage.script is not None:
        return _zipped(stage.script.export(api))
    classes = request.parameter("classes") or str(USUAL_CLASSES)
    if not classes.isdigit():
        raise Mistake(f"classes must be a number, not '{classes}'.")
    return _zipped(demo_export(stage.campus, api, int(classes)))


def _zipped(data: bytes) -> Response:
    name = (("Content-Disposition", 'attachment; filename="mathly-gradebook.zip"'),)
    return Response(200, data, "application/zip", name)


def steps(stage: Stage, request: Request, ids: list[str]) -> Response:
    return json_response(200, _script(stage).report())


def next_step(stage: Stage, request: Request, ids: list[str]) -> Response:
    try:
        return json_response(200, _script(stage).next())
    except ScriptEnded as ended:
        return json_response(409, {"error": str(ended)})


def expected(stage: Stage, request: Request, ids: list[str]) -> Response:
    api = _api(stage, request)
    return json_response(200, _sight(_script(stage), api, _script(stage).expected(api)))


def actual(stage: Stage, request: Request, ids: list[str]) -> Response:
    api = _api(stage, request)
    return json_response(200, _sight(_script(stage), api, _script(stage).actual()))


def _sight(script: Script, api: Api, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"api": api, "position": script.position, "items": items}


def _script(stage: Stage) -> Script:
    if stage.script is None:
        raise Mistake("This sandbox was not started with --script school-year.")
    return stage.script


def _api(stage: Stage, request: Request) -> Api:
    """Return the version asked for, or the newest one that is served."""
    named = request.parameter("api")
    if named == "1.1":
        return "1.1"
    if named == "1.2" or (named is None and "1.2" in stage.manners.apis):
        return "1.2"
    if named is None:
        return "1.1"
    raise Mistake(f"api must be 1.1 or 1.2, not '{named}'.")
