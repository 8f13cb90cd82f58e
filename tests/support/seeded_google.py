"""A loopback Google that fails at random, by a seed, in every way it knows.

Enters: a seed. Leaves: a behaviour for ``LoopbackGoogle``; what an error about it must look like.
"""

from __future__ import annotations

import random
import re

from support import loopback_google
from support.loopback_google import Behaviour, delivered, page, redirect, status

QUICK: tuple[Behaviour, ...] = (
    status(429),
    status(429, "3"),
    status(429, "Fri, 15 Jan 2027 08:01:00 GMT"),
    status(403),
    status(500),
    redirect(),
    page(),
    loopback_google.null_payload,
    loopback_google.empty_payload,
    loopback_google.broken_base64,
    loopback_google.truncated_mp3,
    loopback_google.html_inside,
    loopback_google.junk_inside,
    loopback_google.tenth,
    loopback_google.silent,
    delivered("short"),
    delivered("drop"),
)
SLOW: tuple[Behaviour, ...] = (delivered("drip"), delivered("drip-head"), delivered("hang"), delivered("endless"))
"""Each costs up to a deadline of real time."""
CAUSE = re.compile(
    "Google(?: sent no usable sound: |'s voice does not answer: | refuses to speak for this address at present).{5}"
)
"""What went wrong, in words."""


class Seeded:
    """A Google that fails at random, by its seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._fault_rate = self._dice.choice((0.1, 0.3, 0.6, 0.95))
        self._favourite = self._dice.choice((None, None, *QUICK))

    def __call__(self, asked: loopback_google.Asked) -> loopback_google.Answer:
        if self._dice.random() >= self._fault_rate:
            return loopback_google.speech(asked)
        if self._dice.random() < 0.01:
            return self._dice.choice(SLOW)(asked)
        return (self._favourite or self._dice.choice(QUICK))(asked)
