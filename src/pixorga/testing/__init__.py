"""
For the tests of applications and of adapters; needs the extra `testing`.
"""
