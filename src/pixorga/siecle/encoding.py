"""
The encoding of an export: what it says it is, and what its bytes say.

SIÈCLE writes ISO-8859-15. Files that somebody opened and saved are often something
else under the same label, and generators of other makers label as they like. The
bytes decide: the first character beyond ASCII tells UTF-8 from the rest, because what
is UTF-8 by chance is no French word. Whatever was not as it should be is noted.

All is turned into UTF-8, which the parser reads fastest; nothing is ever refused
here, and what cannot be a character becomes U+FFFD.
"""

import codecs
import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias, cast

from pixorga.domain.findings import FindingCode

__all__ = ["Decoder"]

Note: TypeAlias = Callable[[FindingCode], None]

_HEAD: Final = 1024
"""
Where the XML declaration ends at the latest.
"""

_DECLARATION: Final = re.compile(
    rb"""\s*<\?xml\b[^>]{0,256}?\bencoding\s*=\s*["']([A-Za-z][\w.-]{0,39})["']"""
)

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    # Without a mark: the first sign of any XML, in two bytes.
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)

_IANA: Final = {
    "cp1252": "windows-1252",
    "iso8859-1": "ISO-8859-1",
    "iso8859-15": "ISO-8859-15",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-be": "UTF-16BE",
    "utf-16-le": "UTF-16LE",
}
"""
Python's names of encodings, and the registered ones.
"""

_EXPECTED: Final = "iso8859-15"

# One byte a character, and ASCII below 128: the codecs that can be read by a table.
_BY_TABLE: Final = re.compile(
    r"iso8859-\d+|cp125\d|cp437|cp85\d|mac-\w+|koi8-\w|latin.*|iso-8859-\d+"
)

_NO_CHARACTER: Final = "\ufffe"
"""
In a table for codecs: this byte is no character.
"""

_LOST: Final = "\ufffd".encode()
"""
What software writes for a letter that it could not read, in UTF-8.
"""

_NOTHING_TOLD: Final = re.compile(rb"(?:[\x00-\x7f]+|\xef\xbf\xbd)*")
_UTF8: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# What a label of another encoding gives way to: accented letters and marks, and three
# bytes. È and É before a sign of Windows would be UTF-8 too, of letters nobody has.
_SURE_UTF8: Final = re.compile(
    rb"[\xc2-\xc5\xcc\xcd][\x80-\xbf]|\xc8[\x98-\x9b]"
    rb"|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_LONGEST: Final = 4
"""
Bytes of the longest character in UTF-8.
"""

# Typeshed does not know that a text may be the map.
_by_map: Final[Callable[[bytes, str, str], tuple[str, int]]] = cast(
    "Any", codecs.charmap_decode
)

_ALL_BYTES: Final = bytes(range(256))
_C1: Final = range(0x80, 0xA0)


def _tables(codec: str) -> tuple[str, str]:
    """
    The characters of a codec by byte: as they are, and with those of Windows added.

    The bytes 80 to 9F are controls in ISO-8859, which no text uses, and letters and
    signs in windows-1252: they are left out of the first table, so that the quick way
    stops at them.
    """
    plain = _ALL_BYTES.decode(codec, "replace")
    windows = _ALL_BYTES.decode("cp1252", "replace")
    if not codec.startswith("iso8859-"):
        return plain.replace("\ufffd", _NO_CHARACTER), plain
    strict = plain[: _C1.start] + _NO_CHARACTER * len(_C1) + plain[_C1.stop :]
    wide = plain[: _C1.start] + windows[_C1.start : _C1.stop] + plain[_C1.stop :]
    return strict, wide


_FALLBACK: Final = _tables(_EXPECTED)[1]


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    """
    Read what is no UTF-8 as SIÈCLE would have written it.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return _by_map(stray, "replace", _FALLBACK)[0], error.end


_OR_LATIN: Final = "pixorga.siecle.latin"
codecs.register_error(_OR_LATIN, _as_latin)


def _python_name(label: str) -> str | None:
    """
    Python's name for a label, None when it is no encoding that exports could have.
    """
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    known = name in _IANA or _BY_TABLE.fullmatch(name)
    return name if known else None


class Decoder:
    """
    Turns a file's bytes into UTF-8, block by block.

    Attributes:
        declared: The encoding that the file tells, by its registered name if it has
            one; None when it tells none.
        used: The encoding that it was read in.
    """

    def __init__(self, note: Note) -> None:
        self.declared: str | None = None
        self.used: str = _IANA[_EXPECTED]
        self._noted: set[FindingCode] = set()
        self._tell = note
        self._held = b""
        self._codec = _EXPECTED
        self._incremental: codecs.IncrementalDecoder | None = None
        self._strict, self._wide = "", ""
        self._lost = ""
        self._step: Callable[[bytes, bool], bytes] = self._begin

    def decode(self, data: bytes, *, final: bool = False) -> bytes:
        """
        The next bytes in UTF-8.

        Args:
            data: As they are in the file; the first ones hold the whole declaration.
            final: Whether these are the last ones.
        """
        held, self._held = self._held, b""
        return self._step(held + data if held else data, final)

    def _note(self, code: FindingCode) -> None:
        if code not in self._noted:
            self._noted.add(code)
            self._tell(code)

    def _use(self, codec: str) -> None:
        self.used = _IANA.get(codec, codec)

    def _begin(self, data: bytes, final: bool) -> bytes:  # noqa: FBT001 (a step)
        label = self._label(data)
        for mark, codec in _BYTE_ORDER_MARKS:
            if data.startswith(mark):
                return self._marked(codec, label, data, final)
        self._step = self._undecided
        if label is None:
            self._note(FindingCode.ENCODING_MISSING)
        else:
            self._declare(label)
        return self._step(data, final)

    def _label(self, data: bytes) -> str | None:
        # Marks and the zeros of UTF-16 are no part of what the declaration says.
        head = data[:_HEAD].removeprefix(codecs.BOM_UTF8)
        match = _DECLARATION.match(head.replace(b"\x00", b"").lstrip(b"\xff\xfe"))
        if match is None:
            return None
        label = match[1].decode("ascii", "replace")
        codec = _python_name(label)
        self.declared = label if codec is None else _IANA.get(codec, label)
        return label

    def _marked(
        self,
        codec: str,
        label: str | None,
        data: bytes,
        final: bool,  # noqa: FBT001 (a step)
    ) -> bytes:
        self._use(codec)
        told = None if label is None else _python_name(label)
        wrong = told is not None and told[:5] != codec[:5]
        self._note(
            FindingCode.ENCODING_MISLABELLED if wrong else FindingCode.ENCODING_UNUSUAL
        )
        if codec == "utf-8":
            self._step = self._utf8
            return self._utf8(data.removeprefix(codecs.BOM_UTF8), final)
        self._incremental = codecs.getincrementaldecoder(codec)("replace")
        self._step = self._utf16
        return self._utf16(data, final)

    def _declare(self, label: str) -> None:
        codec = _python_name(label)
        if codec is None or codec.startswith("utf-16"):
            # Two bytes a sign would have shown in the first ones.
            self._note(FindingCode.ENCODING_UNKNOWN)
            return
        if codec != _EXPECTED:
            self._note(FindingCode.ENCODING_UNUSUAL)
        self._codec = codec
        self._use(codec)

    def _undecided(self, data: bytes, final: bool) -> bytes:  # noqa: FBT001 (a step)
        """
        Pass ASCII on until the first character beyond it tells UTF-8 from the rest.
        """
        if data.isascii():
            return data
        told = _NOTHING_TOLD.match(data)
        start = told.end() if told else 0
        if len(data) - start < _LONGEST and not final:
            self._held = data[start:]
            return data[:start]
        if start < len(data):
            has_label = self.declared is not None and self._codec != "utf-8"
            shape = _SURE_UTF8 if has_label else _UTF8
            self._decide(utf8=shape.match(data, start) is not None)
            return data[:start] + self._step(data[start:], final)
        return data

    def _decide(self, *, utf8: bool) -> None:
        declared_utf8 = self._codec == "utf-8"
        told = self.declared is not None
        if utf8 != declared_utf8 and (declared_utf8 or told):
            self._note(FindingCode.ENCODING_MISLABELLED)
        if utf8:
            self._use("utf-8")
            self._step = self._utf8
            return
        codec = _EXPECTED if declared_utf8 else self._codec
        self._use(codec)
        self._strict, self._wide = _tables(codec)
        self._lost = _by_map(_LOST, "replace", self._wide)[0]
        self._step = self._by_table

    def _by_table(self, data: bytes, final: bool) -> bytes:  # noqa: FBT001 (a step)
        if data.endswith((_LOST[:1], _LOST[:2])) and not final:
            cut = len(data) - (2 if data.endswith(_LOST[:2]) else 1)
            data, self._held = data[:cut], data[cut:]
        try:
            text = _by_map(data, "strict", self._strict)[0]
        except UnicodeDecodeError:
            self._note(FindingCode.ENCODING_WINDOWS)
            text = _by_map(data, "replace", self._wide)[0]
        if _LOST in data:
            text = text.replace(self._lost, "\ufffd")
        return text.encode("utf-8", "replace")

    def _utf8(self, data: bytes, final: bool) -> bytes:  # noqa: FBT001 (a step)
        try:
            consumed = codecs.utf_8_decode(data, "strict", final)[1]
        except UnicodeDecodeError:
            self._note(FindingCode.ENCODING_MIXED)
            text, consumed = codecs.utf_8_decode(data, _OR_LATIN, final)
            self._held = data[consumed:]
            return text.encode()
        self._held = data[consumed:]
        return data[:consumed]

    def _utf16(self, data: bytes, final: bool) -> bytes:  # noqa: FBT001 (a step)
        text = self._incremental.decode(data, final) if self._incremental else ""
        return text.removeprefix("\ufeff").encode("utf-8", "replace")
