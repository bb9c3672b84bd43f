"""
Documents that were written once are read for ever.

Each file of `golden/` is named after the kind and format of the document that it holds,
and stands for all those that applications have stored. Such a file is never changed nor
removed. Whoever adds a kind gives `examples.py` a value of it; whoever changes a kind's
fields first adds a step to `MIGRATIONS` in `pixorga.serialization.formats`, which makes
its next format. Then, from the root of the repository,

    python -m tests.serialization.examples

writes the files that are missing, to be read through and committed.
"""

import json

import pytest

from pixorga.serialization import dump, kinds, load, loads
from pixorga.serialization.formats import format_of
from tests.serialization.examples import EXAMPLES, GOLDEN, golden_text

FILES = sorted(path.stem for path in GOLDEN.glob("*.json"))


def read(name):
    """
    The text of a golden file.
    """
    return (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


class TestGolden:
    def test_complete(self):
        """
        Every format of every kind has its file, and there is no other.
        """
        expected = {
            f"{kind}-{number}"
            for kind in kinds()
            for number in range(1, format_of(kind) + 1)
        }

        assert set(FILES) == expected

    @pytest.mark.parametrize("name", FILES)
    def test_read(self, name):
        """
        A document of any format gives the value that it was made of.
        """
        kind = name.partition("-")[0]

        value = loads(read(name), expect=kinds()[kind])

        assert value == EXAMPLES[kind]

    @pytest.mark.parametrize("kind", kinds())
    def test_written(self, kind):
        """
        A value gives the very document of its present format.
        """
        assert golden_text(EXAMPLES[kind]) == read(f"{kind}-{format_of(kind)}")

    @pytest.mark.parametrize("name", FILES)
    def test_head(self, name):
        """
        A document starts with its kind and format, which are those of its file.
        """
        (kind_field, kind), (format_field, number), *_ = json.loads(read(name)).items()

        assert (kind_field, format_field) == ("kind", "format")
        assert f"{kind}-{number}" == name

    def test_examples_differ(self):
        """
        Examples hold accents and absent values, so that the files show both.
        """
        texts = [golden_text(value) for value in EXAMPLES.values()]

        assert any("Łukaszewicz-D’Œuvre" in text for text in texts)
        assert any(": null" in text for text in texts)

    @pytest.mark.parametrize("kind", kinds())
    def test_independent(self, kind):
        """
        What is done to a document does not change the next one.
        """
        dump(EXAMPLES[kind]).clear()

        assert load(dump(EXAMPLES[kind])) == EXAMPLES[kind]
