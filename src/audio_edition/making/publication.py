"""All scripts of a publication: each has an edition of its own, and one that fails holds up no other.

Enters: a publication and the scripts meant. Leaves: what came of each, one after the other. Refuses, script by script,
those that would become the edition of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from audio_edition.errors import AudioEditionError, Place, SourceError
from audio_edition.making.remembered import UpToDateEdition, remembered_edition
from audio_edition.making.request import BuildRequest, BuildResult
from audio_edition.publication.folder import Publication
from audio_edition.publication.slug import slugify
from audio_edition.text.regular_file import read_regular_file
from audio_edition.text.source import MAX_BYTES, read_source


class Outcome(Struct, frozen=True):
    """What came of one script: one of the three."""

    script: Path
    result: BuildResult | None = None
    up_to_date: UpToDateEdition | None = None
    """Known without reading the script."""
    error: AudioEditionError | None = None


def build_scripts(
    publication: Publication,
    scripts: Sequence[Path],
    build: Callable[[BuildRequest], BuildResult],
    *,
    voice: str = "",
    encoding: str | None = None,
    dry_run: bool = False,
    use_remembered: bool = True,
    begins: Callable[[Path], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Build one script after the other.

    Args:
        publication: Its scripts are looked at for slugs, all of them.
        scripts: To be built.
        build: Builds one; ``Builder.build``.
        voice: ``--voice``, or empty.
        encoding: Of the scripts.
        dry_run: Only plan.
        use_remembered: Whether an edition that is known to be up to date may be passed over.
        begins: Told of each script before it is built.
    """
    errors = slug_errors(publication, encoding)
    for script in scripts:
        begins(script)
        request = BuildRequest(publication, script, voice, encoding, dry_run)
        if script.name in errors:
            yield Outcome(script, error=errors[script.name])
            continue
        known = remembered_edition(publication.root, request) if use_remembered and not dry_run else None
        if known is not None:
            yield Outcome(script, up_to_date=known)
            continue
        try:
            yield Outcome(script, build(request))
        except AudioEditionError as error:
            yield Outcome(script, error=error)


def slug_errors(publication: Publication, encoding: str | None = None) -> Mapping[str, SourceError]:
    """Names of the scripts that would become the edition of a script before them, each with an error that says so.

    A script that cannot be read has no slug yet, and stands in nobody's way.
    """
    owner: dict[str, Path] = {}
    errors: dict[str, SourceError] = {}
    for script in publication.scripts:
        slug = _slug(publication, script, encoding)
        first = owner.setdefault(slug, script) if slug else script
        if first != script:
            errors[script.name] = SourceError(
                f"this script and {first.name} would both become audio/{slug}",
                place=Place(str(script)),
                hint="rename one of them, or set slug in one",
            )
    return errors


def slugs_of(publication: Publication, encoding: str | None = None) -> frozenset[str]:
    """The slugs of all scripts that can be read."""
    return frozenset(_slug(publication, script, encoding) for script in publication.scripts)


def _slug(publication: Publication, script: Path, encoding: str | None) -> str:
    """The slug of a script; empty where it cannot be read."""
    from audio_edition.publication.settings import merge

    try:
        if b"slug" not in read_regular_file(script, MAX_BYTES).replace(b"\0", b""):
            return slugify(script.stem)  # nothing of it need be understood: most scripts set no slug
        from audio_edition.article.foreign_settings import understood
        from audio_edition.article.front_matter import split_front_matter

        layer, _ = understood(split_front_matter(read_source(script, encoding)).layer)
        return merge(publication.layer, layer).slug or slugify(script.stem)
    except AudioEditionError:
        return ""
