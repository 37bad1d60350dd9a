"""Errors a person can act on: a stable code, the values of the case, and the exit code of a command.

The sentence shown is looked up from the code in ``config.language``; an error never carries its own wording.
"""


class DubanError(Exception):
    """A rule was broken or the work failed. ``str()`` gives the sentence in the user's language."""

    exit_code = 1

    def __init__(self, code: str, /, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def __str__(self) -> str:
        from config.language import sentence  # noqa: PLC0415 - the table is only needed when an error is shown

        return sentence(self.code, **self.values)


class CallError(DubanError):
    """The call itself was wrong: a missing file, a bad option, an unknown name. Exit code 2."""

    exit_code = 2


class Conflict(DubanError):  # noqa: N818 - the field's word for a lost race, shown as such
    """Somebody else changed the same thing first; nothing was written."""
