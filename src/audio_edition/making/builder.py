"""One script becomes a published edition.

Enters: a publication, a script, what the command line asked for. Leaves: ``audio/<slug>/`` as it should be, and a
``BuildResult``. Refuses: whatever a stage refuses; the published edition is then as it was, and what was spoken and
encoded by then is in the store.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from audio_edition.edition.manifest import MANIFEST_NAME, Edition, read_edition
from audio_edition.errors import StorageError
from audio_edition.making.cast import Cast, language_warnings, make_cast
from audio_edition.making.choice import VoiceChoice, choose_voice, parameters_of, prepare_likely, require_consent
from audio_edition.making.cover import Cover
from audio_edition.making.describing import DescribedEdition, describe
from audio_edition.making.differences import Difference
from audio_edition.making.encoding import ChangedSegmentError, Encoder
from audio_edition.making.expected import ExpectedEdition, expect
from audio_edition.making.facts import StoreFacts
from audio_edition.making.formats import SoundSource, container_names
from audio_edition.making.lasting import continue_edition, keep_or_say
from audio_edition.making.lengths import Lengths
from audio_edition.making.pace import measured_paces, read_paces, write_pace
from audio_edition.making.plan import Encoding, Plan, Speech, kept_gains, make_plan, mp3_format_of, plan_speech
from audio_edition.making.reading import ReadScript, in_voices, read_inputs
from audio_edition.making.release import Release
from audio_edition.making.remembered import inputs_digest, remember
from audio_edition.making.renamed import Continued
from audio_edition.making.reporter import Reporter, SilentReporter
from audio_edition.making.request import BuildRequest, BuildResult
from audio_edition.making.speaking import Speaker
from audio_edition.making.staging import put_back_last_edition
from audio_edition.making.work import NOTHING_TO_DO, PlanSummary, Work, summarise, work_of
from audio_edition.net.waiting import told_of_waits
from audio_edition.publication.folder import read_publication
from audio_edition.store.folder import Store
from audio_edition.store.links import refuse_links
from audio_edition.store.locks import edition_lock


class Builder:
    """Builds the editions of one publication.

    Args:
        root: Of the publication; its ``audio`` folder receives everything.
        reporter: Told of progress; by default, nobody is.
        may_send: Whether texts may go to a service nobody had to set up, by its name; by default nobody is asked.
    """

    def __init__(
        self, root: Path, reporter: Reporter | None = None, may_send: Callable[[str], bool] | None = None
    ) -> None:
        self.root = root
        self.audio = root / "audio"
        self.store = Store(self.audio / ".store")
        self.reporter: Reporter = reporter or SilentReporter()
        self.may_send = may_send

    def build(self, request: BuildRequest) -> BuildResult:
        """Build one edition, or only plan it.

        Raises:
            AudioEditionError: Something is wrong with script, voice or disk.
        """
        with told_of_waits(self.reporter.say):
            return self._build(request)

    def _build(self, request: BuildRequest) -> BuildResult:
        prepare_likely(request.publication, request.voice)
        while True:
            inputs = inputs_digest(self.root, request)
            read = read_inputs(request.publication, request.script, voice=request.voice, encoding=request.encoding)
            if request.dry_run:
                return self._with_voice(request, read)
            refuse_links(self.audio, read.slug)
            with edition_lock(self.store.root, read.slug, self.reporter.say):
                if inputs_digest(self.root, request) == inputs:
                    return self._build_alone(request, read, inputs)
            # Saved while we waited for another build: what was read must not replace what that one published.
            request = replace(request, publication=read_publication(self.root))

    def _build_alone(self, request: BuildRequest, read: ReadScript, inputs: str) -> BuildResult:
        """Build while nobody else builds this edition."""
        put_back_last_edition(self.store.root, self.audio / read.slug)
        try:
            result = self._with_voice(request, read)
        except ChangedSegmentError:
            # What was damaged is repaired, and the plan made now knows what it has become.
            result = self._with_voice(request, read)
        remember(self.root, request, result, inputs)
        return result

    def _with_voice(self, request: BuildRequest, read: ReadScript) -> BuildResult:
        published = read_edition(self.audio / read.slug / MANIFEST_NAME)
        continued = continue_edition(request.publication, read, published, request.encoding)
        if continued.note:
            self.reporter.say(f"note: {read.path}: {continued.note}")
        settings = read.article.settings
        choice = choose_voice(
            settings.voice,
            parameters_of(settings),
            lang=settings.lang,
            asked_for=request.voice,
            published=published,
            kept=continued.kept.voices[0].name if continued.kept else "",
            may_send=None if request.dry_run else self.may_send,
        )
        cast = Cast.of(choice.voice)
        try:
            path = str(request.script)
            cast = make_cast(choice.voice.name, settings, read.narration, path, must_speak=True, found=choice.voice)
            read = in_voices(read, cast)
            self._introduce(cast, choice, read)
            result = _EditionBuild(self, request, read, published, cast, choice.reason, continued).run()
        finally:
            cast.close()
        if result.edition is not None and not request.dry_run:
            keep_or_say(request.publication, result.edition, continued.guid, self.reporter.say)
        return result

    def _introduce(self, cast: Cast, choice: VoiceChoice, read: ReadScript) -> None:
        """Say what a person should know of the voices before the first word is spoken."""
        for each in cast.voices:
            for concern in each.speaker.concerns:
                if concern not in choice.reason:
                    self.reporter.say(f"note: {each.name}: {concern}")
        for line, warning in language_warnings(cast, read.article.settings, read.narration):
            self.reporter.say(f"note: {read.path}:{line}: {warning}")


class _EditionBuild:
    """One run: what the edition would be, what is to be done for it, and the doing."""

    def __init__(
        self,
        builder: Builder,
        request: BuildRequest,
        read: ReadScript,
        published: Edition | None,
        cast: Cast,
        reason: str,
        continued: Continued,
    ) -> None:
        self._store = builder.store
        self._reporter = builder.reporter
        self._may_send = builder.may_send
        self._request = request
        self._read = read
        self._published = published
        self._cast = cast
        self._reason = reason
        self._continued = continued
        self._kept = continued.kept if published is None else None
        self._target = builder.audio / read.slug
        settings = read.article.settings
        self._encoding = Encoding(mp3_format_of(settings, published, self._kept), settings.loudness_lufs)
        self._stored = StoreFacts(self._store)
        self._differences: tuple[Difference, ...] = ()
        self._was_up_to_date = self._keeps_mp3 = False

    def run(self) -> BuildResult:
        """Do what there is to do, and no more."""
        expected = expect(
            self._read,
            self._request.publication,
            self._published,
            cast=self._cast,
            reason=self._reason,
            kept=self._kept,
            read_files=False,
        )
        renamed = self._continued.difference if self._published is None else None
        self._differences = (renamed,) if renamed else expected.differences
        self._was_up_to_date = expected.is_up_to_date
        self._keeps_mp3 = expected.keeps_mp3
        if expected.keeps_mp3:
            try:
                return self._without_sound(expected)
            except ChangedSegmentError:
                pass  # a voice that never says the same twice, and a lost clip: the MP3 must be made anew too
        cover = expected.described.cover
        speech = self._speech(expected.plan.speech)
        del expected  # of a book, it is as large as the plan that is made now
        plan = self._plan(speech)
        work = work_of(plan, self._stored)
        summary = self._summary(plan, work)
        if self._request.dry_run:
            return self._result("planned", summary, self._published)
        if container_names(self._read.article.settings, self._read.slug):
            self._require_packages(self._release(plan, cover))
        speakers = (each.voice.name for each in work.to_speak)
        require_consent(speakers, asked_for=self._request.voice, may_send=self._may_send)
        speaker = Speaker(self._cast, self._store, str(self._request.script))
        cover.begin()
        plan = self._spoken(speech, plan, work, speaker)
        encoder = Encoder(speaker, plan.gains_db, plan.encoding)
        plan = self._encoded(speech, plan, encoder)
        for concern in cover.concerns:
            self._reporter.say(f"note: {concern}")
        release = self._release(plan, cover)
        edition = release.publish_sound(SoundSource(plan, encoder, self._reporter))
        return self._result("built", summary, edition, speaker.spoken, encoder.encoded)

    def _without_sound(self, expected: ExpectedEdition) -> BuildResult:
        """Where the MP3 is the one that is there: companions and manifest may still be different."""
        summary = self._summary(expected.plan, NOTHING_TO_DO)
        if self._request.dry_run:
            return self._result("planned", summary, self._published)
        if expected.is_up_to_date or self._published is None or self._published.mp3 is None:
            return self._result("unchanged", summary, self._published)
        release = self._release_of(expected.described)
        self._require_packages(release)
        plan = expected.plan
        speaker = Speaker(self._cast, self._store, str(self._request.script))
        source = SoundSource(plan, Encoder(speaker, plan.gains_db, plan.encoding), self._reporter)
        edition = release.publish_companions(self._published.mp3, source)
        return self._result("updated", summary, edition, speaker.spoken)

    def _require_packages(self, release: Release) -> None:
        """Fail now, not after an hour of speaking.

        Raises:
            MissingExtraError: Another format is to be made, and the packages for it are not there.
        """
        if release.needs_containers():
            from audio_edition.sound.containers import require_packages

            require_packages()

    def _speech(self, expected: Speech) -> Speech:
        """What will be said by the cast that is here; what was expected, where that is the same."""
        here = {voice.name: voice for voice in self._cast.voices}
        if expected.narration is self._read.narration and all(here.get(v.name) is v for v in expected.cast.voices):
            return replace(expected, cast=self._cast)
        return plan_speech(self._read.narration, self._cast, self._read.jingles)

    def _plan(self, speech: Speech) -> Plan:
        """What is planned with what the store knows now."""
        loudness_lufs = self._encoding.loudness_lufs
        gains = kept_gains(self._published, self._cast, loudness_lufs, self._kept)
        lengths = Lengths(self._published, self._cast, measured_paces(self._store, self._cast))
        return make_plan(speech, self._encoding, self._stored, gains, lengths)

    def _last(self) -> Edition | None:
        """The published edition, also under the name it had before."""
        if self._published is None and self._continued.taken_from:
            with suppress(StorageError):
                return read_edition(self._target.with_name(self._continued.taken_from) / MANIFEST_NAME)
        return self._published

    def _summary(self, plan: Plan, work: Work) -> PlanSummary:
        summary = summarise(plan, work, self._last(), read_paces(self._store, self._cast), reason=self._reason)
        self._reporter.plan(summary)
        return summary

    def _spoken(self, speech: Speech, plan: Plan, work: Work, speaker: Speaker) -> Plan:
        """Speak what is missing; a gain that changes with it may ask for clips that were pruned."""
        while work.to_speak:
            with self._reporter.stage("speaking", work.characters_to_speak) as spoke:
                self._stored.learn(speaker.speak_all(work.to_speak, spoke), {})
            for voice in self._cast.voices:
                write_pace(self._store, voice, speaker.work[voice.name])
            plan = self._plan(speech)
            work = work_of(plan, self._stored)
        return plan

    def _encoded(self, speech: Speech, plan: Plan, encoder: Encoder) -> Plan:
        """Encode what is missing."""
        work = work_of(plan, self._stored)
        if not work.to_encode:
            return plan
        with self._reporter.stage("encoding", work.characters_to_encode) as encoded:
            self._stored.learn({}, encoder.encode_all(work.to_encode, encoded))
        return self._plan(speech)

    def _release(self, plan: Plan, cover: Cover) -> Release:
        reason = self._reason
        if self._published and self._published.voices[0].name == self._cast.main.name:
            reason = self._published.voices[0].reason
        elif self._kept and self._kept.voices[0].name == self._cast.main.name:
            reason = self._kept.reason
        described = describe(self._read, plan, reason=reason, cover=cover, last=self._published)
        return self._release_of(described)

    def _release_of(self, described: DescribedEdition) -> Release:
        return Release(self._read, described, self._published, self._target, self._store.root, self._continued)

    def _result(
        self, status: str, summary: PlanSummary, edition: Edition | None, spoken: int = 0, encoded: int = 0
    ) -> BuildResult:
        mp3 = self._target / f"{self._read.slug}.mp3"
        return BuildResult(
            status,
            self._read.slug,
            mp3,
            self._read,
            summary,
            edition,
            spoken,
            encoded,
            self._differences,
            self._was_up_to_date,
            self._keeps_mp3,
        )
