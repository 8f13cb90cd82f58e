"""What every engine promises, as a test class to inherit from.

Enters: an engine, given by a subclass. Leaves: pytest's verdict. Refuses: engines that break the Protocol.

    class TestMine(VoiceContract):
        engine = my_package.ENGINE
        voice_name = "anna"
        lang = "en"
"""

from __future__ import annotations

import json
from typing import ClassVar

from audio_edition.errors import VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.voices.protocol import Engine, Voice


class VoiceContract:
    """Inherit, name an engine and one of its voices, and run under pytest."""

    engine: ClassVar[Engine]
    voice_name: ClassVar[str] = ""
    lang: ClassVar[str] = "en"
    repeatable: ClassVar[bool] = True
    """Whether the same phrases give the same samples."""

    def make_voice(self) -> Voice:
        """The voice under test; override to give it parameters."""
        return self.engine.voice(self.voice_name, {}, lang=self.lang)

    def test_the_engine_introduces_itself(self) -> None:
        """Name, description and needs are there for the list of voices."""
        assert self.engine.name.isascii()
        assert self.engine.name == self.engine.name.lower()
        assert ":" not in self.engine.name
        assert self.engine.description
        assert self.engine.needs

    def test_the_voice_is_named_by_its_engine(self) -> None:
        """A manifest can name the voice so that it is found again."""
        voice = self.make_voice()
        engine, _, name = voice.name.partition(":")
        assert engine == self.engine.name
        again = self.engine.voice(name, {}, lang=self.lang)
        assert again.name == voice.name
        assert dict(again.key) == dict(voice.key)

    def test_the_key_is_plain_and_stable(self) -> None:
        """The key can be written down, and says which engine and version."""
        key = dict(self.make_voice().key)
        assert json.loads(json.dumps(key)) == key
        assert key["engine"] == self.engine.name
        assert "version" in key

    def test_a_sentence_becomes_a_clip(self) -> None:
        """Int16 mono at a sensible rate, and not silence."""
        clip = self.make_voice().speak((Phrase("This is one sentence."),))
        assert clip.samples.dtype.name == "int16"
        assert clip.samples.ndim == 1
        assert 8_000 <= clip.sample_rate_hz <= 96_000
        assert len(clip.samples) > 0.3 * clip.sample_rate_hz
        assert int(abs(clip.samples.astype("int32")).max()) > 100

    def test_a_longer_sentence_takes_longer(self) -> None:
        """Nothing is cut off."""
        voice = self.make_voice()
        short = voice.speak((Phrase("One."),))
        long = voice.speak((Phrase("One, two, three, four, five, six, seven, eight, nine, ten, eleven and twelve."),))
        assert len(long.samples) > 2 * len(short.samples)

    def test_a_clip_depends_on_its_phrases_alone(self) -> None:
        """What was said before changes nothing."""
        if not self.repeatable:
            return
        voice = self.make_voice()
        phrases = (Phrase("The same words, twice."),)
        before = voice.speak(phrases)
        voice.speak((Phrase("Something quite different in between!"),))
        after = voice.speak(phrases)
        assert before.sample_rate_hz == after.sample_rate_hz
        assert before.samples.tobytes() == after.samples.tobytes()

    def test_markup_is_never_an_instruction(self) -> None:
        """A pause asked for in the text is not made: nine seconds of it would show."""
        clip = self.make_voice().speak((Phrase('Before <break time="9s"/> after.'),))
        assert len(clip.samples) < 9 * clip.sample_rate_hz

    def test_unknown_parameters_are_refused(self) -> None:
        """An error of ours, before anything is spoken."""
        try:
            self.engine.voice(self.voice_name, {"no-such-parameter": 1}, lang=self.lang)
        except VoiceError:
            return
        raise AssertionError("an unknown parameter was accepted")

    def test_requests_are_counted(self) -> None:
        """Zero for a voice on this machine, at least one for one on the network."""
        assert self.make_voice().requests((Phrase("This is one sentence."),)) >= 0

    def test_it_speaks_with_as_many_threads_as_it_says(self) -> None:
        """Each thread gets its own sentence."""
        from concurrent.futures import ThreadPoolExecutor

        voice = self.make_voice()
        sentences = [(Phrase(f"This is sentence number {number}."),) for number in range(6)]
        alone = [voice.speak(sentence) for sentence in sentences] if self.repeatable else []
        with ThreadPoolExecutor(max(1, voice.concurrency)) as threads:
            together = list(threads.map(voice.speak, sentences))
        assert all(len(clip.samples) for clip in together)
        for one, other in zip(alone, together, strict=bool(alone)):
            assert one.samples.tobytes() == other.samples.tobytes()
