"""Test Connection: what is found at the path, file by file."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.oneroster_csv.contents import Contents, Mode
from homeroom.connectors.oneroster_csv.faults import rows_in_words
from homeroom.connectors.oneroster_csv.files import DATA_FILES
from homeroom.connectors.oneroster_csv.folders import found
from homeroom.connectors.oneroster_csv.reports import Report, report_on
from homeroom.connectors.oneroster_csv.settings import Given
from homeroom.errors import NeedsDistrict

FOUND, OPENS, MANIFEST = "File found", "Package opens", "Manifest"
COLUMNS, ENCODING, UNIQUE = "Columns", "Encoding", "Ids unique"

_MOST_NAMES = 8


def package_checks(settings: Given, open_contents: Callable[[], Contents]) -> Iterator[Check]:
    """Yield all checks of a package; what cannot be looked at any more is not applicable."""
    try:
        yield _passed(FOUND, f"{found(settings.path)} is there.")
    except NeedsDistrict as refused:
        yield _refused(FOUND, refused)
        yield from _not_reached(OPENS, MANIFEST, COLUMNS, ENCODING, UNIQUE)
        return
    try:
        contents = open_contents()
    except NeedsDistrict as refused:
        yield _refused(OPENS, refused)
        yield from _not_reached(MANIFEST, COLUMNS, ENCODING, UNIQUE)
        return
    yield _opens(contents)
    yield _manifest(contents)
    reports = []
    for name in DATA_FILES:
        if contents.is_missing(name):
            yield _missing(name)
        elif contents.holds(name):
            report = report_on(name, contents)
            reports.append(report)
            yield _file(report, contents)
    yield _columns(reports)
    yield _encoding(reports, settings.encoding)
    yield _unique(reports)


def _opens(contents: Contents) -> Check:
    package = contents.package
    words = f"{package.place} is {package.words}, read as OneRoster {contents.version}."
    if package.unread:
        words += f" Not part of OneRoster, and not read: {_names(package.unread)}."
    return _passed(OPENS, words)


def _manifest(contents: Contents) -> Check:
    manifest = contents.manifest
    if manifest is None:
        words = (
            "There is no manifest.csv: every file is taken as complete (bulk), and the version is "
            "judged by the files."
        )
        return Check(name=MANIFEST, state=CheckState.NOT_APPLICABLE, words=words)
    wrong = []
    if manifest.version != contents.version:
        said = manifest.properties.get("oneroster.version") or "no version"
        wrong.append(f"It says {said}, but the files are {contents.version}.")
    there = [name for name in DATA_FILES if name in contents.package.files]
    unsaid = [name for name in there if contents.mode(name) is Mode.UNSAID]
    if unsaid:
        wrong.append(f"It does not say bulk or delta for: {_names(unsaid)}.")
    absent = [name for name in there if contents.mode(name) is Mode.ABSENT]
    if absent:
        wrong.append(f"It calls absent, so they are not read: {_names(absent)}.")
    if wrong:
        return _failed(MANIFEST, " ".join(wrong), "Have the exporting system write it again.")
    system = manifest.properties.get("source.systemname", "")
    return _passed(
        MANIFEST, f"OneRoster {contents.version}" + (f" from {system}." if system else ".")
    )


def _missing(name: str) -> Check:
    return _failed(
        f"{name}.csv",
        "The manifest announces it, but it is not in the package.",
        "Export the package again; until then, what depends on this file is not read.",
    )


def _file(report: Report, contents: Contents) -> Check:
    name = f"{report.name}.csv"
    if report.refused is not None:
        return _refused(name, report.refused)
    if report.scan is None or report.unfit:
        words = "; ".join(f"{one.field} {one.words}".strip() for one in report.unfit)
        return _failed(name, f"Cannot be used: {words}.", "Export the file again, with its header.")
    words = f"{rows_in_words(report.scan.rows)}, {contents.mode(report.name).value}."
    first = report.scan.first_nameless
    if first is None:
        return _passed(name, words)
    words += f" {report.scan.nameless:,} of them cannot be told: {first.place}: {first.words}."
    return _failed(name, words, "Correct these rows; the others are used.")


def _columns(reports: Sequence[Report]) -> Check:
    unfit = [f"{one.name}.{fault.field}" for one in reports for fault in one.unfit if fault.field]
    if unfit:
        return _failed(COLUMNS, f"Missing: {_names(unfit)}.", "Add these columns to the export.")
    words = "All columns that are needed are there."
    missing = [f"{one.name}.{column}" for one in reports for column in one.missing]
    if missing:
        words += f" Not given: {_names(missing)}."
    unknown = [f"{one.name}.{column}" for one in reports for column in one.unknown]
    if unknown:
        words += f" Not of the standard: {_names(unknown)}."
    return _passed(COLUMNS, words)


def _encoding(reports: Sequence[Report], encoding: str) -> Check:
    refused = next((one.refused for one in reports if one.refused is not None), None)
    if refused is not None:
        return _refused(ENCODING, refused)
    mistaken = [f"{one.name}.csv" for one in reports if one.is_utf_8_after_all]
    if mistaken:
        words = f"Set to {encoding}, but these look like utf-8: {_names(mistaken)}."
        return _failed(ENCODING, words, "Set Encoding to utf-8, or names will be garbled.")
    return _passed(ENCODING, f"All text could be read as {encoding}.")


def _unique(reports: Sequence[Report]) -> Check:
    repeated = [
        f"{one.name}.csv ({len(one.scan.doubtful):,})"
        for one in reports
        if one.scan is not None and one.scan.doubtful
    ]
    if repeated:
        words = f"Ids that stand in more than one row: {_names(repeated)}."
        return _failed(
            UNIQUE, words, "Give every row an id of its own; the first row of each counts."
        )
    return _passed(UNIQUE, "No file uses an id twice.")


def _names(names: Iterable[str]) -> str:
    listed = list(names)
    more = len(listed) - _MOST_NAMES
    return ", ".join(listed[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _passed(name: str, words: str) -> Check:
    return Check(name=name, state=CheckState.PASSED, words=words)


def _failed(name: str, words: str, fix: str) -> Check:
    return Check(name=name, state=CheckState.FAILED, words=words, fix=fix)


def _refused(name: str, refused: NeedsDistrict) -> Check:
    return _failed(name, refused.message, refused.fix)


def _not_reached(*names: str) -> Iterator[Check]:
    for name in names:
        yield Check(name=name, state=CheckState.NOT_APPLICABLE, words="Not reached.")
