"""
The `pixorga` command, and `python -m pixorga`.
"""

import sys

__all__ = ["main"]


def main() -> None:
    """
    Run the command line, or say how to install what it needs.

    Raises:
        SystemExit: Always; its status is 0, 1 for a refusal, 2 for a wrong call.
    """
    try:
        from pixorga.cli import app

        app(prog_name="pixorga")
    except ModuleNotFoundError as error:
        # Only the absence of the extra's own libraries is explained away; any other
        # missing module is a defect, to be seen whole.
        if error.name not in {"click", "rich"}:
            raise
        sys.exit(
            f"pixorga: the command line needs {error.name}; "
            'install it with: pip install "pixorga[cli]"'
        )


if __name__ == "__main__":
    main()
