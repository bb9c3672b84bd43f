"""
Which academy a school belongs to, and which mail domains are that academy's own.

A school's institutional mailbox is at a domain of its academy; an address elsewhere
is one that a person looks at first. So the table below decides where links may go:
add a domain only when the academy itself runs it.

Departments are written as in the ministry's files, in three characters: 075, 02A,
971. A UAI begins with the ministry's own number, which differs from the department in
four territories; `department_of` knows them.

The departments of each academy are those of the code de l'éducation, article R. 222-2;
departments' codes are those of INSEE's code officiel géographique. The domains were
gathered from the academies' public addresses: no list of them is published.

Example:
    >>> academy_of_department("02A").domains
    ('ac-corse.fr',)
    >>> department_of("620")
    '02A'
    >>> academy_of_domain("ac-rouen.fr").name
    'Normandie'
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

__all__ = [
    "ACADEMIES",
    "Academy",
    "academy_of_code",
    "academy_of_department",
    "academy_of_domain",
    "department_of",
]


@attrs.frozen(kw_only=True)
class Academy:
    """
    One academy, or the vice-rectorat that stands for one.

    Attributes:
        code: The ministry's two digits.
        name: Its name, in French.
        domains: Its mail domains in lower case, the present one first, then those
            that still reach it.
        departments: Its departments, three characters each.

    Example:
        >>> academy = academy_of_code("70")
        >>> academy.domain
        'ac-normandie.fr'
        >>> academy.has_domain("AC-Caen.fr")
        True
    """

    code: str
    name: str
    domains: tuple[str, ...]
    departments: tuple[str, ...]

    @property
    def domain(self) -> str:
        """
        The mail domain that it uses today.
        """
        return self.domains[0]

    def has_domain(self, domain: str) -> bool:
        """
        Whether a mail domain is one of its own; a subdomain is not.

        Args:
            domain: What follows the @ of an address, in any case.
        """
        return academy_of_domain(domain) == self


# Code, name, domains, departments.
_TABLE: Final = (
    ("01", "Paris", "ac-paris.fr", "075"),
    ("02", "Aix-Marseille", "ac-aix-marseille.fr", "004 005 013 084"),
    ("03", "Besançon", "ac-besancon.fr", "025 039 070 090"),
    ("04", "Bordeaux", "ac-bordeaux.fr", "024 033 040 047 064"),
    ("06", "Clermont-Ferrand", "ac-clermont.fr", "003 015 043 063"),
    ("07", "Dijon", "ac-dijon.fr", "021 058 071 089"),
    ("08", "Grenoble", "ac-grenoble.fr", "007 026 038 073 074"),
    ("09", "Lille", "ac-lille.fr", "059 062"),
    ("10", "Lyon", "ac-lyon.fr", "001 042 069"),
    ("11", "Montpellier", "ac-montpellier.fr", "011 030 034 048 066"),
    ("12", "Nancy-Metz", "ac-nancy-metz.fr", "054 055 057 088"),
    ("13", "Poitiers", "ac-poitiers.fr", "016 017 079 086"),
    ("14", "Rennes", "ac-rennes.fr", "022 029 035 056"),
    ("15", "Strasbourg", "ac-strasbourg.fr", "067 068"),
    ("16", "Toulouse", "ac-toulouse.fr", "009 012 031 032 046 065 081 082"),
    ("17", "Nantes", "ac-nantes.fr", "044 049 053 072 085"),
    ("18", "Orléans-Tours", "ac-orleans-tours.fr", "018 028 036 037 041 045"),
    ("19", "Reims", "ac-reims.fr", "008 010 051 052"),
    ("20", "Amiens", "ac-amiens.fr", "002 060 080"),
    ("22", "Limoges", "ac-limoges.fr", "019 023 087"),
    ("23", "Nice", "ac-nice.fr", "006 083"),
    ("24", "Créteil", "ac-creteil.fr", "077 093 094"),
    ("25", "Versailles", "ac-versailles.fr", "078 091 092 095"),
    ("27", "Corse", "ac-corse.fr", "02A 02B"),
    ("28", "La Réunion", "ac-reunion.fr", "974"),
    ("31", "Martinique", "ac-martinique.fr", "972"),
    # With Saint-Barthélemy and Saint-Martin, which were part of it until 2007.
    ("32", "Guadeloupe", "ac-guadeloupe.fr", "971 977 978"),
    ("33", "Guyane", "ac-guyane.fr", "973"),
    ("40", "Nouvelle-Calédonie", "ac-noumea.nc", "988"),
    ("41", "Polynésie française", "ac-polynesie.pf monvr.pf", "987"),
    ("42", "Wallis-et-Futuna", "ac-wf.wf", "986"),
    ("43", "Mayotte", "ac-mayotte.fr", "976"),
    ("44", "Saint-Pierre-et-Miquelon", "ac-spm.fr", "975"),
    # One academy since 2020; the mail of the two that it joined still arrives.
    (
        "70",
        "Normandie",
        "ac-normandie.fr ac-caen.fr ac-rouen.fr",
        "014 027 050 061 076",
    ),
)

ACADEMIES: Final[tuple[Academy, ...]] = tuple(
    Academy(
        code=code,
        name=name,
        domains=tuple(domains.split()),
        departments=tuple(departments.split()),
    )
    for code, name, domains, departments in _TABLE
)
"""
Every academy, by code.
"""

_FORMER_CODES: Final[Mapping[str, str]] = MappingProxyType({"05": "70", "21": "70"})
"""
Caen and Rouen, in files from before 2020.
"""

_DEPARTMENT_OF_NUMBER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "620": "02A",
        "720": "02B",
        # INSEE's own 984 is the southern and antarctic lands, which have no school.
        "983": "988",
        "984": "987",
    }
)
"""
Where the number that the ministry gives a department is not its code.
"""

_BY_CODE: Final = {academy.code: academy for academy in ACADEMIES}
_BY_DOMAIN: Final = {
    domain: academy for academy in ACADEMIES for domain in academy.domains
}
_BY_DEPARTMENT: Final = {
    department: academy for academy in ACADEMIES for department in academy.departments
}


def department_of(number: str) -> str | None:
    """
    The department that the ministry numbers so, as in the first digits of a UAI.

    Args:
        number: Three characters: 075, 620, 983. A department's own code does too.

    Returns:
        The department's code, None when there is no such department: 020, 099.
    """
    code = _DEPARTMENT_OF_NUMBER.get(number, number)
    return code if code in _BY_DEPARTMENT else None


def academy_of_department(department: str) -> Academy | None:
    """
    The academy that a department belongs to.

    Args:
        department: Its code in three characters: 075, 02A, 971.
    """
    return _BY_DEPARTMENT.get(department)


def academy_of_domain(domain: str) -> Academy | None:
    """
    The academy whose own mail domain this is; subdomains are nobody's.

    Args:
        domain: What follows the @ of an address, in any case.
    """
    return _BY_DOMAIN.get(domain.lower())


def academy_of_code(code: str) -> Academy | None:
    """
    The academy under a code of the ministry, present or former.

    Args:
        code: Two digits: 01, 25; 05 and 21 give today's Normandie.
    """
    return _BY_CODE.get(_FORMER_CODES.get(code, code))
