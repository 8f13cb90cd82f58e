"""One Google voice, ready to speak: an utterance is packed, asked for piece by piece, checked and joined.

Enters: the phrases of one utterance. Leaves: a clip at 24 kHz. Refuses: an utterance without anything to pronounce, and
every reply that is not whole speech of plausible length.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import version

import requests
import urllib3
from msgspec import Struct

from audio_edition.errors import VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.net.call import Call, DeadlineError, ReplyTooLargeError, run_with_deadline
from audio_edition.net.failures import AskFailedError
from audio_edition.net.proxy_secrets import safe_cause
from audio_edition.voices.gtts._gate import Gate
from audio_edition.voices.gtts._languages import bcp47
from audio_edition.voices.gtts._pieces import join_pieces, pack
from audio_edition.voices.gtts._transport import client
from audio_edition.voices.gtts._verdict import GOOGLE, judge
from audio_edition.voices.length_check import HeardPace, check_length
from audio_edition.voices.protocol import Clip, Parameter
from audio_edition.voices.replies import SpoiledReplyError, decode_mp3

WAY_OF_SPEAKING = 1
"""Part of the key; goes up when packing or joining change what is heard."""
CONCERN = "the text is sent to Google's translate service"
MAX_KEPT_PIECES = 512
SLOWEST = 0.4
"""Speed of Google's slow speech, at the least, compared with the slowest of other speech."""


class Speech(Struct, frozen=True):
    """What Google is asked for besides the text."""

    language: str
    """gTTS's code."""
    tld: str = "com"
    slow: bool = False


class GttsVoice:
    """A Google voice; threads may share it."""

    phoneme_alphabet = ""
    concurrency = 4
    """Enough to hide the latency at the default rate; the rate limit holds for all of them together."""
    concerns = (CONCERN,)

    def __init__(self, speech: Speech, gate: Gate) -> None:
        self._speech = speech
        self._gate = gate
        self._kept: dict[str, Clip] = {}
        self._pace = HeardPace()
        self._lock = threading.Lock()
        self._closed = False

    @property
    def name(self) -> str:
        """``gtts:en``."""
        return f"gtts:{self._speech.language}"

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of its language."""
        return bcp47(self._speech.language)

    @property
    def key(self) -> Mapping[str, Parameter]:
        """What changes the sound; not the rate of the requests."""
        return {
            "engine": "gtts",
            "version": version("gTTS"),
            "way-of-speaking": WAY_OF_SPEAKING,
            "language": self._speech.language,
            "tld": self._speech.tld,
            "slow": self._speech.slow,
        }

    def requests(self, phrases: Sequence[Phrase]) -> int:
        """How many pieces the utterance is packed into; one that occurs twice in it is asked for once."""
        return len(set(pack(_text(phrases))))

    def speak(self, phrases: Sequence[Phrase]) -> Clip:
        """Speak one utterance.

        Pieces that were finished before another one failed are kept, so that the next call does not ask for them again.

        Raises:
            VoiceError: There is nothing to pronounce, or Google sends nothing usable.
            VoiceUnavailableError: Google does not answer, or refuses.
        """
        if self._closed:
            raise VoiceError("this voice has been closed")
        pieces = pack(_text(phrases))
        if not pieces:
            raise VoiceError("there is nothing to pronounce in this sentence", hint="reword it or leave it out")
        clips = [self._piece(piece) for piece in pieces]
        with self._lock:
            for piece in pieces:
                self._kept.pop(piece, None)
        return join_pieces(clips)

    def close(self) -> None:
        """Forget the kept pieces."""
        self._closed = True
        with self._lock:
            self._kept.clear()

    def probe(self, word: str) -> None:
        """Ask for one word, once and without waiting.

        Raises:
            VoiceUnavailableError: A block lasts.
            AskFailedError: Google does not speak now.
        """
        self._gate.enter(wait=False)
        self._ask(word)
        self._gate.answered()

    def _piece(self, piece: str) -> Clip:
        with self._lock:
            kept = self._kept.get(piece)
        if kept is not None:
            return kept
        clip = self._gate.ask(lambda: self._ask(piece))
        with self._lock:
            if len(self._kept) < MAX_KEPT_PIECES:
                self._kept[piece] = clip
        return clip

    def _ask(self, piece: str) -> Clip:
        """Ask for one piece, once.

        Raises:
            AskFailedError: There is no clip, and why.
            VoiceError: The machine is not set up for it.
        """
        gtts = client()
        call = Call()
        foreign = (gtts.gTTSError, urllib3.exceptions.HTTPError, http.client.HTTPException, ReplyTooLargeError)
        try:
            data = run_with_deadline(
                self._gate.patience.deadline_s, lambda: self._stream(piece), call, waiting_for=GOOGLE.voice
            )
            if not data:
                raise AskFailedError(judge(None, call.response, self._gate.timing.now()))
            _refuse_two_answers(call.response)
            clip = decode_mp3(data)
            check_length(clip, piece, slowest=SLOWEST if self._speech.slow else 1.0)
            self._pace.check(clip, piece)
        except (*foreign, DeadlineError, SpoiledReplyError, OSError, ValueError) as error:
            raise AskFailedError(judge(error, call.response, self._gate.timing.now())) from safe_cause(error)
        return clip

    def _stream(self, piece: str) -> bytes:
        speaker = client().gTTS(
            piece,
            tld=self._speech.tld,
            lang=self._speech.language,
            slow=self._speech.slow,
            lang_check=False,
            pre_processor_funcs=[],
            timeout=self._gate.patience.deadline_s,
        )
        return b"".join(speaker.stream())


def _refuse_two_answers(response: requests.Response | None) -> None:
    """GTTS joins the sound of all answers that lie in a reply: the sentence would be heard twice."""
    if response is None:
        return
    response.raw.seek(0)
    if bytes(response.raw.read()).count(b"jQ1olc") > 1:
        raise SpoiledReplyError("more than one answer")


def _text(phrases: Sequence[Phrase]) -> str:
    return "".join(phrase.text for phrase in phrases)
