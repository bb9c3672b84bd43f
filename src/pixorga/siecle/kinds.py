"""
What kind of file it is: by the root element, or by the first bytes of what is no XML.

Never by the name: people rename files, and browsers number them.
"""

import re
from enum import StrEnum
from typing import Final

from pixorga.errors import SiecleFileError, SiecleFileProblem

__all__ = ["ExportKind", "kind_of_root", "require_xml"]


class ExportKind(StrEnum):
    """
    The exports of SIÈCLE (BEE), named as in the JSON that is made of them.
    """

    STUDENTS = "eleves"
    GUARDIANS = "responsables"
    STRUCTURES = "structures"
    NOMENCLATURES = "nomenclatures"
    COMMON = "commun"
    GEOGRAPHY = "geographique"
    SCHOOLS = "etablissements"
    CANTEEN = "gfc"


_ROOTS: Final = {
    "BEE_ELEVES": ExportKind.STUDENTS,
    "BEE_RESPONSABLES": ExportKind.GUARDIANS,
    "BEE_STRUCTURES": ExportKind.STRUCTURES,
    # The singular is of other makers.
    "BEE_NOMENCLATURE": ExportKind.NOMENCLATURES,
    "BEE_NOMENCLATURES": ExportKind.NOMENCLATURES,
    "BEE_COMMUN": ExportKind.COMMON,
    "BEE_COMMUNS": ExportKind.COMMON,
    "BEE_GEOGRAPHIQUE": ExportKind.GEOGRAPHY,
    "BEE_GEOGRAPHIQUES": ExportKind.GEOGRAPHY,
    "BEE_ETABLISSEMENT": ExportKind.SCHOOLS,
    "BEE_ETABLISSEMENTS": ExportKind.SCHOOLS,
    "BEE_GFC": ExportKind.CANTEEN,
}

_STRANGERS: Final = (
    (re.compile(r"STS_EDT|EDT_STS"), SiecleFileProblem.STS),
    (re.compile(r"IMPORT_ELEVES"), SiecleFileProblem.IMPORT),
    (re.compile(r"BEE_EPHC_\w+"), SiecleFileProblem.EPHC),
    (re.compile(r"ficAlimMENESR"), SiecleFileProblem.LDAP),
    (re.compile(r"lsun?-\w+|(?:ns\d+:)?lsun?-\w+"), SiecleFileProblem.LSU),
    (re.compile(r"(?i:html)"), SiecleFileProblem.HTML),
)

_SIGNATURES: Final = (
    (b"%PDF", SiecleFileProblem.PDF),
    (b"\xd0\xcf\x11\xe0", SiecleFileProblem.EXCEL),
)

_HTML: Final = re.compile(
    rb"\s*(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_TABLE: Final = re.compile(rb'[^<\r\n]*[;,\t"][^<\r\n]*(?:[\r\n]|\Z)')


def kind_of_root(root: str) -> ExportKind:
    """
    The kind of export that begins with an element.

    Raises:
        SiecleFileError: It begins no export of SIÈCLE; the problem names what it is.

    Example:
        >>> kind_of_root("BEE_ELEVES")
        <ExportKind.STUDENTS: 'eleves'>
        >>> kind_of_root("STS_EDT")
        Traceback (most recent call last):
        pixorga.errors.SiecleFileError: This is not the export ... from STS-web.
    """
    kind = _ROOTS.get(root)
    if kind is None:
        found = (problem for name, problem in _STRANGERS if name.fullmatch(root))
        raise SiecleFileError(problem=next(found, SiecleFileProblem.OTHER_XML))
    return kind


def require_xml(head: bytes) -> None:
    """
    Refuse what cannot be XML by its first bytes, and name it.

    Args:
        head: The first bytes; empty for an empty file.

    Raises:
        SiecleFileError: It is no XML.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise SiecleFileError(problem=SiecleFileProblem.EMPTY)
    for signature, problem in _SIGNATURES:
        if text.startswith(signature):
            raise SiecleFileError(problem=problem)
    if _HTML.match(text):
        raise SiecleFileError(problem=SiecleFileProblem.HTML)
    if text.startswith((b"<", b"\xff\xfe", b"\xfe\xff", b"\x00<")):
        return
    table = _TABLE.match(text)
    raise SiecleFileError(
        problem=SiecleFileProblem.CSV if table else SiecleFileProblem.UNKNOWN
    )
