"""
What pixorga needs from outside, as protocols.

`pixorga.adapters` has one or more of each, and an application may bring its own.
"""
