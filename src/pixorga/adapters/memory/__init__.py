"""
Everything in memory, with the conflicts of a real database.

For tests and demonstrations: it passes the same contract as the SQL store, and loses
everything when the process ends.
"""

from pixorga.adapters.memory.limiter import MemoryLimiter
from pixorga.adapters.memory.store import MemoryStore

__all__ = ["MemoryLimiter", "MemoryStore"]
