"""
The figures that pixorga is held to, each beside what it is compared with.

``nox -s bench -- --json FILE -k NAME`` measures; `tests/test_bench.py` only makes sure
that every benchmark runs. A module per subject registers its benchmarks with `measure`.
"""
