"""Which voice speaks an edition, and why.

Enters: the setting, the command line, the last manifest. Leaves: a voice and the reason, for a person. Refuses:
nothing by itself; the engines refuse what they do not have.

A choice once made stands in the manifest and in ``editions.lock.json``, and is kept, whatever the network does, until
somebody names another voice: an edition never mixes voices unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.edition.manifest import Edition
from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.making.lasting import kept_voice
from audio_edition.publication.settings import Settings
from audio_edition.voices.protocol import Parameter, Voice
from audio_edition.voices.registry import find_engine, find_voice

if TYPE_CHECKING:
    from audio_edition.publication.folder import Publication

AUTO = "auto"
_ONLINE, _BUILT_IN = "gtts", "espeak"
SENDS_TO: Mapping[str, str] = {"gtts": "Google"}
"""Engines that send every text to a service which nobody had to set up, and the name of that service."""


class VoiceChoice(Struct, frozen=True):
    """A voice ready to speak."""

    voice: Voice
    reason: str


def prepare_likely(publication: Publication, asked_for: str) -> None:
    """Start the built-in voice while scripts are still being read, where it is likely to speak them.

    Args:
        publication: Whose; its settings and what was kept of its editions tell.
        asked_for: ``--voice`` of the command line, or empty.
    """
    setting = publication.layer.entries.get("voice")
    named = asked_for or (str(setting.value) if setting else AUTO)
    with suppress(AudioEditionError):  # said when the file is read to be followed
        if named == AUTO:
            named = kept_voice(publication)
    if _engine_of(named) == _BUILT_IN:
        from audio_edition.voices.espeak._library import prepare

        prepare()


def parameters_of(settings: Settings) -> Mapping[str, Parameter]:
    """Parameters of the edition's own voice: those of the settings, and the speed where one is wanted."""
    return {**settings.voice_parameters, **speed_of(settings)}


def speed_of(settings: Settings) -> Mapping[str, Parameter]:
    """The speed as a parameter, which an engine that cannot change it refuses; nothing for the usual speed."""
    return {} if settings.speed == 1.0 else {"speed": settings.speed}


def choose_voice(
    setting: str,
    parameters: Mapping[str, Parameter],
    *,
    lang: str,
    asked_for: str,
    published: Edition | None,
    kept: str = "",
    may_send: Callable[[str], bool] | None = None,
) -> VoiceChoice:
    """Choose the voice of an edition.

    Args:
        setting: ``voice`` of publication and front matter: ``engine:name`` or ``auto``.
        parameters: The table ``voice-parameters``.
        lang: Of the script.
        asked_for: ``--voice`` of the command line, or empty.
        published: The published edition.
        kept: The voice that ``editions.lock.json`` names, where the edition is not published here; or empty.
        may_send: Whether texts may go to a service, by its name; ``None``: nobody is asked.

    Raises:
        VoiceError: The voice named does not exist or cannot be had.
    """
    if asked_for and asked_for != AUTO:
        return VoiceChoice(find_voice(asked_for, parameters, lang=lang), "asked for with --voice")
    if setting != AUTO and not asked_for:
        return VoiceChoice(find_voice(setting, parameters, lang=lang), "named in the settings")
    if published is not None and not asked_for:
        return VoiceChoice(
            find_voice(published.voices[0].name, parameters, lang=lang), "kept from the published edition"
        )
    if kept and not asked_for:
        return VoiceChoice(find_voice(kept, parameters, lang=lang), "kept from editions.lock.json")
    return _first_choice(parameters, lang, may_send)


def require_consent(names: Iterable[str], *, asked_for: str, may_send: Callable[[str], bool] | None) -> None:
    """Ask before a text goes to a service for the first time; who names its voice on the command line has answered.

    Args:
        names: Of the voices that are about to speak.
        asked_for: ``--voice`` of the command line, or empty.
        may_send: As for ``choose_voice``.

    Raises:
        VoiceError: It may not.
    """
    if may_send is None:
        return
    named = _engine_of(asked_for)
    for engine in dict.fromkeys(map(_engine_of, names)):
        if engine in SENDS_TO and engine != named and not may_send(SENDS_TO[engine]):
            raise VoiceError(
                f"you do not want texts to go to {SENDS_TO[engine]}, and a voice of {engine} sends them there",
                hint=f"name another with --voice, or this one with --voice {engine} where it may after all",
            )


def _engine_of(name: str) -> str:
    return name.partition(":")[0]


def _first_choice(
    parameters: Mapping[str, Parameter], lang: str, may_send: Callable[[str], bool] | None
) -> VoiceChoice:
    """Google's voice if it answers, else the built-in one."""
    online = find_engine(_ONLINE)
    try:
        voice = online.voice("", parameters, lang=lang)
        why_not = online.probe()
        if not why_not and may_send is not None and not may_send(SENDS_TO[_ONLINE]):
            why_not = f"you do not want texts to go to {SENDS_TO[_ONLINE]}"
    except VoiceError as error:
        why_not = error.what
    else:
        if not why_not:
            return VoiceChoice(voice, "chosen at the first build: it answers, and " + "; ".join(voice.concerns))
        voice.close()
    built_in = find_voice(_BUILT_IN, parameters, lang=lang)
    return VoiceChoice(built_in, f"the built-in voice, chosen at the first build and kept ({why_not})")
