"""
Where the national directory comes from.
"""

from collections.abc import Iterator
from typing import Protocol

from pixorga.domain.directory import Listing, Rejection

__all__ = ["DirectorySource"]


class DirectorySource(Protocol):
    """
    A directory that can be gone through, row by row.
    """

    def __iter__(self) -> Iterator[Listing | Rejection]:
        """
        The rows in their order, one at a time: a school, or why it is left out.

        Raises:
            DirectoryFileError: It is no usable directory. Rows that have come before
                are of no account.
        """
        ...
