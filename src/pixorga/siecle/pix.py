"""
The rules of Pix Orga's own import: what it refuses, and whom it leaves out.

A school can so know beforehand whether its file will pass there. They are applied to
the texts as they stand, because that import trims nothing; and to all pupils, also to
those whom it leaves out, because one of them can keep the others out.

Source:
    The public code of Pix (1024pix/pix), as of its pull request 17383.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from pixorga.domain.findings import FindingCode, Findings
from pixorga.siecle.records import Values

__all__ = ["PIX_ELEMENTS", "PixRules"]

PIX_ELEMENTS: Final = frozenset(
    {
        "ID_NATIONAL",
        "NOM_DE_FAMILLE",
        "PRENOM",
        "CODE_SEXE",
        "DATE_NAISS",
        "CODE_PAYS",
        "CODE_COMMUNE_INSEE_NAISS",
        "DATE_SORTIE",
    }
)
"""
The children of ELEVE that its rules look at.
"""

_NAME: Final = re.compile(r"[A-Za-zŽž\u00c0-\u00ff '-]*")
_DAY: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_INACTIVE: Final = "Inactifs"

_REQUIRED: Final = (
    ("CODE_SEXE", FindingCode.PIX_SEX_REQUIRED),
    ("DATE_NAISS", FindingCode.PIX_BIRTH_DATE_REQUIRED),
    ("NOM_DE_FAMILLE", FindingCode.PIX_LAST_NAME_REQUIRED),
    ("PRENOM", FindingCode.PIX_FIRST_NAME_REQUIRED),
)


def _is_day(found: str) -> bool:
    match = _DAY.fullmatch(found)
    try:
        return bool(match and date(int(match[3]), int(match[2]), int(match[1])))
    except ValueError:
        return False


class PixRules:
    """
    Looks at an export as Pix would.

    Args:
        findings: Where to tell what it would not like.
    """

    # Pix believes the label: it refuses one that it does not know, and reads accents
    # wrong under one that is not true.
    _unreadable = frozenset(
        {FindingCode.ENCODING_MISLABELLED, FindingCode.ENCODING_UNKNOWN}
    )

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._ines: set[str] = set()
        # Whom it would take, and on which line they stand, as far as is known.
        self._waiting: dict[object, int] = {}
        self._divisions: dict[str, str] = {}
        self._known: set[object] = set()

    def header(self, uai: str | None, *, expected: str | None) -> None:
        """
        Look at the school, which is compared letter by letter.
        """
        if not uai or (expected is not None and uai != expected):
            self._findings.add(FindingCode.PIX_UAI_MISMATCH, element="UAJ")

    def student(self, key: object, line: int, values: Values) -> None:
        """
        Look at a pupil.
        """
        record = key if isinstance(key, str) else None
        texts = {name: one for name, one in values.items() if isinstance(one, str)}
        for element, code in _found(texts):
            self._findings.add(code, line=line, element=element, record=record)
        skipped = _skipped(texts)
        if skipped is not None:
            self._findings.add(skipped, line=line, record=record)
            return
        self._known.add(key)
        self._waiting[key] = line
        self._take_ine(texts.get("ID_NATIONAL", ""), line, record)

    def _take_ine(self, ine: str, line: int, record: str | None) -> None:
        code = FindingCode.PIX_INE_DUPLICATE
        if not ine.strip():
            code = FindingCode.PIX_INE_REQUIRED
        elif ine not in self._ines:
            self._ines.add(ine)
            return
        self._findings.add(code, line=line, element="ID_NATIONAL", record=record)

    def structures(self, attributes: Mapping[str, str], values: Values) -> None:
        """
        Look at a pupil's classes: the last one counts, and only of a pupil it knows.
        """
        key = attributes.get("ELEVE_ID", "")
        structures = values.get("STRUCTURE", [])
        if key not in self._known or isinstance(structures, str):
            return
        for structure in structures:
            if structure.get("TYPE_STRUCTURE") == "D":
                self._divisions[key] = str(structure.get("CODE_STRUCTURE", ""))

    def finish(self, *, has_header: bool) -> None:
        """
        Look at who would be left.
        """
        if not has_header:
            self.header(None, expected=None)
        left = 0
        for key, line in self._waiting.items():
            record = key if isinstance(key, str) else None
            division = self._divisions.get(record or "")
            if division is None or division == _INACTIVE:
                code = FindingCode.PIX_SKIPPED_DIVISION
                self._findings.add(code, line=line, record=record)
            else:
                left += 1
        if not self._unreadable.isdisjoint(self._findings.counts):
            self._findings.add(FindingCode.PIX_ENCODING_REFUSED)
        if not left:
            self._findings.add(FindingCode.PIX_EMPTY)


def _skipped(texts: Mapping[str, str]) -> FindingCode | None:
    """
    Why Pix would leave a pupil out without a word: an empty day of exit is one too.
    """
    if "DATE_SORTIE" in texts:
        return FindingCode.PIX_SKIPPED_EXIT
    if "ID_NATIONAL" not in texts:
        return FindingCode.PIX_SKIPPED_INE
    return None


def _found(texts: Mapping[str, str]) -> list[tuple[str, FindingCode]]:
    """
    What Pix would refuse of a pupil it takes.
    """
    if _skipped(texts) is not None:
        return []
    found = [(element, code) for element, code in _REQUIRED if not texts.get(element)]
    birth = texts.get("DATE_NAISS")
    if birth and not _is_day(birth):
        found.append(("DATE_NAISS", FindingCode.PIX_BIRTH_DATE_FORMAT))
    town = "CODE_COMMUNE_INSEE_NAISS"
    if texts.get("CODE_PAYS") == "100" and not texts.get(town):
        found.append((town, FindingCode.PIX_BIRTH_CITY_REQUIRED))
    for element in ("NOM_DE_FAMILLE", "PRENOM"):
        if not _NAME.fullmatch(texts.get(element, "")):
            found.append((element, FindingCode.PIX_NAME_CHARACTER))  # noqa: PERF401
    return found
