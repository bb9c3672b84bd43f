"""
The verbs: what an application calls.

Each parses what it is given, draws what it needs, and does its work in one transaction.
"""

import logging

# An application that has set up no logging hears nothing from us.
logging.getLogger("pixorga").addHandler(logging.NullHandler())
