import itertools

import attrs
import pytest

from pixorga.domain.steps import Progress, Step, StepState, first_steps

DONE, TO_DO, LATER = StepState.DONE, StepState.TO_DO, StepState.LATER


def states(*, through_head=False, **facts):
    """
    The state of each step, in their order.
    """
    steps = first_steps(Progress(**facts), through_head=through_head)
    return [step.state for step in steps]


class TestFirstSteps:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({}, [TO_DO, TO_DO, LATER, LATER, TO_DO]),
            ({"pupils_imported": True}, [DONE, DONE, TO_DO, LATER, TO_DO]),
            (
                {"pupils_imported": True, "code_shared": True},
                [DONE, DONE, DONE, TO_DO, TO_DO],
            ),
            ({"colleagues": True}, [TO_DO, TO_DO, LATER, LATER, DONE]),
            ({"certifiability_known": True}, [TO_DO, TO_DO, LATER, DONE, TO_DO]),
        ],
    )
    def test_states(self, facts, expected):
        """
        A step is done, or to do, or waits for the one before it.
        """
        assert states(**facts) == expected

    def test_order(self):
        """
        All steps are told, in the order in which they are done.
        """
        steps = first_steps(Progress(), through_head=False)

        assert [step.step for step in steps] == list(Step)

    def test_through_head(self):
        """
        Only the file from SIÈCLE has to be asked for.
        """
        steps = first_steps(Progress(), through_head=True)

        assert [step.step for step in steps if step.through_head] == [Step.GET_FILE]

    def test_progress_undoes_nothing(self):
        """
        Whatever is done in addition, no step goes back.
        """
        names = [field.name for field in attrs.fields(Progress)]
        order = [LATER, TO_DO, DONE]
        for values in itertools.product([False, True], repeat=len(names)):
            before = dict(zip(names, values, strict=True))
            for name in names:
                after = states(**before | {name: True})
                pairs = zip(states(**before), after, strict=True)
                assert all(order.index(a) <= order.index(b) for a, b in pairs)
