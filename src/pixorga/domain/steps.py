"""
A school's first steps in its space, and how far it is.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import attrs

__all__ = ["FirstStep", "Progress", "Step", "StepState", "first_steps"]


class Step(StrEnum):
    """
    What a new administrator does first, in this order.

    `GET_FILE` fetches the pupils' export from SIÈCLE, which a référent has to ask the
    head of the school for.
    """

    GET_FILE = "get_file"
    IMPORT_PUPILS = "import_pupils"
    SHARE_CODE = "share_code"
    CHECK_CERTIFIABILITY = "check_certifiability"
    INVITE = "invite"


class StepState(StrEnum):
    """
    Where a step stands; `LATER` waits for another one.
    """

    DONE = "done"
    TO_DO = "to_do"
    LATER = "later"


@attrs.frozen(kw_only=True)
class Progress:
    """
    What a school has done so far.

    Attributes:
        pupils_imported: Its pupils are there.
        code_shared: Pupils have a campaign's code, and one of them used it.
        certifiability_known: Something is known of the pupils' certifiability.
        colleagues: Somebody else is in the team, or invited.
    """

    pupils_imported: bool = False
    code_shared: bool = False
    certifiability_known: bool = False
    colleagues: bool = False


@attrs.frozen(kw_only=True)
class FirstStep:
    """
    One of the first steps.

    Attributes:
        step: Which.
        state: Where it stands.
        through_head: Whether the person has to ask the head of the school for it.
    """

    step: Step
    state: StepState
    through_head: bool = False


_DONE_BY: Final[Mapping[Step, str]] = {
    Step.GET_FILE: "pupils_imported",
    Step.IMPORT_PUPILS: "pupils_imported",
    Step.SHARE_CODE: "code_shared",
    Step.CHECK_CERTIFIABILITY: "certifiability_known",
    Step.INVITE: "colleagues",
}
"""Which fact says that a step is done: whoever imported the file has fetched it."""

_AFTER: Final[Mapping[Step, Step]] = {
    Step.SHARE_CODE: Step.IMPORT_PUPILS,
    Step.CHECK_CERTIFIABILITY: Step.SHARE_CODE,
}
"""Which step another one waits for."""


def first_steps(progress: Progress, *, through_head: bool) -> tuple[FirstStep, ...]:
    """
    The first steps, in order, each with its state.

    Args:
        progress: What the school has done so far.
        through_head: Whether the person needs the head of the school for the export
            from SIÈCLE, to which only the direction has access.

    Example:
        >>> steps = first_steps(Progress(pupils_imported=True), through_head=False)
        >>> [step.state.value for step in steps]
        ['done', 'done', 'to_do', 'later', 'to_do']
    """
    done = {step: bool(getattr(progress, fact)) for step, fact in _DONE_BY.items()}
    return tuple(
        FirstStep(
            step=step,
            state=_state(step, done),
            through_head=through_head and step is Step.GET_FILE,
        )
        for step in Step
    )


def _state(step: Step, done: Mapping[Step, bool]) -> StepState:
    if done[step]:
        return StepState.DONE
    before = _AFTER.get(step)
    return StepState.TO_DO if before is None or done[before] else StepState.LATER
