"""The product's own way of hashing passwords, which counts how often it was asked to."""

from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

looked: list[str] = []
"""A line for every time that a password was hashed: to check it, or to take as long as a check would."""


class CountingHasher(Argon2PasswordHasher):
    """Argon2id, counted."""

    def encode(self, password: Any, salt: Any) -> str:
        """Hash, and count it."""
        looked.append("encode")
        return super().encode(password, salt)

    def verify(self, password: Any, encoded: str) -> bool:
        """Check, and count it."""
        looked.append("verify")
        return super().verify(password, encoded)
