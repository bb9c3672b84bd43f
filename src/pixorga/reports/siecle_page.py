"""
The state of an export as one page of HTML that can be mailed: nobody is named in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from pixorga import wording
from pixorga.domain.findings import FindingCode
from pixorga.domain.identifiers import Level, Uai
from pixorga.domain.people import Locale
from pixorga.domain.student import EnrolmentStatus
from pixorga.errors import FieldError
from pixorga.reports.disclosure import MINIMUM, is_small, withheld
from pixorga.reports.findings import finding_groups
from pixorga.siecle import StudentsFile

__all__ = ["siecle_page"]

_PRESENT: Final = (EnrolmentStatus.ENROLLED, EnrolmentStatus.LEAVING)

_OF_STATUSES: Final = frozenset(
    {
        FindingCode.DIVISION_MISSING,
        FindingCode.PIX_SKIPPED_DIVISION,
        FindingCode.PIX_SKIPPED_EXIT,
    }
)
"""
Findings that as good as count the pupils of a status.
"""

_STYLE: Final = """
body { margin: 0 auto; padding: 2rem 1rem; max-width: 60rem; color: #1c1d2b;
  background: #ffffff; font: 1rem/1.5 system-ui, Arial, sans-serif; }
h1 { font-size: 1.75rem; } h2 { margin-top: 2.5rem; font-size: 1.25rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.375rem 0.75rem; border-bottom: 1px solid #c9cad6;
  text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid #565869; }
.number { text-align: right; } .bar { width: 55%; vertical-align: middle; }
svg { display: block; width: 100%; height: 0.75rem; } rect { fill: #3d3bbf; }
.error { font-weight: bold; color: #a3123a; } .remedy { color: #565869; }
code { font-size: 0.875em; } .note { color: #565869; }
@media print { body { padding: 0; max-width: none; } tr { break-inside: avoid; } }
"""


def siecle_page(
    file: StudentsFile,
    *,
    locale: Locale,
    verdict: str | None = None,
    minimum: int = MINIMUM,
) -> str:
    """
    A whole page, without scripts and without anything from elsewhere.

    It has no name, no INE, no ELEVE_ID and no line of the file. A number of too few
    pupils is withheld, and so is any from which it could be worked out.

    Args:
        file: What was read.
        locale: The readers' language.
        verdict: What the profile says of it, by its label.
        minimum: Pupils from which on their number is told; 1 tells all.

    Example:
        >>> from pixorga import siecle
        >>> page = siecle_page(siecle.read(siecle.sample()), locale=Locale.FR)
        >>> page.splitlines()[1]
        '<html lang="fr">'
    """
    return "\n".join(_Page(file, locale=locale, minimum=minimum).lines(verdict)) + "\n"


class _Page:
    """
    The parts of a page about one file.
    """

    def __init__(self, file: StudentsFile, *, locale: Locale, minimum: int) -> None:
        self._file = file
        self._locale = locale
        self._minimum = minimum
        self._statuses = file.by_status
        small = [
            status
            for status, number in self._statuses.items()
            if is_small(number, minimum)
        ]
        # Their sum is that of the classes, so that one would tell the other.
        both = set(_PRESENT) if set(_PRESENT) & set(small) else set[EnrolmentStatus]()
        self._hidden = frozenset(small) | both

    def _label(self, name: str) -> str:
        return escape(wording.label(name, locale=self._locale))

    def lines(self, verdict: str | None) -> Iterator[str]:
        title = self._label("page")
        yield "<!doctype html>"
        yield f'<html lang="{self._locale.value}">'
        yield '<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield (
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        )
        yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
        yield f"<h1>{title}</h1>"
        yield from self._header()
        if verdict is not None:
            yield f"<p><strong>{self._label(verdict)}</strong></p>"
        yield from self._findings()
        yield from self._charts()
        if self._minimum > 1:
            note = self._label("mailable").format(number=self._minimum)
            yield f'<p class="note">{note}</p>'
        yield "</body>\n</html>"

    def _header(self) -> Iterator[str]:
        header, unknown = self._file.header, self._label("unknown")
        year, day = header.school_year, header.exported_at
        total = len(self._file.students)
        told = {
            "school": escape(_uai(header.uai) or "") or unknown,
            "school_year": unknown if year is None else f"{year}-{year + 1}",
            "exported_at": unknown
            if day is None
            else escape(wording.day(day, locale=self._locale)),
            # Withheld where it would give a status away.
            "students": self._label("hidden") if self._hidden else str(total),
        }
        yield "<table>"
        for name, value in told.items():
            yield f'<tr><th scope="row">{self._label(name)}</th><td>{value}</td></tr>'
        yield "</table>"

    def _findings(self) -> Iterator[str]:
        groups = finding_groups(self._file)
        yield f"<h2>{self._label('findings')}</h2>"
        if not groups:
            yield f"<p>{self._label('clean')}</p>"
            return
        yield from self._head("severity", "number", "finding")
        for group in groups:
            severity = escape(wording.words(group.severity, locale=self._locale))
            found = escape(wording.words(group.code, locale=self._locale))
            remedy = escape(wording.remedy(group.code, locale=self._locale))
            yield (
                f'<tr><td class="{group.severity.value}">{severity}</td>'
                f'<td class="number">{self._number(group.code, group.number)}</td>'
                f'<td>{found}<br><span class="remedy">{remedy}</span><br>'
                f"<code>{group.code.value}</code></td></tr>"
            )
        yield "</table>"

    def _number(self, code: FindingCode, number: int) -> str:
        if code in _OF_STATUSES and self._hidden:
            return self._label("hidden")
        if is_small(number, self._minimum):
            return self._label("few").format(number=self._minimum)
        return str(number)

    def _charts(self) -> Iterator[str]:
        statuses = {one: self._statuses.get(one, 0) for one in EnrolmentStatus}
        words = {one: wording.words(one, locale=self._locale) for one in statuses}
        named = {words[one]: number for one, number in statuses.items() if number}
        yield from self._chart("status", named, {words[one] for one in self._hidden})
        divisions, levels = self._file.by_division, self._levels()
        small = withheld(divisions, minimum=self._minimum)
        yield from self._chart("division", divisions, small)
        # Classes and levels together would tell what either withholds.
        if small or withheld(levels, minimum=self._minimum):
            yield f'<p class="note">{self._label("levels_hidden")}</p>'
        else:
            yield from self._chart("level", levels, ())

    def _levels(self) -> dict[str, int]:
        found = Counter(
            student.level
            for student in self._file.students
            if student.status in _PRESENT
        )
        unknown = wording.label("unknown", locale=self._locale)
        names: dict[Level | None, str] = {one: one.value for one in Level}
        names[None] = unknown
        return {names[one]: found[one] for one in names if found[one]}

    def _chart(
        self, name: str, counts: Mapping[str, int], hidden: Iterable[str]
    ) -> Iterator[str]:
        """
        Numbers with a bar beside each; what is hidden has none.
        """
        if not counts:
            return
        told = {key: counts[key] for key in counts if key not in set(hidden)}
        longest = max(told.values(), default=1)
        yield f"<h2>{self._label('students')} – {self._label(name)}</h2>"
        yield from self._head(name, "number", "")
        for key in counts:
            number = told.get(key)
            shown = self._label("hidden") if number is None else str(number)
            yield (
                f'<tr><th scope="row">{escape(key)}</th>'
                f'<td class="number">{shown}</td>'
                f'<td class="bar">{_bar(number, longest)}</td></tr>'
            )
        yield "</table>"

    def _head(self, *names: str) -> Iterator[str]:
        cells = "".join(
            f'<th scope="col">{self._label(name)}</th>' if name else "<td></td>"
            for name in names
        )
        yield f"<table>\n<thead><tr>{cells}</tr></thead>"


def _bar(number: int | None, longest: int) -> str:
    if number is None:
        return ""
    share = round(100 * number / longest, 1)
    return f'<svg aria-hidden="true"><rect width="{share}%" height="100%"/></svg>'


def _uai(text: str | None) -> str | None:
    """
    A school's UAI; what is none may be anything, so that it is not shown.
    """
    try:
        return None if text is None else Uai.lenient(text).code
    except FieldError:
        return None
