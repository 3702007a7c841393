"""A KMS that is as strict as the real one where moto is too kind, and that refuses when told to."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

KEY = "arn:aws:kms:eu-west-1:111122223333:key/one"
OTHER_KEY = "arn:aws:kms:eu-west-1:111122223333:key/two"
ALIAS = "alias/saveface"


@dataclass
class RefusingKms:
    """What KMS answers to `encrypt` and `decrypt`.

    ``refuses`` is an error code, or an exception, that comes instead of every answer.
    """

    aliases: dict[str, str] = field(default_factory=lambda: {ALIAS: KEY})
    disabled: set[str] = field(default_factory=set)
    refuses: str | Exception | None = None
    status: int = 400
    calls: Counter[str] = field(default_factory=Counter)
    _sealed: dict[bytes, tuple[str, bytes, dict[str, str]]] = field(default_factory=dict)

    def encrypt(self, **call: Any) -> dict[str, Any]:
        key = self.aliases.get(call["KeyId"], call["KeyId"])
        self._answer("Encrypt", key)
        if key not in (KEY, OTHER_KEY):
            raise self._error("Encrypt", "NotFoundException")
        blob = os.urandom(180)
        self._sealed[blob] = (key, bytes(call["Plaintext"]), dict(call["EncryptionContext"]))
        return {"KeyId": key, "CiphertextBlob": blob}

    def decrypt(self, **call: Any) -> dict[str, Any]:
        key, plain, context = self._sealed.get(call["CiphertextBlob"], ("", b"", {}))
        self._answer("Decrypt", key)
        if not key or context != call["EncryptionContext"]:
            raise self._error("Decrypt", "InvalidCiphertextException")
        return {"KeyId": key, "Plaintext": plain}

    def _answer(self, what: str, key: str) -> None:
        self.calls[what] += 1
        if isinstance(self.refuses, Exception):
            raise self.refuses
        if self.refuses:
            raise self._error(what, self.refuses)
        if key in self.disabled:
            raise self._error(what, "DisabledException")

    def _error(self, what: str, code: str) -> ClientError:
        answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": self.status}}
        return ClientError(answer, what)  # type: ignore[arg-type]
