"""
The one table of what is read of a pupil: element, field, converter and rule.

The reader's tree of nodes, the values of `Student`, the documentation and the report
are all made of it.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any, Final

import attrs

from pixorga.domain.findings import FindingCode
from pixorga.domain.identifiers import Level, Mef
from pixorga.errors import FieldError
from pixorga.siecle.reader import GENERIC, Node
from pixorga.siecle.values import (
    Reading,
    boolean,
    code_of,
    commune,
    day,
    ine,
    mef,
    name,
    sex,
    shaped,
    text,
)

__all__ = [
    "DEFAULT",
    "FIELDS",
    "Field",
    "FieldGroup",
    "elements_of",
    "level_of",
    "root",
]


class FieldGroup(StrEnum):
    """
    What a caller asks for at once.

    `IDENTITY` and `SCHOOLING` are what `Student` names; the others are in its
    `details`, and are read when they are asked for only.
    """

    IDENTITY = "identity"
    SCHOOLING = "schooling"
    OPTIONS = "options"
    CONTACT = "contact"
    ORIGINS = "origins"
    SCHOLARSHIPS = "scholarships"
    LAST_YEAR = "last year"
    RECORD = "record"


DEFAULT: Final = frozenset(
    {FieldGroup.IDENTITY, FieldGroup.SCHOOLING, FieldGroup.OPTIONS}
)
"""
What is read unless the caller says otherwise.
"""


@attrs.frozen
class Field:
    """
    A row of the table.

    Attributes:
        element: The element's name in the file.
        group: What it is asked for with.
        field: The field of `Student` that it becomes; None for one of its details.
        read: Makes a value of the text, and says what is wrong with it.
        rule: What is expected, in a sentence.
        is_unique: Whether each pupil's text is another one.
    """

    element: str
    group: FieldGroup
    field: str | None = None
    read: Callable[[str | None], Reading[Any]] = text
    rule: str = "Any text."
    is_unique: bool = False


_I, _S, _R = FieldGroup.IDENTITY, FieldGroup.SCHOOLING, FieldGroup.RECORD
_O, _C = FieldGroup.ORIGINS, FieldGroup.CONTACT
_DAY: Final = day(FindingCode.DATE_FORMAT)
_DAY_RULE: Final = "DD/MM/YYYY; an ISO date is recovered."
_LISTED: Final = "A code of the nomenclature."

_REGIMES: Final = code_of("0 1 2 21 22 23 24 25 26 29 3 31 32 33 34 35 36 38 39 4 5 6")
_REASONS: Final = code_of(
    "10 11 12 13 14 19 20 21 22 23 24 25 26 27 29 30 31 32 33 34 35 39 40 41 42 43 44 "
    "45 99"
)

FIELDS: Final = (
    Field(
        "ID_NATIONAL",
        _I,
        "ine",
        ine,
        "11 letters and digits; key as a warning.",
        is_unique=True,
    ),
    Field(
        "NOM_DE_FAMILLE",
        _I,
        "last_name",
        name("LAST_NAME", required=True),
        "Required; NOM before 2016.",
    ),
    Field("NOM", _I, None, text, "Name of files before 2016."),
    Field("NOM_USAGE", _I, "usage_name", name("LAST_NAME"), "A name."),
    Field("PRENOM", _I, "first_name", name("FIRST_NAME", required=True), "Required."),
    Field("PRENOM2", _I, "middle_name", name("FIRST_NAME"), "A name."),
    Field("PRENOM3", _I, "third_name", name("FIRST_NAME"), "A name."),
    Field("CODE_SEXE", _I, "sex", sex, "1 male, 2 female."),
    Field(
        "DATE_NAISS",
        _I,
        "birth_date",
        day(FindingCode.BIRTH_DATE_FORMAT, missing=FindingCode.BIRTH_DATE_MISSING),
        _DAY_RULE,
    ),
    Field(
        "CODE_COMMUNE_INSEE_NAISS",
        _I,
        "birth_city_code",
        commune,
        "INSEE, five characters; required of the French-born.",
    ),
    Field("VILLE_NAISS", _I, "birth_city", text, "Required of nobody."),
    Field(
        "CODE_DEPARTEMENT_NAISS",
        _I,
        "birth_department_code",
        shaped(r"[0-9]{1,3}|0?2[AB]"),
        "075, 02A, 971.",
    ),
    Field("CODE_PAYS", _I, "birth_country_code", shaped(r"[0-9]{3}"), "100 is France."),
    Field("CODE_MEF", _S, "mef", mef, "11 digits or capitals."),
    Field("DATE_ENTREE", _S, "entry_date", _DAY, _DAY_RULE),
    Field("DATE_SORTIE", _S, "exit_date", _DAY, _DAY_RULE),
    Field("CODE_MOTIF_SORTIE", _S, "exit_reason", _REASONS, _LISTED),
    Field("ELENOET", _S, "elenoet", text, "As in the attribute.", is_unique=True),
    Field("CODE_REGIME", _S, "regime", _REGIMES, _LISTED),
    Field("CODE_STATUT", _S, "statute", code_of("ST AP FC FQ CQ"), _LISTED),
    Field("DOUBLEMENT", _S, "repeats", boolean, "0 or 1."),
    Field("CODE_PROVENANCE", _S, "origin", code_of("1 2 3 4 5 6 7 8"), _LISTED),
    Field("INE_BEA", _R),
    Field("INE_RNIE", _R),
    Field("ID_ELEVE_ETAB", _R),
    Field("ID_PRV_ELE", _R),
    Field("DATE_MODIFICATION", _R, None, _DAY, _DAY_RULE),
    Field("CODE_PAYS_NAT", _O),
    Field("ADHESION_TRANSPORT", _C, None, boolean, "0 or 1."),
    Field("ADRESSE_ID", _C),
    Field("TEL_PERSONNEL", _C),
    Field("TEL_PORTABLE", _C),
    Field("TEL_PROFESSIONNEL", _C),
    Field("ACCEPTE_SMS", _C, None, boolean, "0 or 1."),
    Field("MEL", _C),
)
"""
Every child of ELEVE that has a text.
"""

_LINES: Final = frozenset(f"LIGNE{number}_ADRESSE" for number in range(1, 5))
_LAST_YEAR: Final = _LINES | {
    "CODE_MEF",
    "CODE_STRUCTURE",
    "CODE_RNE",
    "CODE_NATURE",
    "SIGLE",
    "DENOM_PRINC",
    "DENOM_COMPL",
    "BOITE_POSTALE",
    "COMMUNE_ETRANGERE",
    "MEL",
    "TELEPHONE",
    "CODE_COMMUNE_INSEE",
    "LL_COMMUNE_INSEE",
}
_ADDRESS: Final = _LINES | {
    "BOITE_POSTALE",
    "COMMUNE_ETRANGERE",
    "CODE_POSTAL",
    "CODE_PAYS",
    "CODE_COMMUNE_INSEE",
    "LL_PAYS",
    "CODE_DEPARTEMENT",
    "LIBELLE_POSTAL",
}
_HEADER: Final = frozenset({"UAJ", "ANNEE_SCOLAIRE", "DATE_EXPORT", "HORODATAGE"})


def elements_of(groups: Collection[FieldGroup]) -> frozenset[str]:
    """
    The children of ELEVE that belong to some groups.
    """
    return frozenset(field.element for field in FIELDS if field.group in groups)


def root(groups: Collection[FieldGroup], *, also: Collection[str] = ()) -> Node:
    """
    What is read of an export of pupils.

    Args:
        groups: What was asked for.
        also: Further children of ELEVE.
    """
    wanted = elements_of(groups) | frozenset(also)
    known = frozenset(field.element for field in FIELDS)
    last_year = {"SCOLARITE_AN_DERNIER": Node(_LAST_YEAR)}
    asked = FieldGroup.LAST_YEAR in groups
    student = Node(
        wanted,
        dropped=known - wanted,
        ignored=frozenset(last_year),
        children=last_year if asked else {},
        is_record=True,
    )
    options = Node(frozenset({"NUM_OPTION", "CODE_MODALITE_ELECT", "CODE_MATIERE"}))
    structure = Node(frozenset({"CODE_STRUCTURE", "TYPE_STRUCTURE"}))
    blocks = {
        FieldGroup.OPTIONS: (
            "OPTIONS",
            Node(children={"OPTION": _joined("OPTIONS_ELEVE", options)}),
        ),
        FieldGroup.CONTACT: (
            "ADRESSES",
            Node(children={"ADRESSE": Node(_ADDRESS, is_record=True)}),
        ),
        # Nobody has published what stands in it, but for two names.
        FieldGroup.SCHOLARSHIPS: ("BOURSES", Node(other=GENERIC)),
    }
    children = {
        "ELEVES": Node(children={"ELEVE": student}),
        "STRUCTURES": Node(
            children={"STRUCTURES_ELEVE": _joined("STRUCTURE", structure)}
        ),
    } | dict(block for group, block in blocks.items() if group in groups)
    return Node(
        children={
            "PARAMETRES": Node(_HEADER, is_record=True),
            "DONNEES": Node(
                ignored=frozenset(block for block, _ in blocks.values()),
                children=children,
            ),
        }
    )


def _joined(child: str, node: Node) -> Node:
    """
    A record that belongs to a pupil.
    """
    return Node(children={child: node}, is_record=True)


def level_of(code: str | None) -> Level | None:
    """
    The year of schooling that a MEF tells.
    """
    try:
        return None if code is None else Mef(code).level
    except FieldError:
        return None
