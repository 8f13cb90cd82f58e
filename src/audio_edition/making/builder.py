"""One script becomes a published edition.

Enters: a publication, a script, what the command line asked for. Leaves: ``audio/<slug>/`` as it should be, and a
``BuildResult``. Refuses: whatever a stage refuses; the published edition is then as it was, and what was spoken and
encoded by then is in the store.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_edition.edition.manifest import MANIFEST_NAME, Manifest, content_digest, read_manifest
from audio_edition.making.cast import Cast, language_warnings, make_cast
from audio_edition.making.choice import VoiceChoice, choose_voice, parameters_of
from audio_edition.making.comparison import damage_of
from audio_edition.making.contents import manifest_content, read_cover, tag_of
from audio_edition.making.encoding import ChangedSegmentError, Encoder
from audio_edition.making.estimate import read_pace, summarise, write_pace
from audio_edition.making.freshness import inputs_digest, note_edition
from audio_edition.making.plan import Plan, make_plan, previous_gains, settled_gains, timeline_of
from audio_edition.making.publishing import put_back_last_edition
from audio_edition.making.reading import ReadScript, read_inputs
from audio_edition.making.release import Release
from audio_edition.making.reporter import Reporter
from audio_edition.making.request import BuildRequest, BuildResult
from audio_edition.making.speaking import Speaker
from audio_edition.publication.folder import read_publication
from audio_edition.sound.mp3.format import Mp3Format
from audio_edition.sound.mp3.id3 import tag_bytes
from audio_edition.store.folder import Store
from audio_edition.store.locks import edition_lock
from audio_edition.store.segments import SegmentFacts

if TYPE_CHECKING:
    from audio_edition.sound.timeline import Timeline


class Builder:
    """Builds the editions of one publication.

    Args:
        root: Of the publication; its ``audio`` folder receives everything.
        reporter: Told of progress.
    """

    def __init__(self, root: Path, reporter: Reporter) -> None:
        self.root = root
        self.audio = root / "audio"
        self.store = Store(self.audio / ".store")
        self._reporter = reporter

    def build(self, request: BuildRequest) -> BuildResult:
        """Build one edition, or only plan it.

        Raises:
            AudioEditionError: Something is wrong with script, voice or disk.
        """
        while True:
            inputs = inputs_digest(self.root, request)
            read = read_inputs(request.publication, request.script, voice=request.voice, encoding=request.encoding)
            if request.dry_run:
                return self._with_voice(request, read)
            with edition_lock(self.store.root, read.slug, self._reporter.say):
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
        note_edition(self.root, request, result, inputs)
        return result

    def _with_voice(self, request: BuildRequest, read: ReadScript) -> BuildResult:
        previous = read_manifest(self.audio / read.slug / MANIFEST_NAME)
        settings = read.article.settings
        choice = choose_voice(
            settings.voice,
            parameters_of(settings),
            lang=settings.lang,
            asked_for=request.voice,
            previous=previous,
        )
        cast = Cast(choice.voice)
        try:
            cast = make_cast(choice.voice, settings, read.narration, str(request.script))
            self._introduce(cast, choice, read)
            return self._build(request, read, cast, choice, previous)
        finally:
            cast.close()

    def _introduce(self, cast: Cast, choice: VoiceChoice, read: ReadScript) -> None:
        """Say what a person should know of the voices before the first word is spoken."""
        for voice in cast.voices:
            for concern in voice.concerns:
                if concern not in choice.reason:
                    self._reporter.say(f"note: {voice.name}: {concern}")
        for line, warning in language_warnings(cast, read.article.settings, read.narration):
            self._reporter.say(f"note: {read.path}:{line}: {warning}")

    def _build(
        self, request: BuildRequest, read: ReadScript, cast: Cast, choice: VoiceChoice, previous: Manifest | None
    ) -> BuildResult:
        settings = read.article.settings
        target = self.audio / read.slug
        mp3_format = Mp3Format(settings.bitrate_kbps)
        cover = read_cover(settings, request.publication.script_folder)
        gains = previous_gains(previous, cast, settings.loudness_lufs)
        plan = self._settled(make_plan(read.narration, cast, self.store, mp3_format, gains_db=gains), read, cast)
        paces = {voice.name: read_pace(self.store, voice) for voice in cast.voices}
        summary = summarise(plan, previous, paces, voice=_named(plan, cast), reason=choice.reason)
        self._reporter.plan(summary)
        mp3 = target / f"{read.slug}.mp3"
        if request.dry_run:
            return BuildResult("planned", read.slug, mp3, read, summary, previous.data if previous else None)
        speaker = Speaker(cast, self.store, str(request.script))
        plan = self._spoken(plan, speaker, read, cast)
        encoder = Encoder(speaker, plan.gains_db, mp3_format)
        encoded = self._encoded(plan, encoder)
        timeline = timeline_of(plan, encoded)
        tag = tag_bytes(tag_of(settings, timeline, cover), timeline.chapters)
        content = self._content(read, plan, timeline, cast, choice, previous, tag)
        if previous and previous.content == content["content"] and not damage_of(mp3, previous):
            data, status = previous.data, "unchanged"
        else:
            release = Release(content, tag, timeline, plan.segments, encoded)
            data, status = release.publish(target, self.store.root, encoder, previous, self._reporter), "built"
        return BuildResult(status, read.slug, mp3, read, summary, data, speaker.spoken, encoder.encoded)

    def _settled(self, plan: Plan, read: ReadScript, cast: Cast) -> Plan:
        """Settle the gains of a plan that has nothing to speak, so that stored segments are found."""
        if plan.to_speak:
            return plan
        settings = read.article.settings
        gains = settled_gains(plan, {}, settings.loudness_lufs)
        if gains == plan.gains_db:
            return plan
        return make_plan(read.narration, cast, self.store, Mp3Format(settings.bitrate_kbps), gains_db=gains)

    def _spoken(self, plan: Plan, speaker: Speaker, read: ReadScript, cast: Cast) -> Plan:
        """Speak what is missing and settle the gains; a gain that changes may ask for clips that were pruned."""
        settings = read.article.settings
        mp3_format = Mp3Format(settings.bitrate_kbps)
        while True:
            spoken = {}
            if plan.to_speak:
                with self._reporter.stage("speaking", plan.characters_to_speak) as spoke:
                    spoken = speaker.speak_all(plan.to_speak, spoke)
                for voice in cast.voices:
                    write_pace(self.store, voice, speaker.work[voice.name])
            gains = settled_gains(plan, spoken, settings.loudness_lufs)
            if gains == plan.gains_db:
                return plan
            plan = make_plan(read.narration, cast, self.store, mp3_format, gains_db=gains)
            if not plan.to_speak:
                return plan

    def _encoded(self, plan: Plan, encoder: Encoder) -> dict[str, SegmentFacts]:
        if not plan.to_encode:
            return {}
        with self._reporter.stage("encoding", plan.characters_to_encode) as encoded:
            return encoder.encode_all(plan.to_encode, encoded)

    def _content(
        self,
        read: ReadScript,
        plan: Plan,
        timeline: Timeline,
        cast: Cast,
        choice: VoiceChoice,
        previous: Manifest | None,
        tag: bytes,
    ) -> dict[str, Any]:
        kept = previous is not None and previous.voice == choice.voice.name
        reason = str(previous.data["voice"].get("reason", "")) if previous and kept else choice.reason
        content = manifest_content(
            read.article.settings,
            read.slug,
            plan,
            timeline,
            cast=cast,
            reason=reason,
            tag_sha256=hashlib.sha256(tag).hexdigest(),
        )
        return {**content, "content": content_digest(content)}


def _named(plan: Plan, cast: Cast) -> str:
    """The voices for a person: the edition's own, and what the others speak."""
    kinds: dict[str, list[str]] = {}
    for planned in plan.segments:
        if planned.voice.name != cast.main.name:
            kind = planned.segment.kind.value
            what = kind if planned.segment.kind in cast.kinds else plan.narration.sections[planned.section].title
            kinds.setdefault(planned.voice.name, []).append(what)
    others = (f"{name} for {', '.join(dict.fromkeys(what))}" for name, what in kinds.items())
    return "; ".join([cast.main.name, *others])
