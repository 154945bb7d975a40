"""How personal texts lie at rest: sealed as `kernel.sealing` seals, under the key of people."""

from gongzhi.kernel.sealing import (
    PEOPLE,
    CannotOpen,
    Sealed,
    SealedField,
    derived,
    people_secrets,
    seal,
    secrets,
    unseal,
)

__all__ = [
    "PEOPLE",
    "CannotOpen",
    "Sealed",
    "SealedField",
    "derived",
    "people_secrets",
    "seal",
    "secrets",
    "unseal",
]
