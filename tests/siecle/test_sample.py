"""
The invented school.
"""

import io

import pytest

from pixorga import siecle
from pixorga.siecle import FindingCode
from pixorga.siecle.sample import FAULTS, write_sample


class TestSample:
    def test_same_again(self):
        """
        The same arguments give the same bytes, another seed another school.
        """
        assert siecle.sample(seed=3) == siecle.sample(seed=3)
        assert siecle.sample(seed=3) != siecle.sample(seed=4)

    def test_file(self):
        """
        It can be written into a file, which stays open.
        """
        file = io.BytesIO()
        write_sample(file, students=4)

        assert file.getvalue() == siecle.sample(students=4)

    def test_parts(self):
        """
        Addresses and last year's schooling can be left out.
        """
        data = siecle.sample(addresses=False, last_year=False)

        assert b"<ADRESSES>" not in data
        assert b"AN_DERNIER" not in data

    def test_every_fault(self):
        """
        Every code that there is can be planted.
        """
        assert set(FindingCode) == FAULTS

    @pytest.mark.parametrize(
        "arguments",
        [
            {"students": 10_000_000},
            {"students": 2, "faults": {FindingCode.INE_DUPLICATE}},
            {"faults": {"NO_SUCH_FAULT"}},
        ],
    )
    def test_impossible(self, arguments):
        """
        What cannot be written is refused before anything is.
        """
        with pytest.raises(ValueError, match=r"at (least|most)|planted"):
            siecle.sample(**arguments)
