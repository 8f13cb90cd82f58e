"""Any server that speaks OpenAI's ``POST /v1/audio/speech``: OpenAI, Kokoro-FastAPI, LocalAI, vLLM, a fleet of GPUs.

Enters: a voice of the server and parameters. Leaves: clips. Refuses: replies that are not whole speech of plausible
length. Which server it is, and its key, come from the person's settings and never from a script: see ``_server``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.voices.length_check import HeardPace
from audio_edition.voices.openai._server import Server, find_key, find_server
from audio_edition.voices.parameters import ParameterSpec, check_parameters
from audio_edition.voices.protocol import Clip, Parameter, VoiceInfo

if TYPE_CHECKING:
    from audio_edition.net.retry import Patience, Timing

WAY_OF_ASKING = "1"
"""Part of the key; goes up when a change to the request changes what is heard."""
DEFAULT_MODEL = "gpt-4o-mini-tts"
DEFAULT_VOICE = "alloy"
VOICES = (
    "alloy",
    "ash",
    "ballad",
    "coral",
    "echo",
    "fable",
    "nova",
    "onyx",
    "sage",
    "shimmer",
    "verse",
    "marin",
    "cedar",
)
"""OpenAI's. Source: platform.openai.com/docs/guides/text-to-speech. Other servers have their own: any name is taken."""
PARAMETERS = (
    ParameterSpec("model", DEFAULT_MODEL),
    ParameterSpec("instructions", ""),
    ParameterSpec("speed", 1.0, 0.25, 4.0),
    ParameterSpec("format", "wav", choices=("wav", "mp3")),
    ParameterSpec("concurrent-requests", 0, 0, 64),
)
"""``concurrent-requests`` 0 means: from ``openai.toml``, else 4. It is not in the key."""
PROBE_DEADLINE_S = 2.5
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+(): -]{0,199}")


class OpenAIEngine:
    """The engine ``openai``."""

    name = "openai"
    description = "a server that speaks OpenAI's interface: OpenAI, Kokoro, LocalAI, vLLM; the text is sent to it"
    needs = "the network and a key, or a server of your own"

    def voices(self) -> Iterable[VoiceInfo]:
        """OpenAI's voices; those of another server are not known here."""
        return tuple(VoiceInfo(voice, (), "OpenAI's; other servers have voices of their own") for voice in VOICES)

    def voice(self, name: str, parameters: Mapping[str, Parameter], *, lang: str) -> OpenAIVoice:
        """Make a voice ready; asks nothing of the network, and does not need the key yet.

        Raises:
            VoiceError: An impossible name, an unknown parameter, a wrong base URL.
            SourceError: ``openai.toml`` is wrong.
        """
        checked = check_parameters(self.name, PARAMETERS, parameters)
        voice = name or DEFAULT_VOICE
        if not _NAME.fullmatch(voice):
            raise VoiceError(f"{voice!r} cannot be the name of a voice", hint=f"OpenAI's are: {', '.join(VOICES)}")
        return OpenAIVoice(voice, checked, find_server())

    def probe(self) -> str:
        """Ask for the list of models: quick, costs nothing, and tells whether the key is right."""
        from audio_edition.net.failures import AskFailedError
        from audio_edition.voices.openai._request import exchange, judge_reply

        try:
            server = find_server()
            reply = exchange(server, find_key(server), "/models", None, PROBE_DEADLINE_S)
        except AskFailedError as failure:
            return failure.verdict.what
        except AudioEditionError as error:
            return str(error)
        # Not every server has that list: any other answer shows that it runs.
        wrong = reply.status in {401, 403} or reply.status >= 500
        return judge_reply(reply, server, 0.0).what if wrong else ""


class OpenAIVoice:
    """A voice of a server; threads may share it."""

    phoneme_alphabet = ""
    languages: tuple[str, ...] = ()

    def __init__(self, voice: str, parameters: Mapping[str, Parameter], server: Server) -> None:
        self.name = f"openai:{voice}"
        self.server = server
        self.concurrency = int(parameters["concurrent-requests"]) or server.concurrent_requests
        self._speed = float(parameters["speed"])
        self._request: dict[str, Parameter] = {
            "model": parameters["model"],
            "voice": voice,
            "response_format": parameters["format"],
        }
        # Sent only where they say something: some servers and models refuse what they do not know.
        if parameters["instructions"]:
            self._request["instructions"] = parameters["instructions"]
        if self._speed != 1.0:
            self._request["speed"] = self._speed
        self.key: Mapping[str, Parameter] = {
            "engine": "openai",
            "version": WAY_OF_ASKING,
            "server": server.digest,
            **self._request,
        }
        self.patience: Patience | None = None
        self.timing: Timing | None = None
        self._pace = HeardPace()
        self._key_lock = threading.Lock()
        self._secret: str | None = None
        self._closed = False

    @property
    def concerns(self) -> tuple[str, ...]:
        """Where the text goes, unless it stays here."""
        if self.server.is_here:
            return ()
        sent = f"the text is sent to {self.server.host}"
        return (sent,) if self.server.is_encrypted else (f"{sent} unencrypted, and a key with it: use https",)

    def requests(self, phrases: Sequence[Phrase]) -> int:
        """One each."""
        return 1

    def speak(self, phrases: Sequence[Phrase]) -> Clip:
        """Speak one utterance.

        Raises:
            VoiceError: There is nothing to pronounce, no key, or the server sends nothing usable.
            VoiceUnavailableError: The server does not answer, or refuses for now.
        """
        from audio_edition.net.retry import Patience, Timing
        from audio_edition.voices.openai import _request

        if self._closed:
            raise VoiceError("this voice has been closed")
        text = "".join(phrase.text for phrase in phrases)
        if not any(char.isalnum() for char in text):
            raise VoiceError("there is nothing to pronounce in this sentence", hint="reword it or leave it out")
        body = {**self._request, "input": text}
        patience, timing = self.patience or Patience(), self.timing or Timing()
        return _request.speak(
            self.server, self._secret_key(), body, patience, timing, speed=self._speed, pace=self._pace
        )

    def close(self) -> None:
        """Forget the key."""
        self._closed = True
        self._secret = None

    def _secret_key(self) -> str:
        """The key, looked for when it is first needed: a keyring may ask the person to unlock it."""
        with self._key_lock:
            if self._secret is None:
                self._secret = find_key(self.server)
            return self._secret


ENGINE = OpenAIEngine()
