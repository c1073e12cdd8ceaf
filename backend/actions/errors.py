"""Why a connector could not be told something."""

from __future__ import annotations


class DeliveryError(Exception):
    """It was not done, or nobody knows; `detail` says to a person what to do.

    `sent`: it may have been acted on all the same. `again`: it may go better in a moment.
    """

    def __init__(self, detail: str, *, sent: bool = True, again: bool = True) -> None:
        super().__init__(detail)
        self.detail = detail
        self.sent = sent
        self.again = again


class NotAllowedError(DeliveryError):
    """The address is none that the administrator allows."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, sent=False, again=False)


class RefusedError(DeliveryError):
    """It was understood and refused; asking again would be refused again."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, again=False)
