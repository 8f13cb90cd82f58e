"""Parameters of a voice, checked against what its engine declares.

Enters: the table ``voice-parameters`` and an engine's declarations. Leaves: all values, defaults filled in. Refuses:
unknown names (naming the nearest), wrong types, values out of range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from audio_edition.errors import VoiceError
from audio_edition.text.nearest import hint_for
from audio_edition.voices.protocol import Parameter


class ParameterSpec(Struct, frozen=True):
    """One parameter an engine takes."""

    name: str
    default: Parameter
    """Its type is the parameter's type."""
    least: float = float("-inf")
    most: float = float("inf")
    choices: tuple[str, ...] = ()
    """For text: what it may be; empty: anything."""


def check_parameters(
    engine: str, specs: Sequence[ParameterSpec], given: Mapping[str, Parameter]
) -> dict[str, Parameter]:
    """Return every declared parameter with the given or default value.

    Raises:
        VoiceError: One is unknown, of the wrong type or out of range.
    """
    known = {spec.name: spec for spec in specs}
    for name in given:
        if name not in known:
            hint = hint_for(name, known, "it takes:")
            raise VoiceError(f"the engine {engine!r} has no parameter {name!r}", hint=hint)
    return {spec.name: _checked(engine, spec, given.get(spec.name, spec.default)) for spec in specs}


def _checked(engine: str, spec: ParameterSpec, value: Parameter) -> Parameter:
    label = f"the parameter {spec.name!r} of the engine {engine!r}"
    if isinstance(spec.default, bool) or isinstance(value, bool):
        if not (isinstance(spec.default, bool) and isinstance(value, bool)):
            raise VoiceError(f"{label} is {value!r}", hint=f"give {_type_name(spec.default)}")
        return value
    if isinstance(spec.default, float) and isinstance(value, int):
        value = float(value)
    if type(value) is not type(spec.default):
        raise VoiceError(f"{label} is {value!r}", hint=f"give {_type_name(spec.default)}")
    if isinstance(value, str):
        if spec.choices and value not in spec.choices:
            raise VoiceError(f"{label} is {value!r}", hint=hint_for(value, spec.choices, "it may be:"))
    elif not spec.least <= value <= spec.most:
        raise VoiceError(f"{label} is {value}", hint=f"give a value from {spec.least:g} to {spec.most:g}")
    return value


def _type_name(value: Parameter) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number", str: "text"}[type(value)]
