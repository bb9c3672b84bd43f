"""
Public values as JSON documents: versioned, and readable by every later release.

A document is an object that starts with its `kind` and `format`, then has all fields of
the value. Instants are UTC to the second, with a Z; codes and addresses are texts;
tuples are lists; what is absent is null. The reader takes nothing else: a field that
is missing, unknown or spelt otherwise is refused, with its path and without its value.

Only public values have documents. A link's secret, a password's hash or the body of a
mail cannot get into one by mistake, because classes are let in one by one.

Example:
    >>> from pixorga.domain.people import PersonName, Operator
    >>> operator = Operator(id="1", name=PersonName(first="Zoé", last="Dubois"))
    >>> text = dumps(operator)
    >>> print(text)
    {"kind": "operator", "format": 1, "id": "1", "name": {"first": "Zoé", "last": ...}}
    >>> loads(text) == operator
    True
"""

from pixorga.serialization.converter import make_converter
from pixorga.serialization.documents import dump, dumps, load, loads
from pixorga.serialization.kinds import kinds
from pixorga.serialization.schema import json_schema

__all__ = [
    "dump",
    "dumps",
    "json_schema",
    "kinds",
    "load",
    "loads",
    "make_converter",
]
