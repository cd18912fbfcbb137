"""The one exception an operation raises to answer with an AWS error."""

from __future__ import annotations


class AwsError(Exception):
    """An error answer: its code, its sentence and its HTTP status.

    `code` is the code on the wire (the query code where a service has one),
    so `DBInstanceNotFound` and not `DBInstanceNotFoundFault`.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    @property
    def is_sender_fault(self) -> bool:
        return self.status < 500


def validation(message: str) -> AwsError:
    return AwsError("ValidationException", message)
