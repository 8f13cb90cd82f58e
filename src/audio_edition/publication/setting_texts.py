"""What each setting is, in a few words, for ``audio-edition config`` and its readers.

Enters: nothing. Leaves: a text for each row of ``settings.KEYS``; tables have one text.
"""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "title": "title of the article; in publication.toml, the publication's name",
    "subtitle": "said after the title",
    "author": "a name or a list of names, said as the byline",
    "publication": "the publication's name, for one script",
    "date": "of publication, such as 2026-05-01",
    "lang": "language of the text: en, en-GB, de …",
    "voice": "who speaks: engine:name, or auto",
    "voice-parameters": "table, as the engine has them: rate, pitch, range, word-gap for espeak; tld, slow for gtts …",
    "speed": "how much quicker than usual, at the same pitch, 0.5 to 2; for engines that can",
    "voices": "table of other voices: for title, opening, heading, quotation, list-item, table, footnote, code; for a "
    "language such as fr; and by heading in sections",
    "speakers": "table of other voices, by the names in an interview or a play: for paragraphs that begin with Anna:",
    "pauses": 'table of silences: milliseconds, or "0.8s"',
    "speak": "table of what to do with an element (code, image, url, footnote …): speak, announce or skip",
    "slug": "name of folder and file; from the script's file name where not set",
    "description": "for the tag, the show notes and the feed",
    "cover": "JPEG or PNG in script/, square, 1400 to 3000 pixels; drawn where not set",
    "loudness": "LUFS of the MP3, -31 to -16",
    "bitrate": "kb/s of the MP3",
    "quality": "of LAME, 0 to 9: 3 takes twice as long as 7",
    "announce": "whether byline, publication and date are said",
    "address": "where the article can be read on the web",
    "copyright": "for the tag",
    "draft": "built, and left out of feed and index",
    "formats": "list of other containers to make too: m4b, opus",
    "meeting": "whether to make the page for meetings",
    "split": "whether to make one numbered MP3 for each section too",
    "opening-sound": "sound file in script/, of at most a minute, before the title",
    "closing-sound": "sound file in script/, of at most a minute, after the last word",
    "site": "address under which the folder audio/ can be reached; for the feed",
    "email": "whom podcast directories write to",
    "category": "of Apple Podcasts, with one inside it where wanted",
    "explicit": "whether it is for adults",
    "feed-limit": "how many editions the feed lists, the newest; 0: all",
    "normalise": "table of what is put into words: numbers, dates, money …: false leaves it to the voice",
}
