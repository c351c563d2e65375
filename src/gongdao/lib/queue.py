"""Deferring jobs: in the transaction of the change that asks for them, so that both happen or neither."""

from procrastinate.contrib.django import app


def defer(task: str, **arguments: object) -> int:
    """Have a worker run the task with this name and these JSON arguments, once this transaction commits.

    Returns the id of the job. Messages need none: what is to be mailed is found by its own index.
    """
    return app.configure_task(task).defer(**arguments)  # type: ignore[arg-type]  # procrastinate checks JSON
