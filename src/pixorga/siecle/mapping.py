"""
From records to students: one pass, any order of the blocks, nothing dropped.

While the file is read, a pupil is a list of values in the order of `Student`'s
fields; classes, subjects and the like find it by ELEVE_ID, whichever comes first. When
the last block has been read, each list becomes a `Student`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from operator import getitem
from typing import Any, Final, TypeAlias, cast

import attrs

from pixorga.domain.findings import Finding, FindingCode, Findings
from pixorga.domain.identifiers import Uai
from pixorga.domain.student import Student, SubjectOption, status_on
from pixorga.errors import FieldError, SiecleFileError, SiecleFileProblem
from pixorga.siecle.fields import (
    DEFAULT,
    FIELDS,
    Field,
    FieldGroup,
    elements_of,
    level_of,
    root,
)
from pixorga.siecle.kinds import ExportKind, kind_of_root
from pixorga.siecle.pix import PIX_ELEMENTS, PixRules
from pixorga.siecle.reader import Node, PushReader
from pixorga.siecle.records import Encoding, Header, Values
from pixorga.siecle.values import ROOM, Cache, day, text

__all__ = ["Expectations", "StudentSink"]

_Draft: TypeAlias = list[Any]
"""
The values of a pupil in the order of `Student`; the line stands where the status will.
"""

_Places: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""
Classes and groups.
"""

_POSITION: Final = {
    name: position for position, name in enumerate(Student.__match_args__)
}
_ID: Final = _POSITION["eleve_id"]
_INE: Final = _POSITION["ine"]
_LAST: Final = _POSITION["last_name"]
_BIRTH: Final = _POSITION["birth_date"]
_BORN_IN: Final = _POSITION["birth_country_code"]
_TOWN: Final = _POSITION["birth_city_code"]
_DIVISION: Final = _POSITION["division"]
_DIVISIONS: Final = _POSITION["divisions"]
_GROUPS: Final = _POSITION["groups"]
_OPTIONS: Final = _POSITION["options"]
_DETAILS: Final = _POSITION["details"]
_MEF: Final = _POSITION["mef"]
_LEVEL: Final = _POSITION["level"]
_EXIT: Final = _POSITION["exit_date"]
_ELENOET: Final = _POSITION["elenoet"]
_STATUS: Final = _POSITION["status"]

# What is a text by the tree of nodes is one here; the checkers cannot know.
_looked_up: Final[Callable[[Any, Any], Any]] = getitem

_EXPORT_DAY: Final = day(FindingCode.EXPORT_DATE_FORMAT)

_FRANCE: Final = "100"
_NAME_BEFORE_2016: Final = "NOM"

_YOUNGEST: Final = timedelta(days=8 * 365)
_OLDEST: Final = timedelta(days=40 * 366)

_NOTHING: Final[Values] = {}


@attrs.frozen(kw_only=True)
class Expectations:
    """
    What a caller asks for and expects.

    Attributes:
        groups: Which fields are read.
        uai: The school that the file shall come from, None for any.
        school_year: The year that the file shall be of, None for any.
        on: The day of the statuses; None for the export's own.
        pix: Whether the rules of Pix are applied too.
    """

    groups: frozenset[FieldGroup] = DEFAULT
    uai: str | None = None
    school_year: int | None = None
    on: date | None = None
    pix: bool = False


@attrs.define
class _Belongings:
    """
    What a pupil's other blocks say, until the pupil is known.
    """

    line: int
    divisions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    options: tuple[SubjectOption, ...] = ()
    scholarships: tuple[Values, ...] = ()


class StudentSink:
    """
    Takes an export's records and makes students of them.

    Args:
        expectations: What is asked for and expected.
    """

    def __init__(self, expectations: Expectations) -> None:
        self.findings: Findings = Findings()
        self.kind: ExportKind = ExportKind.STUDENTS
        self.version: str | None = None
        self.uai: str | None = None
        self.school_year: int | None = None
        self.exported_at: date | None = None
        self.reader: PushReader | None = None
        self._expected = expectations
        self._pix = PixRules(self.findings) if expectations.pix else None
        self._drafts: dict[object, _Draft] = {}
        self._early: dict[str, _Belongings] = {}
        self._ines: set[str] = set()
        self._twice: set[str] = set()
        self._addresses: dict[str, Values] = {}
        self._has_header = False
        self._wrong: list[tuple[str, FindingCode]] = []
        self._prepare()
        self._take: Mapping[str, Callable[[int, Mapping[str, str], Values], None]] = {
            "PARAMETRES": self._take_header,
            "ELEVE": self._take_student,
            "STRUCTURES_ELEVE": self._take_structures,
            "OPTION": self._take_options,
            "ADRESSE": self._take_address,
        }

    def _prepare(self) -> None:
        """
        Lay out how a pupil's values become a draft: one look-up for each field.
        """
        wanted = elements_of(self._expected.groups)
        rows = [field for field in FIELDS if field.element in wanted]
        by_field = {field.field: field for field in rows if field.field}
        unknown = Field("", FieldGroup.RECORD)
        order = [by_field.get(name, unknown) for name in _POSITION]
        self._elements = tuple(field.element for field in order)
        self._caches = tuple(map(self._cache, order))
        self._details = frozenset(field.element for field in rows if not field.field)
        self._details -= {_NAME_BEFORE_2016}
        self._read = {field.element: self._cache(field) for field in rows}
        if FieldGroup.LAST_YEAR in self._expected.groups:
            self._details |= {"SCOLARITE_AN_DERNIER"}
        self._has_identity = FieldGroup.IDENTITY in self._expected.groups
        self._levels = Cache(
            lambda code: (level_of(code), None), tell=self._wrong.append, element=""
        )
        self._codes: dict[str, str] = {}
        self._placed: dict[tuple[object, ...], _Places] = {}
        self._choices: dict[tuple[object, ...], tuple[SubjectOption, ...]] = {}

    def _cache(self, field: Field) -> Cache:
        return Cache(
            field.read,
            tell=self._wrong.append,
            element=field.element,
            remember=not field.is_unique,
        )

    # What the reader calls.

    def begin(self, name: str, attributes: dict[str, str]) -> Node:
        """
        Make sure that it is the pupils' export.

        Raises:
            SiecleFileError: It is another file.
        """
        self.kind = kind_of_root(name)
        if self.kind is not ExportKind.STUDENTS:
            raise SiecleFileError(problem=SiecleFileProblem.OTHER_EXPORT)
        self.version = attributes.get("VERSION")
        also = PIX_ELEMENTS if self._pix else ()
        return root(self._expected.groups, also=also)

    def take(
        self,
        path: tuple[str, str],
        line: int,
        attributes: dict[str, str],
        values: Values,
    ) -> None:
        """
        Take a record.
        """
        take = self._take.get(path[1])
        if take is not None:
            take(line, attributes, values)
        else:
            self._take_anything(line, attributes, values)

    def note(self, code: FindingCode, line: int | None, element: str | None) -> None:
        """
        Take an oddity of the file's form.
        """
        record = self.reader.attribute("ELEVE_ID") if self.reader else None
        self.findings.add(code, line=line, element=element, record=record)

    # One of each block.

    def _take_header(
        self, line: int, _attributes: Mapping[str, str], values: Values
    ) -> None:
        self._has_header = True
        found = {key: value for key, value in values.items() if isinstance(value, str)}
        self._take_uai(found.get("UAJ"), line)
        self._take_year(found.get("ANNEE_SCOLAIRE"), line)
        self._take_date(found, line)

    def _take_uai(self, found: str | None, line: int) -> None:
        self.uai = text(found)[0]
        if self._pix is not None:
            self._pix.header(found, expected=self._expected.uai)
        if self.uai is None:
            self.findings.add(FindingCode.UAI_MISSING, line=line, element="UAJ")
            return
        place = self._place("UAJ", line)
        try:
            uai = Uai.lenient(self.uai)
        except FieldError:
            self.findings.add(FindingCode.UAI_MALFORMED, line=place, element="UAJ")
        else:
            self.uai = uai.code
            if not uai.has_valid_key:
                self.findings.add(FindingCode.UAI_KEY, line=place, element="UAJ")
        expected = self._expected.uai
        if expected is not None and self.uai != expected:
            self.findings.add(FindingCode.UAI_MISMATCH, line=place, element="UAJ")

    def _take_year(self, found: str | None, line: int) -> None:
        element = "ANNEE_SCOLAIRE"
        year = text(found)[0]
        if year is None:
            code = FindingCode.SCHOOL_YEAR_MISSING
            self.findings.add(code, line=line, element=element)
            return
        place = self._place(element, line)
        if not (len(year) == 4 and year.isascii() and year.isdigit()):  # noqa: PLR2004
            code = FindingCode.SCHOOL_YEAR_MALFORMED
            self.findings.add(code, line=place, element=element)
            return
        self.school_year = int(year)
        if self._expected.school_year not in {None, self.school_year}:
            code = FindingCode.SCHOOL_YEAR_UNEXPECTED
            self.findings.add(code, line=place, element=element)

    def _take_date(self, values: Mapping[str, str], line: int) -> None:
        # The first one has a time behind the day.
        elements = ("HORODATAGE", "DATE_EXPORT")
        found = (
            values.get(element, "").strip().partition(" ")[0] for element in elements
        )
        readings = [_EXPORT_DAY(one) for one in found if one]
        missing = (None, FindingCode.EXPORT_DATE_MISSING)
        self.exported_at, wrong = min(
            readings or [missing], key=lambda reading: reading[1] is not None
        )
        if wrong is not None:
            self.findings.add(wrong, line=line, element="DATE_EXPORT")

    def _take_student(
        self, line: int, attributes: Mapping[str, str], values: Values
    ) -> None:
        draft: _Draft = list(
            map(_looked_up, self._caches, map(values.get, self._elements))
        )
        draft[_STATUS] = line
        draft[_LEVEL] = self._levels[draft[_MEF]]
        draft[_DIVISIONS] = draft[_GROUPS] = draft[_OPTIONS] = ()
        key: object = attributes.get("ELEVE_ID", "").strip() or None
        draft[_ID] = key
        if _NAME_BEFORE_2016 in values:
            self._take_old_name(draft, values)
        if self._details:
            draft[_DETAILS] = self._details_of(values)
        if self._wrong:
            self._tell_wrong(draft)
        if self._has_identity:
            self._compare(draft, attributes)
        if not _is_id(key) or key in self._drafts:
            key = self._odd_key(draft)
        self._drafts[key] = draft
        if self._pix is not None:
            self._pix.student(key, line, values)

    def _take_old_name(self, draft: _Draft, values: Values) -> None:
        """
        Take the name of files before 2016, where there is none of the later form.
        """
        missing = ("NOM_DE_FAMILLE", FindingCode.LAST_NAME_MISSING)
        if missing in self._wrong:
            self._wrong.remove(missing)
            draft[_LAST] = self._caches[_LAST][str(values[_NAME_BEFORE_2016])]

    def _details_of(self, values: Values) -> Mapping[str, object]:
        details: dict[str, object] = {}
        for element in self._details & values.keys():
            value = values[element]
            details[element] = (
                self._read[element][value] if isinstance(value, str) else tuple(value)
            )
        return details

    def _tell_wrong(self, draft: _Draft) -> None:
        wrong, line = self._wrong.copy(), draft[_STATUS]
        self._wrong.clear()
        for element, code in wrong:
            place = self._place(element, line) if self.findings.has_room(code) else line
            self._find(code, draft, line=place, element=element)

    def _find(
        self, code: FindingCode, draft: _Draft, *, line: int, element: str
    ) -> None:
        self.findings.add(code, line=line, element=element, record=draft[_ID])

    def _compare(self, draft: _Draft, attributes: Mapping[str, str]) -> None:
        """
        Look at what takes two values: of one pupil, or of two.
        """
        ine = draft[_INE]
        if ine in self._ines:
            self._twice.add(ine)
        elif ine is not None:
            self._ines.add(ine)
        if draft[_TOWN] is None and draft[_BORN_IN] == _FRANCE:
            element = "CODE_COMMUNE_INSEE_NAISS"
            line = self._place(element, draft[_STATUS])
            code = FindingCode.BIRTH_CITY_MISSING
            self._find(code, draft, line=line, element=element)
        number = attributes.get("ELENOET")
        if number is not None and draft[_ELENOET] not in {number, None}:
            self._compare_numbers(draft, number)

    def _compare_numbers(self, draft: _Draft, number: str) -> None:
        told = draft[_ELENOET]
        if told.lstrip("0") != number.strip().lstrip("0"):
            line = self._place("ELENOET", draft[_STATUS])
            code = FindingCode.ELENOET_MISMATCH
            self._find(code, draft, line=line, element="ELENOET")

    def _odd_key(self, draft: _Draft) -> object:
        """
        The key of a pupil whose ELEVE_ID is none, or another's: kept all the same.
        """
        key = draft[_ID]
        code = FindingCode.ELEVE_ID_MALFORMED
        if key is None:
            code = FindingCode.ELEVE_ID_MISSING
        elif key in self._drafts:
            code = FindingCode.ELEVE_ID_DUPLICATE
        self._find(code, draft, line=draft[_STATUS], element="ELEVE_ID")
        return key if code is FindingCode.ELEVE_ID_MALFORMED else object()

    def _take_structures(
        self, line: int, attributes: Mapping[str, str], values: Values
    ) -> None:
        structures = _children(values, "STRUCTURE")
        raw = tuple(
            [
                (one.get("CODE_STRUCTURE"), one.get("TYPE_STRUCTURE"))
                for one in structures
            ]
        )
        places = self._placed.get(raw)
        divisions, groups = places or self._read_places(raw, attributes, line)
        if self._pix is not None:
            self._pix.structures(attributes, values)
        draft = self._drafts.get(attributes.get("ELEVE_ID", "").strip())
        if draft is None or draft[_DIVISIONS] or draft[_GROUPS]:
            owner = self._owner(attributes, line)
            owner.divisions += divisions
            owner.groups += groups
        elif len(divisions) > 1:
            self._place_in(draft, divisions, groups, line)
        else:
            draft[_DIVISIONS] = divisions
            draft[_GROUPS] = groups
            if divisions:
                draft[_DIVISION] = divisions[0]

    def _read_places(
        self,
        raw: tuple[tuple[str | None, ...], ...],
        attributes: Mapping[str, str],
        line: int,
    ) -> _Places:
        found: dict[str | None, list[str]] = {"D": [], "G": [], None: []}
        for code, kind in map(_stripped, raw):
            if code is not None:
                known = kind if kind in found else None
                found[known].append(self._codes.setdefault(code, code))
        places = tuple(found["D"]), tuple(found["G"])
        if found[None]:
            record = attributes.get("ELEVE_ID")
            code_unknown, element = FindingCode.CODE_UNKNOWN, "TYPE_STRUCTURE"
            self.findings.add(code_unknown, line=line, element=element, record=record)
        elif len(self._placed) < ROOM:
            self._placed[raw] = places
        return places

    def _place_in(
        self,
        draft: _Draft,
        divisions: tuple[str, ...],
        groups: tuple[str, ...],
        line: int,
    ) -> None:
        """
        Put a pupil in classes; BEE itself takes the smallest code of several.
        """
        divisions = tuple(sorted(set(divisions)))
        if len(divisions) > 1:
            code = FindingCode.DIVISION_SEVERAL
            self._find(code, draft, line=line, element="CODE_STRUCTURE")
        draft[_DIVISION] = next(iter(divisions), None)
        draft[_DIVISIONS], draft[_GROUPS] = divisions, groups

    def _owner(self, attributes: Mapping[str, str], line: int) -> _Belongings:
        """
        What is kept for a pupil who is not known yet, or who has some already.
        """
        key = attributes.get("ELEVE_ID", "").strip()
        return self._early.setdefault(key, _Belongings(line))

    def _take_options(
        self, line: int, attributes: Mapping[str, str], values: Values
    ) -> None:
        raw = tuple(
            [
                (
                    one.get("NUM_OPTION"),
                    one.get("CODE_MODALITE_ELECT"),
                    one.get("CODE_MATIERE"),
                )
                for one in _children(values, "OPTIONS_ELEVE")
            ]
        )
        options = self._choices.get(raw)
        if options is None:
            options = tuple(SubjectOption(*_stripped(one)) for one in raw)
            if len(self._choices) < ROOM:
                self._choices[raw] = options
        draft = self._drafts.get(attributes.get("ELEVE_ID", "").strip())
        if draft is None or draft[_OPTIONS]:
            self._owner(attributes, line).options += options
        else:
            draft[_OPTIONS] = options

    def _take_address(
        self, _line: int, attributes: Mapping[str, str], values: Values
    ) -> None:
        self._addresses[attributes.get("ADRESSE_ID", "").strip()] = values

    def _take_anything(
        self, line: int, attributes: Mapping[str, str], values: Values
    ) -> None:
        """
        Take a scholarship, of which two names are known: the rest is as it comes.
        """
        self._owner(attributes, line).scholarships += (values,)

    # The end of the file.

    def finish(self) -> None:
        """
        Join what came before its pupil, and look at the file as a whole.
        """
        for key, belongings in self._early.items():
            draft = self._drafts.get(key)
            if draft is None:
                self.findings.add(
                    FindingCode.STUDENT_UNKNOWN,
                    line=belongings.line,
                    element="ELEVE_ID",
                    record=key or None,
                )
            else:
                self._join(draft, belongings)
        self._early.clear()
        self._ines.clear()
        if not self._has_header:
            for code in _WITHOUT_HEADER:
                self.findings.add(code, line=1, element="PARAMETRES")
        if not self._drafts:
            self.findings.add(FindingCode.STUDENTS_NONE)
        if self._pix is not None:
            self._pix.finish(has_header=self._has_header)

    def _join(self, draft: _Draft, belongings: _Belongings) -> None:
        divisions = draft[_DIVISIONS] + belongings.divisions
        groups = draft[_GROUPS] + belongings.groups
        self._place_in(draft, divisions, groups, belongings.line)
        draft[_OPTIONS] += belongings.options
        if belongings.scholarships:
            details: dict[str, object] = draft[_DETAILS] or {}
            draft[_DETAILS] = {**details, "BOURSES": belongings.scholarships}

    def students(self) -> Iterator[Student]:
        """
        Each pupil; what was held of one is let go when it is yielded.
        """
        on = self._expected.on or self.exported_at
        bounds = (on - _OLDEST, on - _YOUNGEST) if on else (date.min, date.max)
        for key in list(self._drafts):
            draft = self._drafts.pop(key)
            self._look_back(draft, bounds)
            draft[_STATUS] = status_on(
                on,
                exit_date=draft[_EXIT],
                division=draft[_DIVISION],
                has_groups=bool(draft[_GROUPS]),
            )
            yield Student(*draft)

    def _look_back(self, draft: _Draft, bounds: tuple[date, date]) -> None:
        """
        Look at what could not be told before the last block.
        """
        line = draft[_STATUS]
        birth = draft[_BIRTH]
        if birth is not None and not bounds[0] <= birth <= bounds[1]:
            code = FindingCode.BIRTH_DATE_IMPLAUSIBLE
            self._find(code, draft, line=line, element="DATE_NAISS")
        if draft[_DIVISION] is None:
            code = FindingCode.DIVISION_MISSING
            self._find(code, draft, line=line, element="STRUCTURES_ELEVE")
        if draft[_INE] in self._twice:
            code = FindingCode.INE_DUPLICATE
            self._find(code, draft, line=line, element="ID_NATIONAL")
        if self._addresses and draft[_DETAILS]:
            self._add_address(draft, line)

    def _add_address(self, draft: _Draft, line: int) -> None:
        key = draft[_DETAILS].get("ADRESSE_ID")
        if key is None:
            return
        address = self._addresses.get(key)
        if address is None:
            code = FindingCode.ADDRESS_UNKNOWN
            self._find(code, draft, line=line, element="ADRESSE_ID")
        else:
            draft[_DETAILS] = {**draft[_DETAILS], "ADRESSE": address}

    def header(self, encoding: Encoding) -> Header:
        """
        What the file says of itself.
        """
        return Header(
            kind=self.kind,
            source_version=self.version,
            uai=self.uai,
            school_year=self.school_year,
            exported_at=self.exported_at,
            encoding=encoding,
        )

    def ordered(self) -> tuple[Finding, ...]:
        """
        The findings that kept their place, in the order of the file.
        """
        return tuple(sorted(self.findings.kept, key=_where))

    def _place(self, element: str, line: int) -> int:
        """
        Where a child of the present record is; its record where there is none.
        """
        place = self.reader.place(element) if self.reader else None
        return line if place is None else place


_WITHOUT_HEADER: Final = (
    FindingCode.UAI_MISSING,
    FindingCode.SCHOOL_YEAR_MISSING,
    FindingCode.EXPORT_DATE_MISSING,
)


def _where(finding: Finding) -> tuple[int, str, str]:
    return finding.line or 0, finding.code, finding.element or ""


def _is_id(key: object) -> bool:
    return isinstance(key, str) and key.isascii() and key.isdigit()


def _children(values: Values, name: str) -> list[dict[str, Any]]:
    # Nodes that have children are never texts.
    return cast("list[dict[str, Any]]", values.get(name, []))


def _stripped(raw: tuple[str | None, ...]) -> Iterator[str | None]:
    return (text(one)[0] for one in raw)
