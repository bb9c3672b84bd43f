"""
What the ports are made of; each technology in a module of its own.
"""
