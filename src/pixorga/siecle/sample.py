"""
An invented school: an export as SIÈCLE would write it, with the faults that are wanted.

Nobody in it exists: names are made of syllables, and INE begin with 99, which no
academy has. The same arguments give the same bytes, in every release that says so in
its notes, so that a test, a benchmark or a lesson can rest on them.
"""

import io
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import IO, Final, TypeAlias, TypeVar
from xml.sax.saxutils import escape, quoteattr

import attrs

from pixorga.domain.findings import FindingCode
from pixorga.domain.identifiers import rnie_key

__all__ = ["FAULTS", "sample", "write_sample"]

_T = TypeVar("_T")

_UAI: Final = "0750680G"
_ENCODING: Final = "ISO-8859-15"

_STARTS: Final = [
    "BEL",
    "CHAM",
    "DU",
    "FON",
    "GAR",
    "LE",
    "MAR",
    "MONT",
    "PER",
    "ROU",
    "SAU",
    "TRE",
    "VAL",
    "VER",
    "BOU",
    "CAR",
    "FÉ",
    "GRAN",
    "LA",
    "MAU",
    "NOË",
    "PO",
    "RI",
    "SER",
    "TOU",
    "VI",
    "BRÉ",
    "CŒU",
    "DEL",
    "ÉME",
    "HÉ",
    "JAC",
    "KER",
    "LŒ",
    "MÉ",
    "PLÉ",
    "QUI",
    "SÉ",
    "TAN",
]
_MIDDLES: Final = [
    "A",
    "BE",
    "CHE",
    "DI",
    "E",
    "FER",
    "GNO",
    "LI",
    "LO",
    "MAN",
    "NEL",
    "O",
    "RA",
    "RE",
    "SI",
    "TE",
    "TI",
    "VA",
    "VE",
    "ZA",
    "È",
    "Ê",
    "Ï",
    "Ô",
    "Ü",
]
_ENDS: Final = [
    "ARD",
    "BERT",
    "CHET",
    "DIER",
    "EAU",
    "ET",
    "FORT",
    "GNY",
    "IER",
    "IN",
    "LET",
    "LON",
    "MOND",
    "NAY",
    "OT",
    "POND",
    "RAY",
    "SAC",
    "TIER",
    "TREL",
    "VAL",
    "VIN",
    "ŸS",
    "Œ",
    "ÇON",
]
_PARTICLES: Final = ("",) * 40 + ("DE ", "DE LA ", "D'", "LE ", "N'")
_GIVEN: Final = [
    "Adèle",
    "Adrien",
    "Agathe",
    "Alban",
    "Anaïs",
    "Anne-Marie",
    "Antoine",
    "Axelle",
    "Basile",
    "Béatrice",
    "Bénédicte",
    "Camille",
    "Célestin",
    "Chloé",
    "Clémence",
    "Côme",
    "Élise",
    "Éloi",
    "Emma",
    "Étienne",
    "Fanny",
    "Félix",
    "Gaël",
    "Garance",
    "Gérald",
    "Hélène",
    "Héloïse",
    "Hugo",
    "Inès",
    "Irène",
    "Jade",
    "Jean-Loup",
    "Joséphine",
    "Jules",
    "Kévin",
    "Léa",
    "Léo",
    "Loïc",
    "Lou",
    "Maël",
    "Maïa",
    "Malo",
    "Margaux",
    "Naïm",
    "Nina",
    "Noé",
    "Océane",
    "Oscar",
    "Paul",
    "Pénélope",
    "Raphaël",
    "Rémi",
    "Rose",
    "Sacha",
    "Solène",
    "Théo",
    "Thaïs",
    "Ulysse",
    "Victoire",
    "Yaël",
    "Yanis",
    "Zoé",
]

_LEVELS: Final = (
    ("6", "10010012110"),
    ("5", "10110001110"),
    ("4", "10210001110"),
    ("3", "10310019110"),
)
_SUBJECTS: Final = ("030201", "030501", "020300", "040600", "180100", "320100")
_DEPARTMENTS: Final = ("075", "033", "059", "013", "069", "974", "02A")
_TOWNS: Final = {"974": "97411", "02A": "2A004"}

_CLASS: Final = 25
"""
Pupils of a class.
"""

_FIRST_ID: Final = 1_000_001
_MOST: Final = 9_000_000
"""
Pupils that can have an INE of their own.
"""


class _Chance:
    """
    Numbers that look like chance, the same each time: a linear congruence (Knuth).
    """

    def __init__(self, *seeds: int) -> None:
        self._state = 0x5EED
        for seed in seeds:
            self._state ^= seed
            self.below(2)

    def below(self, limit: int) -> int:
        self._state = self._state * 6364136223846793005 + 1442695040888963407
        self._state &= (1 << 64) - 1
        return (self._state >> 33) % limit

    def of(self, choices: "tuple[_T, ...] | list[_T]") -> _T:
        return choices[self.below(len(choices))]


_Values: TypeAlias = dict[str, str | None]


@attrs.define
class _Pupil:
    """
    A pupil to be written; a value that is None is an element that is absent.
    """

    attributes: dict[str, str]
    values: _Values
    structures: list[tuple[str, str]]
    options: list[tuple[str, str, str]]
    address: _Values | None
    last_year: _Values | None
    raw: str = ""


@attrs.define
class _School:
    """
    The school to be written.
    """

    header: _Values
    label: str | None = _ENCODING
    codec: str = "iso8859-15"
    tail: bytes = b""
    strangers: int = 0
    has_students: bool = True


_PupilFault: TypeAlias = Callable[[_Pupil], None]
_SchoolFault: TypeAlias = Callable[[_School], None]


def _set(element: str, value: str | None) -> _PupilFault:
    def plant(pupil: _Pupil) -> None:
        pupil.values[element] = value

    return plant


def _attribute(name: str, value: str | None) -> _PupilFault:
    def plant(pupil: _Pupil) -> None:
        pupil.attributes.pop(name, None)
        if value is not None:
            pupil.attributes[name] = value

    return plant


def _structures(*structures: tuple[str, str]) -> _PupilFault:
    def plant(pupil: _Pupil) -> None:
        pupil.structures = list(structures)

    return plant


def _raw(text: str) -> _PupilFault:
    def plant(pupil: _Pupil) -> None:
        pupil.raw += text

    return plant


def _wrong_key(pupil: _Pupil) -> None:
    ine = pupil.values["ID_NATIONAL"] or ""
    # K is the key letter that no pair begins with.
    pupil.values["ID_NATIONAL"] = f"{ine[:9]}KK"


def _lost_address(pupil: _Pupil) -> None:
    pupil.address = None


def _head(element: str, value: str | None) -> _SchoolFault:
    def plant(school: _School) -> None:
        school.header[element] = value

    return plant


def _undated(school: _School) -> None:
    school.header["DATE_EXPORT"] = school.header["HORODATAGE"] = None


def _misdated(school: _School) -> None:
    school.header["DATE_EXPORT"] = school.header["HORODATAGE"] = "2026-10-05"


def _encoded(label: str | None, codec: str, tail: bytes = b"") -> _SchoolFault:
    def plant(school: _School) -> None:
        school.label, school.codec, school.tail = label, codec, tail

    return plant


def _stranger(school: _School) -> None:
    school.strangers += 1


def _nobody(school: _School) -> None:
    school.has_students = False


_NAMES: Final = {
    "CHARACTER": "B<R>4",
    "LOSSY": "ERDO?AN",
    "MISSING": None,
    "MOJIBAKE": "LEFÃ©VRE",
    "REPLACED": "LEF\ufffdVRE",
}

_SHARED_INE: Final = f"990000000{rnie_key('990000000')}"

_SEVERAL: Final = (("6 B", "D"), ("6 A", "D"))

_PUPIL_FAULTS: Final[Mapping[FindingCode, _PupilFault]] = MappingProxyType(
    {
        FindingCode.ADDRESS_UNKNOWN: _lost_address,
        FindingCode.BIRTH_CITY_MALFORMED: _set("CODE_COMMUNE_INSEE_NAISS", "00000"),
        FindingCode.BIRTH_CITY_MISSING: _set("CODE_COMMUNE_INSEE_NAISS", None),
        FindingCode.BIRTH_DATE_FORMAT: _set("DATE_NAISS", "2014-03-05"),
        FindingCode.BIRTH_DATE_IMPLAUSIBLE: _set("DATE_NAISS", "05/03/1914"),
        FindingCode.BIRTH_DATE_MISSING: _set("DATE_NAISS", None),
        FindingCode.BOOLEAN_MALFORMED: _set("DOUBLEMENT", "peut-être"),
        FindingCode.CODE_UNKNOWN: _set("CODE_REGIME", "77"),
        FindingCode.DATE_FORMAT: _set("DATE_ENTREE", "1 septembre"),
        FindingCode.DIVISION_MISSING: _structures(),
        FindingCode.DIVISION_SEVERAL: _structures(*_SEVERAL),
        FindingCode.ELEMENT_REPEATED: _raw("<PRENOM>Encore</PRENOM>"),
        FindingCode.ELEMENT_UNKNOWN: _raw("<SIGNE_ASTRAL>Lion</SIGNE_ASTRAL>"),
        FindingCode.ELENOET_MISMATCH: _attribute("ELENOET", "99999"),
        FindingCode.ELEVE_ID_DUPLICATE: _attribute("ELEVE_ID", str(_FIRST_ID)),
        FindingCode.ELEVE_ID_MALFORMED: _attribute("ELEVE_ID", "ID77"),
        FindingCode.ELEVE_ID_MISSING: _attribute("ELEVE_ID", None),
        FindingCode.INE_DUPLICATE: _set("ID_NATIONAL", _SHARED_INE),
        FindingCode.INE_KEY: _wrong_key,
        FindingCode.INE_MALFORMED: _set("ID_NATIONAL", "12345"),
        FindingCode.INE_MISSING: _set("ID_NATIONAL", None),
        FindingCode.MEF_MALFORMED: _set("CODE_MEF", "1001001211"),
        FindingCode.MEF_MISSING: _set("CODE_MEF", None),
        FindingCode.PIX_BIRTH_CITY_REQUIRED: _set("CODE_COMMUNE_INSEE_NAISS", ""),
        FindingCode.PIX_BIRTH_DATE_FORMAT: _set("DATE_NAISS", "5/3/2014"),
        FindingCode.PIX_BIRTH_DATE_REQUIRED: _set("DATE_NAISS", ""),
        FindingCode.PIX_FIRST_NAME_REQUIRED: _set("PRENOM", ""),
        FindingCode.PIX_INE_DUPLICATE: _set("ID_NATIONAL", _SHARED_INE),
        FindingCode.PIX_INE_REQUIRED: _set("ID_NATIONAL", ""),
        FindingCode.PIX_LAST_NAME_REQUIRED: _set("NOM_DE_FAMILLE", ""),
        FindingCode.PIX_NAME_CHARACTER: _set("NOM_DE_FAMILLE", "BŒUF"),
        FindingCode.PIX_SEX_REQUIRED: _set("CODE_SEXE", ""),
        FindingCode.PIX_SKIPPED_DIVISION: _structures(("Inactifs", "D")),
        FindingCode.PIX_SKIPPED_EXIT: _set("DATE_SORTIE", "30/06/2027"),
        FindingCode.PIX_SKIPPED_INE: _set("ID_NATIONAL", None),
        FindingCode.SEX_MISSING: _set("CODE_SEXE", None),
        **{
            FindingCode[f"{subject}_{defect}"]: _set(element, value)
            for subject, element in (
                ("LAST_NAME", "NOM_DE_FAMILLE"),
                ("FIRST_NAME", "PRENOM"),
            )
            for defect, value in _NAMES.items()
        },
    }
)
"""
What is done to one pupil; to two for what takes two.
"""

_IN_PAIRS: Final = {FindingCode.INE_DUPLICATE, FindingCode.PIX_INE_DUPLICATE}

_SCHOOL_FAULTS: Final[Mapping[FindingCode, _SchoolFault]] = MappingProxyType(
    {
        FindingCode.ENCODING_MISLABELLED: _encoded(_ENCODING, "utf-8"),
        FindingCode.ENCODING_MISSING: _encoded(None, "utf-8"),
        FindingCode.ENCODING_MIXED: _encoded("UTF-8", "utf-8", b"<!-- \xe9 -->"),
        FindingCode.ENCODING_UNKNOWN: _encoded("ISO-8859-99", "iso8859-15"),
        FindingCode.ENCODING_UNUSUAL: _encoded("UTF-16", "utf-16"),
        FindingCode.ENCODING_WINDOWS: _encoded(
            _ENCODING, "iso8859-15", b"<!-- \x92 -->"
        ),
        FindingCode.EXPORT_DATE_FORMAT: _misdated,
        FindingCode.EXPORT_DATE_MISSING: _undated,
        FindingCode.PIX_EMPTY: _nobody,
        FindingCode.PIX_ENCODING_REFUSED: _encoded("ISO-8859-99", "iso8859-15"),
        FindingCode.PIX_UAI_MISMATCH: _head("UAJ", f" {_UAI}"),
        FindingCode.SCHOOL_YEAR_MALFORMED: _head("ANNEE_SCOLAIRE", "26"),
        FindingCode.SCHOOL_YEAR_MISSING: _head("ANNEE_SCOLAIRE", None),
        FindingCode.SCHOOL_YEAR_UNEXPECTED: _head("ANNEE_SCOLAIRE", "2019"),
        FindingCode.STUDENTS_NONE: _nobody,
        FindingCode.STUDENT_UNKNOWN: _stranger,
        FindingCode.UAI_KEY: _head("UAJ", "0750680A"),
        FindingCode.UAI_MALFORMED: _head("UAJ", "750680"),
        FindingCode.UAI_MISMATCH: _head("UAJ", "0752387M"),
        FindingCode.UAI_MISSING: _head("UAJ", None),
    }
)
"""
What is done to the file as a whole.
"""

FAULTS: Final = frozenset(_PUPIL_FAULTS) | frozenset(_SCHOOL_FAULTS)
"""
The faults that can be planted.
"""


def sample(
    *,
    students: int = 30,
    seed: int = 0,
    faults: Collection[FindingCode] = (),
    school_year: int = 2026,
    addresses: bool = True,
    last_year: bool = True,
) -> bytes:
    """
    An invented school's export, as bytes.

    Args:
        students: How many pupils it has.
        seed: Another number, another school.
        faults: What shall be found in it, of `FAULTS`; the faults of pupils are
            planted one after the other, from the second pupil on.
        school_year: The year of its header.
        addresses: Whether it is the export with addresses.
        last_year: Whether it tells last year's schooling.

    Raises:
        ValueError: There are more pupils than INE, or too few for the faults, or a
            fault that cannot be planted.

    Example:
        >>> sample(students=1).decode("iso8859-15").splitlines()[1]
        '<BEE_ELEVES VERSION="3.0">'
    """
    file = io.BytesIO()
    write_sample(
        file,
        students=students,
        seed=seed,
        faults=faults,
        school_year=school_year,
        addresses=addresses,
        last_year=last_year,
    )
    return file.getvalue()


def write_sample(
    file: IO[bytes],
    *,
    students: int = 30,
    seed: int = 0,
    faults: Collection[FindingCode] = (),
    school_year: int = 2026,
    addresses: bool = True,
    last_year: bool = True,
) -> None:
    """
    Write an invented school's export into a file, of any size in little memory.

    Args:
        file: Open for writing bytes.
        students: As for `sample`, and so are the others.
        seed: Another number, another school.
        faults: What shall be found in it.
        school_year: The year of its header.
        addresses: Whether it is the export with addresses.
        last_year: Whether it tells last year's schooling.

    Raises:
        ValueError: As for `sample`.
    """
    planted = _planted(faults, students)
    school = _School(header=_header(school_year))
    for code in sorted(set(faults) & set(_SCHOOL_FAULTS)):
        _SCHOOL_FAULTS[code](school)

    def pupils() -> Iterator[_Pupil]:
        for number in range(students if school.has_students else 0):
            pupil = _pupil(number, _Chance(seed, number), school_year)
            for plant in planted.get(number, ()):
                plant(pupil)
            if not last_year:
                pupil.last_year = None
            yield pupil

    encoder = io.TextIOWrapper(
        file, encoding=school.codec, errors="xmlcharrefreplace", newline="\n"
    )
    encoder.writelines(_opening(school))
    encoder.writelines(map(_student, pupils()))
    encoder.write("    </ELEVES>\n    <OPTIONS>\n")
    encoder.writelines(map(_options, pupils()))
    encoder.write("    </OPTIONS>\n    <STRUCTURES>\n")
    encoder.writelines(map(_structure, pupils()))
    encoder.writelines(_strangers(school))
    encoder.write("    </STRUCTURES>\n    <BOURSES/>\n")
    if addresses:
        encoder.write("    <ADRESSES>\n")
        encoder.writelines(map(_address, pupils()))
        encoder.write("    </ADRESSES>\n")
    encoder.write("  </DONNEES>\n</BEE_ELEVES>\n")
    encoder.flush()
    encoder.detach()
    file.write(school.tail)


def _planted(
    faults: Collection[FindingCode], students: int
) -> Mapping[int, list[_PupilFault]]:
    """
    Which pupils get which fault: the first one stays sound.
    """
    unknown = set(faults) - FAULTS
    if unknown:
        raise ValueError(f"cannot be planted: {', '.join(sorted(unknown))}")
    planted: dict[int, list[_PupilFault]] = {}
    number = 1
    for code in sorted(set(faults) & set(_PUPIL_FAULTS)):
        for _ in range(2 if code in _IN_PAIRS else 1):
            planted[number] = [_PUPIL_FAULTS[code]]
            number += 1
    if planted and number > students:
        raise ValueError(f"give at least {number} pupils for these faults")
    if students > _MOST:
        raise ValueError(f"give at most {_MOST} pupils")
    return planted


def _header(school_year: int) -> _Values:
    return {
        "UAJ": _UAI,
        "ANNEE_SCOLAIRE": str(school_year),
        "DATE_EXPORT": f"05/10/{school_year}",
        "HORODATAGE": f"05/10/{school_year} 08:30:00",
    }


def _pupil(number: int, chance: _Chance, school_year: int) -> _Pupil:
    grade, mef = _LEVELS[number // _CLASS % len(_LEVELS)]
    letter = chr(ord("A") + number // (_CLASS * len(_LEVELS)) % 26)
    born = school_year - 17 + int(grade)
    digits = f"99{number + 1:07}"
    name = chance.of(_PARTICLES) + "".join(map(chance.of, (_STARTS, _MIDDLES, _ENDS)))
    department = chance.of(_DEPARTMENTS)
    abroad = chance.below(20) == 0
    address = str(2_000_001 + number)
    values: _Values = {
        "ID_NATIONAL": f"{digits}{rnie_key(digits)}",
        "ELENOET": str(number % 99_999 + 1),
        "ID_ELEVE_ETAB": f"{number % 99_999 + 1:05}{_UAI[1:7]}",
        "NOM_DE_FAMILLE": name,
        "NOM_USAGE": "" if chance.below(9) else f"{name}-{chance.of(_ENDS)}",
        "PRENOM": chance.of(_GIVEN),
        "PRENOM2": chance.of(_GIVEN),
        "PRENOM3": None if chance.below(3) else chance.of(_GIVEN),
        "DATE_NAISS": f"{chance.below(28) + 1:02}/{chance.below(12) + 1:02}/{born}",
        "DOUBLEMENT": "0" if chance.below(30) else "1",
        "CODE_PAYS": "335" if abroad else "100",
        "CODE_PAYS_NAT": "335" if abroad else "100",
        "ACCEPTE_SMS": str(chance.below(2)),
        "ADRESSE_ID": address,
        "DATE_ENTREE": f"01/09/{school_year}",
        "CODE_REGIME": chance.of(("0", "2", "24", "3")),
        "CODE_SEXE": str(chance.below(2) + 1),
        "CODE_PROVENANCE": chance.of(("1", "2", "3")),
        "CODE_DEPARTEMENT_NAISS": None if abroad else department,
        "CODE_COMMUNE_INSEE_NAISS": (
            None if abroad else _TOWNS.get(department, f"{department[1:]}115")
        ),
        "VILLE_NAISS": "BAMAKO" if abroad else "",
        "CODE_MEF": mef,
        "CODE_STATUT": "ST",
        "DATE_MODIFICATION": f"02/09/{school_year}",
    }
    return _Pupil(
        attributes={
            "ELEVE_ID": str(_FIRST_ID + number),
            "ELENOET": values["ELENOET"] or "",
        },
        values=values,
        structures=[(f"{grade} {letter}", "D"), (f"{grade}LV{number % 3}", "G")],
        options=[(str(place + 1), "O", chance.of(_SUBJECTS)) for place in range(2)],
        address={
            "LIGNE1_ADRESSE": f"{chance.below(200) + 1} rue des Érables",
            "CODE_POSTAL": "75015",
            "CODE_PAYS": "100",
            "CODE_COMMUNE_INSEE": "75115",
            "LIBELLE_POSTAL": "PARIS",
        },
        last_year={
            "CODE_MEF": mef,
            "CODE_STRUCTURE": f"{grade} {letter}",
            "CODE_RNE": _UAI,
            "SIGLE": "CLG",
            "DENOM_PRINC": "COLLEGE DES ÉRABLES",
            "LL_COMMUNE_INSEE": "PARIS 15E  ARRONDISSEMENT",
        },
    )


def _opening(school: _School) -> Iterator[str]:
    label = "" if school.label is None else f' encoding="{school.label}"'
    yield f'<?xml version="1.0"{label}?>\n<BEE_ELEVES VERSION="3.0">\n'
    yield f"  <PARAMETRES>\n{_leaves(school.header, 4)}  </PARAMETRES>\n"
    yield "  <DONNEES>\n    <ELEVES>\n"


def _leaves(values: _Values, indent: int) -> str:
    blanks = " " * indent
    return "".join(
        f"{blanks}<{element}>{escape(value)}</{element}>\n"
        if value
        else f"{blanks}<{element}/>\n"
        for element, value in values.items()
        if value is not None
    )


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    told = "".join(f" {key}={quoteattr(one)}" for key, one in attributes.items())
    return f"      <{name}{told}>\n"


def _student(pupil: _Pupil) -> str:
    last_year = ""
    if pupil.last_year is not None:
        inner = _leaves(pupil.last_year, 10)
        last_year = (
            f"        <SCOLARITE_AN_DERNIER>\n{inner}        </SCOLARITE_AN_DERNIER>\n"
        )
    return (
        f"{_tag('ELEVE', pupil.attributes)}{_leaves(pupil.values, 8)}"
        f"{pupil.raw}{last_year}      </ELEVE>\n"
    )


def _options(pupil: _Pupil) -> str:
    inner = "".join(
        "        <OPTIONS_ELEVE>\n"
        f"          <NUM_OPTION>{number}</NUM_OPTION>\n"
        f"          <CODE_MODALITE_ELECT>{election}</CODE_MODALITE_ELECT>\n"
        f"          <CODE_MATIERE>{subject}</CODE_MATIERE>\n"
        "        </OPTIONS_ELEVE>\n"
        for number, election, subject in pupil.options
    )
    return f"{_tag('OPTION', pupil.attributes)}{inner}      </OPTION>\n"


def _structure(pupil: _Pupil) -> str:
    if not pupil.structures:
        return ""
    inner = "".join(
        "        <STRUCTURE>\n"
        f"          <CODE_STRUCTURE>{code}</CODE_STRUCTURE>\n"
        f"          <TYPE_STRUCTURE>{kind}</TYPE_STRUCTURE>\n"
        "        </STRUCTURE>\n"
        for code, kind in pupil.structures
    )
    name = "STRUCTURES_ELEVE"
    return f"{_tag(name, pupil.attributes)}{inner}      </{name}>\n"


def _strangers(school: _School) -> Iterator[str]:
    for number in range(school.strangers):
        attributes = {"ELEVE_ID": str(_FIRST_ID - 1 - number)}
        yield f"{_tag('STRUCTURES_ELEVE', attributes)}      </STRUCTURES_ELEVE>\n"


def _address(pupil: _Pupil) -> str:
    if pupil.address is None:
        return ""
    attributes = {"ADRESSE_ID": pupil.values["ADRESSE_ID"] or ""}
    return f"{_tag('ADRESSE', attributes)}{_leaves(pupil.address, 8)}      </ADRESSE>\n"
