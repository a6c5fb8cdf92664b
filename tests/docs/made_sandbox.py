"""The sandbox's switches, endpoints, write rules and school year, as its own tables tell them."""

import argparse
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from homeroom.sandbox.arguments import build_parser
from homeroom.sandbox.control.desk import ENDPOINTS
from homeroom.sandbox.faults.profiles import PROFILES
from homeroom.sandbox.school_year.scenario import read_steps
from tests.docs.markdown import code, listed, table

WORDS = {
    ("GET", "teacher-view.json"): "What the teachers see: sections, items, scores, flags, posted"
    " grades. `?section=ID` shows one section, `?touched=1` only sections that were written to,"
    " `?year=all` earlier years too.",
    ("GET", "teacher-view"): "The same as a page for people.",
    ("GET", "requests"): "How many requests came in: by method, writes, and the last ones.",
    ("POST", "requests/reset"): "Begin to count anew.",
    ("GET", "faults"): "Which faults are on and how often each one struck, and which there are.",
    ("POST", "faults"): "Switch faults on; an empty text switches all off. Body: `faults`, as"
    " `--faults` takes them.",
    ("POST", "connections"): "Add a connection. Body: `rights`, `schools`, `app_name`, all"
    " optional. The answer holds its id and secret.",
    ("POST", "connections/*"): "Change the `rights` or `schools` of a connection, by its client"
    " id.",
    ("POST", "connections/*/rotate"): "Give a connection a new secret; the old one ends at once.",
    ("POST", "teacher/score"): "A teacher gives a score.",
    ("POST", "teacher/align"): "A teacher moves an item into a category.",
    ("POST", "teacher/item"): "A teacher makes an item by hand.",
    ("POST", "rules"): "Change a write rule. Body: `name`, `mode`.",
    ("GET", "rules"): "The write rules.",
    ("POST", "window"): "Open or close grading windows. Body: `open`, and `task` or `section`.",
    ("POST", "day"): "Go to another day. Body: `day`.",
    ("POST", "upgrade"): "Open API 1.2 where only 1.1 was served.",
    ("GET", "learning-app.zip"): "The pretend learning app's gradebook export, OneRoster CSV 1.2."
    " `?api=1.1` names classes and students by their 1.1 ids, `?classes=N` sets how many classes.",
    ("GET", "school-year"): "The steps of the scripted year, and where it stands.",
    ("POST", "school-year/next"): "Perform the next step; 409 after the last one.",
    ("GET", "school-year/expected"): "What the teachers should see now (`?api=1.1` or `1.2`).",
    ("GET", "school-year/actual"): "What they do see now, in the same form.",
}


def sandbox_options() -> str:
    """Return every option of the pretend Infinite Campus."""
    campus = campus_parser()
    formatter = campus._get_formatter()
    rows = [
        (code(_called(action)), formatter._expand_help(action))
        for action in campus._actions
        if action.option_strings and action.dest != "help"
    ]
    return table(["Option", "Meaning"], rows)


def campus_parser() -> argparse.ArgumentParser:
    """Return the parser behind `homeroom sandbox infinite-campus`."""
    systems = next(
        action
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    parser: argparse.ArgumentParser = systems.choices["infinite-campus"]
    return parser


def _called(action: argparse.Action) -> str:
    name = action.option_strings[-1]
    if action.nargs == 0:
        return name
    if action.choices:
        return f"{name} {{{','.join(map(str, action.choices))}}}"
    return f"{name} {action.metavar or action.dest.upper()}"


def sandbox_endpoints() -> str:
    """Return the control endpoints."""
    rows = [
        (method, code(f"/sandbox/{path}"), WORDS.get((method, path), ""))
        for method, path in ENDPOINTS
    ]
    return table(["Method", "Path", "What it does"], rows)


def sandbox_faults() -> str:
    """Return the faults that can be switched on."""
    rows = [
        (code(one.name), f"{one.value:g} {one.unit}" if one.unit else "", one.words)
        for one in PROFILES.values()
    ]
    return table(["Fault", "Value", "What it does"], rows)


def sandbox_rules() -> str:
    """Return the pretend gradebook's own write rules."""
    text = files("homeroom.sandbox").joinpath("rules.toml").read_text(encoding="utf-8")
    return table(["Rule", "What it answers", "Mode", "Modes", "Certainty"], _rules(text))


def _rules(text: str) -> Iterator[tuple[str, ...]]:
    for name, rule in tomllib.loads(text).items():
        if "mode" in rule:
            yield code(name), rule["text"], code(rule["mode"]), listed(rule["modes"]), rule["known"]


def school_year() -> str:
    """Return the steps of the scripted year."""
    rows = [
        (str(number), step.day.isoformat(), step.name, step.story)
        for number, step in enumerate(read_steps(), start=1)
    ]
    return table(["Step", "Day", "Name", "What happens"], rows)
