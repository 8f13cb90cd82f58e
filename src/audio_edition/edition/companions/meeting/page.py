"""The page for meetings: sections, text, controls, discussions, help, and what is printed.

Enters: an edition, its MP3, and how long things may take. Leaves: the page, with the MP3 inside or beside it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import msgspec

from audio_edition.edition.companions.meeting import MeetingPlan
from audio_edition.edition.companions.meeting.running_order import Row, running_order
from audio_edition.edition.companions.meeting.words import MeetingWords, meeting_words_for
from audio_edition.edition.companions.player.document import document, escape, language_attributes
from audio_edition.edition.companions.player.page import SPEEDS, mp3_address
from audio_edition.edition.companions.player.text import text_of, turned_direction
from audio_edition.edition.companions.player.words import Words, words_for
from audio_edition.edition.history import clock
from audio_edition.edition.manifest import Edition, EditionChapter

GENERATOR = '<meta name="generator" content="audio-edition meeting">'
"""By which this program knows its own page again."""
_PIECE_BYTES = 3 << 18
"""Of the MP3 in one element: a whole number of groups of three, 1 MiB as base64. Browsers cut longer texts."""
_LINE = '<span class="line"></span>'
"""To be written on."""
_DISCUSSION_MINUTES = (0, 1, 2, 3, 5, 8, 10, 15, 20, 30)
_ICONS = {
    "play": "M8 5v14l11-7z",
    "pause": "M7 5h4v14H7zM13 5h4v14h-4z",
    "section-before": "M5 5h3v14H5zM20 5v14l-11-7z",
    "section-after": "M16 5h3v14h-3zM4 5v14l11-7z",
    "sentence-before": "M16.5 4 8 12l8.5 8 1.8-1.9L11.8 12l6.5-6.1z",
    "sentence-after": "M7.5 4 16 12l-8.5 8-1.8-1.9L12.2 12 5.7 5.9z",
    "stops": "M3 4h18v12H9l-5 5v-5H3z",
    "volume": "M4 9h4l5-4v14l-5-4H4zM15 8.5a5 5 0 0 1 0 7zM15 5a8 8 0 0 1 0 14v-2a6 6 0 0 0 0-10z",
    "full": "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
    "help": "M11 17h2v2h-2zM12 4a5 5 0 0 1 5 5c0 2.6-2.5 3.2-3.6 4.4-.3.4-.4.9-.4 1.6h-2c0-3 "
    "1.6-3.7 3-4.7.6-.4 1-.8 1-1.3a3 3 0 0 0-6 0H7a5 5 0 0 1 5-5z",
    "close": "M5 6.4 6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12z",
    "sections": "M4 5h16v2H4zM4 11h16v2H4zM4 17h16v2H4z",
}
"""Outlines on a field of 24 × 24."""


def meeting_page(edition: Edition, mp3: bytes, plan: MeetingPlan, code: str = "") -> bytes:
    """Make the page.

    Args:
        edition: With its MP3 among its files.
        mp3: What goes into the page; empty: it stays beside it.
        plan: What the running order begins with; it can be changed on the page.
        code: What shows a QR code, HTML of our own making; empty without one.
    """
    words, own = words_for(edition.lang), meeting_words_for(edition.lang)
    rows = running_order(edition, plan.discussion_minutes)
    spoken = language_attributes(words.lang)
    around = [(_times(row), _questions(row.chapter, edition.lang, own, words.lang)) for row in rows]
    body = f"""<header {spoken}>
<button id="List" type="button" aria-expanded="false" aria-controls="Sections" aria-label="{escape(own.sections)}"\
 title="{escape(own.sections)}">{_icon("sections")}</button>
<p id="Where"{turned_direction(edition.title, words.lang)}>{escape(edition.chapters[0].title)}</p>
<p class="left"><span>{escape(own.section_left)}</span> <b id="SectionLeft" dir="ltr"></b></p>
<p class="left"><span>{escape(own.all_left)}</span> <b id="AllLeft" dir="ltr"></b></p>
<progress id="Done" max="{edition.duration_ms}" value="0" aria-label="{escape(words.place)}"></progress>
</header>
<nav id="Sections" aria-label="{escape(own.sections)}" {language_attributes(edition.lang)}><ol>
{"".join(map(_listed, rows, [edition.lang] * len(rows)))}</ol></nav>
<section id="Order" aria-label="{escape(own.running_order)}" {spoken}>
{_order(edition, rows, plan, own, words)}</section>
<main><div id="Text" role="region" tabindex="-1" {language_attributes(edition.lang)} aria-label="{escape(words.text)}">
{code}<div id="Article">{text_of(edition, around, "_blank")}</div></div>
{_discussion(edition, own, spoken)}</main>
<footer {spoken}>
<audio preload="none" src="{mp3_address(edition)}" data-slug="{escape(edition.slug)}"\
 data-sha="{edition.mp3.sha256[:8] if edition.mp3 else ""}" data-duration="{edition.duration_ms}"\
 aria-label="{escape(words.listen)}" controls></audio>
{_controls(own, words)}<p id="Status" role="status" data-failed="{escape(words.failed)}"\
 data-loading="{escape(own.loading)}" data-went-on="{escape(own.went_on)}"></p>
</footer>
{_help(plan, own, words, spoken)}"""
    return document(
        lang=edition.lang,
        title=" · ".join(filter(None, (edition.title, edition.publication))),
        body=body,
        style="page.css meeting/meeting.css meeting/handout.css",
        script="timeline.js meeting/sound.js meeting/meeting.js",
        allowed="media-src blob: 'self'",
        head=f"{GENERATOR}\n",
        data=b"".join(_sound(mp3)),
    )


def _sound(mp3: bytes) -> Iterator[bytes]:
    """The MP3 in elements that browsers neither show nor run."""
    for start in range(0, len(mp3), _PIECE_BYTES):
        yield b'<script type="text/plain" class="sound">'
        yield base64.b64encode(memoryview(mp3)[start : start + _PIECE_BYTES])
        yield b"</script>\n"


def _listed(row: Row, lang: str) -> str:
    chapter = row.chapter
    return (
        f'<li><a href="#{escape(chapter.id)}"><span{turned_direction(chapter.title, lang)}>{escape(chapter.title)}'
        f'</span> <time dir="ltr">{clock(row.sound_ms)}</time></a></li>\n'
    )


def _times(row: Row) -> str:
    chapter = row.chapter
    span = f"{clock(chapter.start_ms)} – {clock(chapter.end_ms)}"
    return f'<p class="times" dir="ltr">{span}</p>\n'


def _questions(chapter: EditionChapter, lang: str, own: MeetingWords, words_lang: str) -> str:
    """The questions of a section: printed under it, and shown when the meeting stops after it."""
    if chapter.discussion is msgspec.UNSET or not chapter.discussion:
        return ""
    items = "".join(
        f"<li{turned_direction(each, lang)}>{escape(each)}{_LINE * 2}</li>\n" for each in chapter.discussion
    )
    title = f'<p class="about" {language_attributes(words_lang)}>{escape(own.discussion)}</p>'
    return f'<div class="questions">{title}<ul>\n{items}</ul></div>\n'


def _order(edition: Edition, rows: tuple[Row, ...], plan: MeetingPlan, own: MeetingWords, words: Words) -> str:
    """The running order: its times are those of the plan, until somebody changes it on the page."""
    lines = "".join(
        f'<tr data-stops="{int(row.stops)}" data-sound="{row.sound_ms}"><td dir="ltr">{clock(row.start_ms)}</td>'
        f'<th scope="row" {language_attributes(edition.lang, row.chapter.title)}>{escape(row.chapter.title)}</th>'
        f'<td dir="ltr">{clock(row.sound_ms)}</td>'
        f'<td dir="ltr">{clock(row.discussion_ms) if row.discussion_ms else ""}</td></tr>\n'
        for row in rows
    )
    heads = (own.start, own.section, words.length, own.discussion)
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    sound, talk = sum(row.sound_ms for row in rows), sum(row.discussion_ms for row in rows)
    rest_ms = plan.minutes * 60_000 - sound - talk
    byline = " · ".join(filter(None, (", ".join(edition.author), edition.publication, edition.date or "")))
    return f"""<h2>{escape(own.running_order)}</h2>
<p><b {language_attributes(edition.lang, edition.title)}>{escape(edition.title)}</b></p>
<p {language_attributes(edition.lang, byline)}>{escape(byline)}</p>
<table><thead><tr>{head}</tr></thead>
<tbody>
{lines}</tbody>
<tfoot><tr><td id="TotalTime" dir="ltr">{clock(sound + talk)}</td><th scope="row">{escape(own.total)}</th>\
<td id="TotalSound" dir="ltr">{clock(sound)}</td><td id="TotalTalk" dir="ltr">{clock(talk)}</td></tr>
<tr id="Planned"{"" if plan.minutes else " hidden"}><td id="PlannedTime" dir="ltr">{clock(plan.minutes * 60_000)}</td>\
<th scope="row">{escape(own.planned)}</th><td id="RestName" data-spare="{escape(own.spare)}"\
 data-over="{escape(own.over)}">{escape(own.spare if rest_ms >= 0 else own.over)}</td>\
<td id="Rest" dir="ltr">{clock(abs(rest_ms))}</td></tr></tfoot></table>
<p class="notes">{escape(own.notes)}</p>
{_LINE * 6}
"""


def qr_code(svg: str, address: str, lang: str) -> str:
    """A QR code for the page, with what it leads to.

    Args:
        svg: Of our own making.
        address: What is in it.
        lang: Of the article.
    """
    own, attributes = meeting_words_for(lang), language_attributes(words_for(lang).lang)
    return (
        f'<figure id="Code" {attributes}>{svg}<figcaption>{escape(own.scan)}<br>'
        f'<a href="{escape(address)}" dir="ltr">{escape(address)}</a></figcaption></figure>\n'
    )


def _discussion(edition: Edition, own: MeetingWords, spoken: str) -> str:
    return f"""<section id="Discussion" aria-labelledby="DiscussionTitle" {spoken} tabindex="-1" hidden>
<p class="about">{escape(own.discussion)}</p>
<h1 id="DiscussionTitle" {language_attributes(edition.lang)}></h1>
<div id="Asked" role="group" aria-labelledby="DiscussionTitle" tabindex="0">\
<ul id="Questions" {language_attributes(edition.lang)} data-none="{escape(own.no_questions)}"></ul></div>
<div class="next"><p class="timer"><span id="Timer" role="timer" dir="ltr">0:00</span>\
 <span id="TimerOf" dir="ltr"></span></p>
<button id="GoOn" type="button" data-end="{escape(own.end)}">{escape(own.go_on)}</button>
<span id="NextTitle" {language_attributes(edition.lang)}></span></div>
</section>
"""


def _controls(own: MeetingWords, words: Words) -> str:
    """They run from left to right in every language, as those of other players do."""
    speeds = "".join(f'<option value="{each}"{" selected" if each == "1" else ""}>{each}×</option>' for each in SPEEDS)
    play = (
        f'<button id="Play" type="button" aria-label="{escape(words.play)}" data-pause="{escape(words.pause)}">'
        f"{_icon('play')}{_icon('pause')}</button>"
    )
    return f"""<div id="Controls" dir="ltr" role="group" aria-label="{escape(words.controls)}" hidden>
{_button("SectionBefore", "section-before", own.section_before)}
{_button("SentenceBefore", "sentence-before", own.sentence_before)}
{play}
{_button("SentenceAfter", "sentence-after", own.sentence_after)}
{_button("SectionAfter", "section-after", own.section_after)}
<span class="rest">
{_button("Stops", "stops", own.stops, ' aria-pressed="true"')}
<label class="volume">{_icon("volume")}<input id="Volume" type="range" min="0" max="100" step="10" value="100"\
 aria-label="{escape(own.volume)}"></label>
<select id="Speed" aria-label="{escape(words.speed)}">{speeds}</select>
{_button("Full", "full", own.full_screen)}
{_button("Help", "help", own.help)}
</span>
</div>
"""


def _help(plan: MeetingPlan, own: MeetingWords, words: Words, spoken: str) -> str:
    keys: tuple[tuple[str, str], ...] = (
        (words.space, own.key_play),
        (own.page_down, own.key_on),
        (own.page_up, own.key_back),
        ("← →", own.key_sentences),
        (f"{words.shift} ← →", own.key_sections),
        ("↑ ↓", own.key_volume),
        (f"{words.shift} ↑ ↓", own.key_speed),
        (words.enter, words.key_from_sentence),
        ("F5", own.full_screen),
        ("F1", own.key_help),
    )
    listed = "".join(f"<dt>{_keys(pressed, words)}</dt><dd>{escape(what)}</dd>\n" for pressed, what in keys)
    minutes = sorted({*_DISCUSSION_MINUTES, plan.discussion_minutes})
    options = "".join(
        f'<option value="{each}"{" selected" if each == plan.discussion_minutes else ""}>{each}</option>'
        for each in minutes
    )
    return f"""<dialog id="Keys" aria-labelledby="KeysTitle" {spoken}>
<button id="Close" type="button" autofocus aria-label="{escape(own.close)}" title="{escape(own.close)}">\
{_icon("close")}</button>
<h2 id="KeysTitle">{escape(own.help)}</h2>
<dl>
{listed}</dl>
<p class="settings"><label>{escape(own.each_discussion)} <select id="Minutes">{options}</select></label>
<label>{escape(own.meeting)} <input id="MeetingMinutes" type="number" min="0" max="600" step="5"\
 value="{plan.minutes or ""}"></label></p>
<p><button id="Print" type="button">{escape(own.print)}</button></p>
</dialog>
"""


def _keys(pressed: str, words: Words) -> str:
    """Each key in a frame; a name of several words is one key."""
    rest = pressed.removeprefix(words.shift).strip()
    first = [words.shift] if pressed.startswith(words.shift) else []
    keys = [*first, *(rest.split() if rest[0] in "←↑" else [rest])]
    return " ".join(f"<kbd>{escape(key)}</kbd>" for key in keys)


def _button(name: str, icon: str, label: str, more: str = "") -> str:
    said = escape(label)
    return f'<button id="{name}" type="button" aria-label="{said}" title="{said}"{more}>{_icon(icon)}</button>'


def _icon(name: str) -> str:
    return (
        f'<svg class="{name}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">'
        f'<path d="{_ICONS[name]}"/></svg>'
    )
