"""
A front end on pixorga, in Flask: the journey in a browser, for people to copy.

It holds no rule: a view takes what was typed, calls one verb, and shows its answer.
"""

from pixorga.demo.app import create_app
from pixorga.demo.server import serve

__all__ = ["create_app", "serve"]
