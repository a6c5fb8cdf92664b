"""Control endpoints that look: the teacher's view and the request log."""

from homeroom.sandbox.control.stage import Stage
from homeroom.sandbox.teacher.page import teacher_page
from homeroom.sandbox.teacher.view import sections_shown, teacher_view
from homeroom.sandbox.web.messages import Request, Response, json_response


def view_json(stage: Stage, request: Request, ids: list[str]) -> Response:
    shown = sections_shown(
        stage.campus,
        request.parameter("section"),
        request.parameter("touched") == "1",
        request.parameter("year") == "all",
    )
    return json_response(200, teacher_view(stage.campus, shown))


def view_page(stage: Stage, request: Request, ids: list[str]) -> Response:
    shown = sections_shown(
        stage.campus,
        request.parameter("section"),
        request.parameter("touched") == "1",
        request.parameter("year") == "all",
    )
    page = teacher_page(stage.campus, shown)
    return Response(200, page.encode(), "text/html; charset=utf-8")


def requests(stage: Stage, request: Request, ids: list[str]) -> Response:
    return json_response(200, stage.log.report())


def reset_requests(stage: Stage, request: Request, ids: list[str]) -> Response:
    stage.log.reset()
    return json_response(200, stage.log.report())
