"""
What `pixorga siecle check` tells people at a terminal, in tables.
"""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pixorga import wording
from pixorga.domain.findings import Severity
from pixorga.domain.people import Locale
from pixorga.domain.student import EnrolmentStatus, Student
from pixorga.reports.findings import FindingGroup, finding_groups
from pixorga.siecle import Header, StudentsFile

__all__ = ["shown", "text_report"]

LINES: Final = 10
"""Lines of the file that are told for each code."""

_STYLES: Final = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "dim",
}


def shown(text: str) -> str:
    """
    A text of somebody else's, without what would steer a terminal.
    """
    return "".join(one if one.isprintable() else "\ufffd" for one in text)


def text_report(
    file: StudentsFile,
    *,
    title: str,
    verdict: str | None,
    names: bool,
    locale: Locale,
) -> RenderableType:
    """
    A file's state: whose it is, how many pupils where, what to correct and where.

    Args:
        file: What was read.
        title: What the file is called.
        verdict: What the profile says of it, by its label.
        names: Whether to put name and division beside each finding.
        locale: The reader's language.
    """
    return _Report(locale).whole(file, title=title, verdict=verdict, names=names)


class _Report:
    """
    The parts of a report, in one language.
    """

    def __init__(self, locale: Locale) -> None:
        self._locale = locale

    def _label(self, name: str) -> str:
        return wording.label(name, locale=self._locale)

    def whole(
        self, file: StudentsFile, *, title: str, verdict: str | None, names: bool
    ) -> RenderableType:
        groups = finding_groups(file)
        parts: list[RenderableType] = [
            Text(shown(title), style="bold"),
            self._header(file.header),
            self._statuses(file),
        ]
        if file.by_division:
            parts.append(self._divisions(file))
        parts.append(self._findings(groups) if groups else Text(self._label("clean")))
        if names:
            students = {student.eleve_id: student for student in file.students}
            for group in groups:
                parts.append(Text(wording.words(group.code, locale=self._locale)))
                parts.append(self._named(group, students))
        if verdict is not None:
            parts.append(Text(self._label(verdict), style="bold"))
        return Group(*parts)

    def _header(self, header: Header) -> Table:
        table = Table.grid(padding=(0, 2))
        for name, value in self._told(header):
            table.add_row(self._label(name), Text(shown(value)))
        return table

    def _told(self, header: Header) -> Iterator[tuple[str, str]]:
        unknown = self._label("unknown")
        year, day = header.school_year, header.exported_at
        yield "school", header.uai or unknown
        yield "school_year", unknown if year is None else f"{year}-{year + 1}"
        told = unknown if day is None else wording.day(day, locale=self._locale)
        yield "exported_at", told

    def _statuses(self, file: StudentsFile) -> Table:
        table = self._table("status")
        table.add_column(self._label("students"), justify="right")
        for status in EnrolmentStatus:
            if file.by_status.get(status):
                word = wording.words(status, locale=self._locale)
                table.add_row(word, str(file.by_status[status]))
        return table

    def _divisions(self, file: StudentsFile) -> Table:
        table = self._table("division")
        table.add_column(self._label("students"), justify="right")
        for division, number in file.by_division.items():
            table.add_row(Text(shown(division)), str(number))
        return table

    def _findings(self, groups: list[FindingGroup]) -> Table:
        table = self._table("severity", show_lines=True)
        table.add_column(self._label("number"), justify="right")
        table.add_column(self._label("finding"), ratio=1)
        table.add_column(self._label("lines"), max_width=24)
        for group in groups:
            severity = wording.words(group.severity, locale=self._locale)
            table.add_row(
                Text(severity, style=_STYLES[group.severity]),
                str(group.number),
                Text(
                    f"{wording.words(group.code, locale=self._locale)}\n"
                    f"→ {wording.remedy(group.code, locale=self._locale)}\n"
                    f"({group.code.value})"
                ),
                self._lines(group),
            )
        return table

    def _lines(self, group: FindingGroup) -> str:
        lines, more = group.lines(limit=LINES)
        told = ", ".join(map(str, lines))
        if not (lines and more):
            return told
        return self._label("more").format(lines=told, number=more)

    def _named(self, group: FindingGroup, students: dict[str | None, Student]) -> Table:
        table = Table()
        table.add_column(self._label("line"), justify="right")
        for name in ("name", "division"):
            table.add_column(self._label(name))
        for finding in group.findings:
            student = students.get(finding.record) if finding.record else None
            line = "" if finding.line is None else str(finding.line)
            table.add_row(line, *map(Text, self._who(student)))
        return table

    @staticmethod
    def _who(student: Student | None) -> tuple[str, str]:
        if student is None:
            return "", ""
        name = f"{student.last_name or ''} {student.first_name or ''}"
        return shown(name).strip(), shown(student.division or "")

    def _table(self, first: str, *, show_lines: bool = False) -> Table:
        table = Table(show_lines=show_lines)
        table.add_column(self._label(first))
        return table
