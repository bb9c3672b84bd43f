"""
Academies: who belongs where, and whose mail domain is whose.
"""

import re
from collections import Counter

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.academies import (
    ACADEMIES,
    Academy,
    academy_of_code,
    academy_of_department,
    academy_of_domain,
    department_of,
)

# One school of each kind of place: its number, department, academy and domain.
PLACES = [
    ("075", "075", "Paris", "ac-paris.fr"),
    ("084", "084", "Aix-Marseille", "ac-aix-marseille.fr"),
    ("063", "063", "Clermont-Ferrand", "ac-clermont.fr"),
    ("041", "041", "Orléans-Tours", "ac-orleans-tours.fr"),
    ("087", "087", "Limoges", "ac-limoges.fr"),
    ("076", "076", "Normandie", "ac-normandie.fr"),
    ("014", "014", "Normandie", "ac-normandie.fr"),
    ("620", "02A", "Corse", "ac-corse.fr"),
    ("720", "02B", "Corse", "ac-corse.fr"),
    ("971", "971", "Guadeloupe", "ac-guadeloupe.fr"),
    ("974", "974", "La Réunion", "ac-reunion.fr"),
    ("975", "975", "Saint-Pierre-et-Miquelon", "ac-spm.fr"),
    ("976", "976", "Mayotte", "ac-mayotte.fr"),
    ("977", "977", "Guadeloupe", "ac-guadeloupe.fr"),
    ("978", "978", "Guadeloupe", "ac-guadeloupe.fr"),
    ("983", "988", "Nouvelle-Calédonie", "ac-noumea.nc"),
    ("984", "987", "Polynésie française", "ac-polynesie.pf"),
    ("986", "986", "Wallis-et-Futuna", "ac-wf.wf"),
]


class TestTable:
    def test_nothing_twice(self):
        """
        Codes, names, domains and departments are each of one academy only.
        """
        counted = Counter(
            key
            for academy in ACADEMIES
            for key in (
                academy.code,
                academy.name,
                *academy.domains,
                *academy.departments,
            )
        )

        assert [key for key, times in counted.items() if times > 1] == []

    def test_size(self):
        """
        There are thirty academies, and four vice-rectorats or their like.
        """
        assert len(ACADEMIES) == 34
        assert sum(len(academy.departments) for academy in ACADEMIES) == 107

    def test_shapes(self):
        """
        Codes have two digits, departments three characters, domains are lower-case.
        """
        for academy in ACADEMIES:
            assert re.fullmatch(r"[0-9]{2}", academy.code)
            assert all(re.fullmatch(r"[0-9]{3}|02[AB]", d) for d in academy.departments)
            assert all(re.fullmatch(r"[a-z-]+\.[a-z]{2}", d) for d in academy.domains)

    def test_in_order(self):
        """
        The academies come in the order of their codes.
        """
        codes = [academy.code for academy in ACADEMIES]

        assert codes == sorted(codes)

    def test_no_domain_is_a_subdomain_of_another(self):
        """
        Each domain stands for itself.
        """
        domains = [domain for academy in ACADEMIES for domain in academy.domains]

        assert [
            d for d in domains for other in domains if d.endswith(f".{other}")
        ] == []


class TestAcademy:
    def test_frozen(self):
        """
        An academy cannot be changed, and is equal to another of the same content.
        """
        paris = academy_of_code("01")

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            paris.name = "Versailles"
        assert paris == Academy(
            code="01", name="Paris", domains=("ac-paris.fr",), departments=("075",)
        )

    def test_domain(self):
        """
        The first domain is the one in use.
        """
        assert academy_of_code("70").domain == "ac-normandie.fr"

    @pytest.mark.parametrize(
        ("domain", "own"),
        [
            ("ac-normandie.fr", True),
            ("AC-Rouen.FR", True),
            ("ac-caen.fr", True),
            ("ac-paris.fr", False),
            ("mail.ac-normandie.fr", False),
            ("ac-normandie.fr.evil.com", False),
            ("ac-normandie.com", False),
            ("xac-normandie.fr", False),
            ("ac-normandie.fr.", False),
            ("", False),
        ],
    )
    def test_has_domain(self, domain, own):
        """
        A domain is an academy's own or not: nothing around it, nothing under it.
        """
        assert academy_of_code("70").has_domain(domain) is own


class TestLookUps:
    @pytest.mark.parametrize(("number", "department", "name", "domain"), PLACES)
    def test_places(self, number, department, name, domain):
        """
        From a school's number one comes to its department, academy and mail domain.
        """
        assert department_of(number) == department
        academy = academy_of_department(department)
        assert (academy.name, academy.domain) == (name, domain)
        assert academy_of_domain(domain) == academy

    @pytest.mark.parametrize(
        "number", ["", "000", "020", "096", "099", "621", "2A", "75"]
    )
    def test_no_department(self, number):
        """
        A number that is no department's leads nowhere.
        """
        assert department_of(number) is None

    @pytest.mark.parametrize("department", ["", "75", "620", "983", "984", "2A", "02a"])
    def test_no_academy(self, department):
        """
        An academy is found by a department's code, not by the ministry's number.
        """
        assert academy_of_department(department) is None

    @pytest.mark.parametrize(
        "domain", ["ac-.fr", "ac-limoge.fr", "gmail.com", "", "fr", "\u0430c-paris.fr"]
    )
    def test_no_domain(self, domain):
        """
        Misspelt, forged and other people's domains are no academy's.
        """
        assert academy_of_domain(domain) is None

    @pytest.mark.parametrize(
        ("domain", "name"),
        [
            ("ac-caen.fr", "Normandie"),
            ("ac-rouen.fr", "Normandie"),
            ("monvr.pf", "Polynésie française"),
            ("AC-PARIS.FR", "Paris"),
        ],
    )
    def test_further_domains(self, domain, name):
        """
        Domains that still arrive are their academy's, in any case.
        """
        assert academy_of_domain(domain).name == name

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            ("01", "Paris"),
            ("10", "Lyon"),
            ("25", "Versailles"),
            ("70", "Normandie"),
            ("05", "Normandie"),
            ("21", "Normandie"),
        ],
    )
    def test_by_code(self, code, name):
        """
        Codes of today and of before 2020 lead to today's academy.
        """
        assert academy_of_code(code).name == name

    @pytest.mark.parametrize("code", ["", "1", "00", "26", "99"])
    def test_no_code(self, code):
        """
        A code that is none leads nowhere.
        """
        assert academy_of_code(code) is None

    @given(text=st.text())
    def test_any_text(self, text):
        """
        Whatever is looked up, an academy is found only under its own keys.
        """
        found = academy_of_domain(text)
        assert found is None or text.lower() in found.domains
        found = academy_of_department(text)
        assert found is None or text in found.departments
        code = department_of(text)
        assert code is None or academy_of_department(code) is not None
