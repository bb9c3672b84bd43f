"""
What people read about a school's data: tables and pages, without any rule of their own.
"""

__all__: list[str] = []
