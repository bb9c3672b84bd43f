"""
From a typed message to the bytes of a mail.
"""

from pixorga.mail.render import JinjaRenderer

__all__ = ["JinjaRenderer"]
