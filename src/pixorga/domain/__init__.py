"""
The pure rules: no input or output, no clock, no chance, no storage.

Values are frozen; a transition returns a new value. Instants, identifiers and
randomness are arguments, so that every rule can be tested without equipment.
"""
