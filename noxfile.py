"""
Everything that is checked, one session each; `nox -l` lists them.
"""

import fnmatch
import shutil
import tempfile
from pathlib import Path
from zipfile import ZipFile

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PYPROJECT)

EASILY_LOST = (
    "pixorga/py.typed",
    "pixorga/adapters/sql/migrations/*.py",
    "pixorga/mail/templates/*",
)
"""What a wheel could lose unseen, because no import asks for it."""


def install(session: nox.Session, group: str) -> None:
    """
    Install a dependency group, and the package itself from the sources.
    """
    session.install("-e", ".", *nox.project.dependency_groups(PYPROJECT, group))


@nox.session
def lint(session: nox.Session) -> None:
    """
    Check the style of every Python file.
    """
    session.install(*nox.project.dependency_groups(PYPROJECT, "lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """
    Check the types of the package, of its public names, and of what users write.
    """
    install(session, "types")
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "pixorga", "--ignoreexternal")


@nox.session
def layers(session: nox.Session) -> None:
    """
    Check what imports what, and that what is imported is declared.
    """
    install(session, "layers")
    session.run("lint-imports", "--no-logo")
    session.run("deptry", "src")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """
    Run the tests and measure what they cover; with arguments, just pytest.
    """
    install(session, "tests")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    # Only a whole run says anything of coverage; `cover` judges it.
    session.env["COVERAGE_FILE"] = f".coverage.{session.python}"
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest")


@nox.session
def cover(session: nox.Session) -> None:
    """
    Judge the branches that the last whole run of `tests` covered.
    """
    session.install(*nox.project.dependency_groups(PYPROJECT, "cover"))
    session.run("coverage", "combine", "--keep", "--quiet")
    session.run("coverage", "report")


@nox.session
def docs(session: nox.Session) -> None:
    """
    Build the documentation; every warning is an error.
    """
    install(session, "docs")
    session.run("sphinx-build", "-n", "-W", "--keep-going", "docs", "docs/_build/html")


@nox.session
def dist(session: nox.Session) -> None:
    """
    Build the wheel from the source archive; try it bare, then with the command.
    """
    session.install(*nox.project.dependency_groups(PYPROJECT, "dist"))
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build")
    (wheel,) = Path("dist").resolve().glob("*.whl")
    check_contents(session, wheel)
    # Outside the tree: nothing of it may be found by chance.
    with tempfile.TemporaryDirectory() as directory, session.chdir(directory):
        session.run("python", "-m", "venv", "venv")
        python, pixorga = "venv/bin/python", "venv/bin/pixorga"
        pip = (python, "-m", "pip", "install", "--quiet")

        session.run(*pip, str(wheel), external=True)
        session.run(python, "-I", "-c", "import pixorga", external=True)
        check_refusal(session, "pixorga[cli]", pixorga)

        session.run(*pip, f"{wheel}[cli]", external=True)
        session.run(pixorga, "--help", external=True)
        check_refusal(session, "pixorga[demo]", pixorga, "demo")


def check_contents(session: nox.Session, wheel: Path) -> None:
    """
    The wheel holds the package's files, all of them and nothing else.
    """
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    sources = {
        path.relative_to("src").as_posix()
        for path in Path("src").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    if names != sources:
        session.error(f"wheel and sources differ: {sorted(names ^ sources)}")
    for pattern in EASILY_LOST:
        if not fnmatch.filter(names, pattern):
            session.error(f"the wheel lacks {pattern}")


def check_refusal(session: nox.Session, extra: str, *command: str) -> None:
    """
    The command fails with one line, which names the extra to install.
    """
    output = session.run(*command, external=True, silent=True, success_codes=[1])
    if extra not in output or len(output.splitlines()) != 1:
        session.error(f"{command} should say in one line to install {extra}: {output}")


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """
    Run the demonstration in a browser; takes the arguments of `pixorga demo`.
    """
    session.install("-e", ".[demo]")
    session.run("pixorga", "demo", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """
    Measure times; `--json FILE` keeps them, `-k NAME` chooses.
    """
    install(session, "tests")
    session.run("python", "-m", "tests.bench", *session.posargs)
