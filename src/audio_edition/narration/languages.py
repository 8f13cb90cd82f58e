"""The few words this program itself says, by language.

Enters: a BCP 47 tag. Leaves: the table of that language, or ``NO_WORDS``; then only names and numbers are said, and
``narrate`` warns of it.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812

from msgspec import Struct, field

from audio_edition.text.language_tags import base_language


def word_set(text: str) -> frozenset[str]:
    """A set of words, from a string with blanks between them."""
    return frozenset(text.split())


def word_list(text: str) -> tuple[str, ...]:
    """Words in their order, from a string with blanks between them."""
    return tuple(text.split())


class Words(Struct, frozen=True):
    """What is said in one language. An empty string: nothing is said there."""

    conjunction: str = ""
    """Between the last two names, and for ``&``."""
    by: str = ""
    """Before the authors."""
    by_several: str = ""
    """Where the word differs for more than one author."""
    published: str = ""
    """With ``{where}`` and ``{when}``."""
    published_where: str = ""
    published_when: str = ""
    months: tuple[str, ...] = ()
    """January first, as they stand in a date."""
    date: str = "{year:04d}-{month:02d}-{day:02d}"
    """With ``day``, ``month`` (1 to 12), ``name`` (of the month) and ``year``."""
    first_day: str = "1"
    """How the first of a month is written."""
    to: str = ""
    """Between the ends of a range of numbers."""
    minus: str = ""
    number: str = ""
    """For No., Nr., № before a numeral."""
    section_sign: str = ""
    section_signs: str = ""
    degrees: str = ""
    celsius: str = ""
    fahrenheit: str = ""
    announcements: dict[str, str] = field(default_factory=dict)
    """By element: what is said in its place; ``{}`` is its text, where it has one."""


NO_WORDS = Words()

ENGLISH = Words(
    conjunction="and",
    by="By",
    published="Published in {where}, {when}.",
    published_where="Published in {where}.",
    published_when="Published on {when}.",
    months=word_list("January February March April May June July August September October November December"),
    date="{day} {name} {year}",
    to="to",
    minus="minus",
    number="number",
    section_sign="section",
    section_signs="sections",
    degrees="degrees",
    celsius="degrees Celsius",
    fahrenheit="degrees Fahrenheit",
    announcements={
        "image": "Image: {}",
        "code": "Code is shown here.",
        "table": "A table is shown here.",
        "url": "(web address)",
        "footnote-mark": "(footnote {})",
        "formula": "(formula)",
        "footnote": "Footnote {}:",
    },
)

WORDS: dict[str, Words] = {
    "en": ENGLISH,
    "de": Words(
        conjunction="und",
        by="Von",
        published="Erschienen in {where}, {when}.",
        published_where="Erschienen in {where}.",
        published_when="Erschienen am {when}.",
        months=word_list("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        date="{day}. {name} {year}",
        to="bis",
        minus="minus",
        number="Nummer",
        section_sign="Paragraf",
        section_signs="Paragrafen",
        degrees="Grad",
        celsius="Grad Celsius",
        fahrenheit="Grad Fahrenheit",
        announcements={
            "image": "Bild: {}",
            "code": "Hier steht Programmtext.",
            "table": "Hier steht eine Tabelle.",
            "url": "(Internetadresse)",
            "footnote-mark": "(Fußnote {})",
            "formula": "(Formel)",
            "footnote": "Fußnote {}:",
        },
    ),
    "fr": Words(
        conjunction="et",
        by="Par",
        published="Publié dans {where}, le {when}.",
        published_where="Publié dans {where}.",
        published_when="Publié le {when}.",
        months=word_list("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        date="{day} {name} {year}",
        first_day="1er",
        to="à",
        minus="moins",
        number="numéro",
        degrees="degrés",
        celsius="degrés Celsius",
        fahrenheit="degrés Fahrenheit",
        announcements={
            "image": "Image : {}",
            "code": "Ici figure du code.",
            "table": "Ici figure un tableau.",
            "url": "(adresse web)",
            "footnote-mark": "(note {})",
            "formula": "(formule)",
            "footnote": "Note {} :",
        },
    ),
    "es": Words(
        conjunction="y",
        by="Por",
        published="Publicado en {where}, el {when}.",
        published_where="Publicado en {where}.",
        published_when="Publicado el {when}.",
        months=word_list("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
        date="{day} de {name} de {year}",
        to="a",
        minus="menos",
        number="número",
        degrees="grados",
        celsius="grados Celsius",
        fahrenheit="grados Fahrenheit",
        announcements={
            "image": "Imagen: {}",
            "code": "Aquí se muestra código.",
            "table": "Aquí se muestra una tabla.",
            "url": "(dirección web)",
            "footnote-mark": "(nota {})",
            "formula": "(fórmula)",
            "footnote": "Nota {}:",
        },
    ),
    "ru": Words(
        conjunction="и",
        by="Автор:",
        by_several="Авторы:",
        published="Опубликовано: {where}, {when}.",
        published_where="Опубликовано: {where}.",
        published_when="Опубликовано {when}.",
        months=word_list("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
        date="{day} {name} {year} года",
        minus="минус",
        number="номер",
        section_sign="параграф",
        section_signs="параграфы",
        degrees="градусов",
        celsius="градусов Цельсия",
        fahrenheit="градусов Фаренгейта",
        announcements={
            "image": "Изображение: {}",
            "code": "Здесь приведён код.",
            "table": "Здесь приведена таблица.",
            "url": "(веб-адрес)",
            "footnote-mark": "(сноска {})",
            "formula": "(формула)",
            "footnote": "Сноска {}:",
        },
    ),
    "it": Words(
        conjunction="e",
        by="Di",
        published="Pubblicato in {where}, il {when}.",
        published_where="Pubblicato in {where}.",
        published_when="Pubblicato il {when}.",
        months=word_list(
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
        ),
        date="{day} {name} {year}",
        first_day="1º",
        to="a",
        minus="meno",
        number="numero",
        degrees="gradi",
        celsius="gradi Celsius",
        fahrenheit="gradi Fahrenheit",
        announcements={
            "image": "Immagine: {}",
            "code": "Qui c’è del codice.",
            "table": "Qui c’è una tabella.",
            "url": "(indirizzo web)",
            "footnote-mark": "(nota {})",
            "formula": "(formula)",
            "footnote": "Nota {}:",
        },
    ),
    "nl": Words(
        conjunction="en",
        by="Door",
        published="Verschenen in {where}, {when}.",
        published_where="Verschenen in {where}.",
        published_when="Verschenen op {when}.",
        months=word_list("januari februari maart april mei juni juli augustus september oktober november december"),
        date="{day} {name} {year}",
        to="tot",
        minus="min",
        number="nummer",
        degrees="graden",
        celsius="graden Celsius",
        fahrenheit="graden Fahrenheit",
        announcements={
            "image": "Afbeelding: {}",
            "code": "Hier staat programmacode.",
            "table": "Hier staat een tabel.",
            "url": "(webadres)",
            "footnote-mark": "(voetnoot {})",
            "formula": "(formule)",
            "footnote": "Voetnoot {}:",
        },
    ),
    "pt": Words(
        conjunction="e",
        by="Por",
        published="Publicado em {where}, em {when}.",
        published_where="Publicado em {where}.",
        published_when="Publicado em {when}.",
        months=word_list("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
        date="{day} de {name} de {year}",
        to="a",
        minus="menos",
        number="número",
        degrees="graus",
        celsius="graus Celsius",
        fahrenheit="graus Fahrenheit",
        announcements={
            "image": "Imagem: {}",
            "code": "Aqui aparece código.",
            "table": "Aqui aparece uma tabela.",
            "url": "(endereço web)",
            "footnote-mark": "(nota {})",
            "formula": "(fórmula)",
            "footnote": "Nota {}:",
        },
    ),
}

AMERICAN_DATE = "{name} {day}, {year}"


def words_for(lang: str) -> Words:
    """The table of a language; ``NO_WORDS`` where there is none."""
    return WORDS.get(base_language(lang), NO_WORDS)


def spoken_date(day: Date, lang: str) -> str:
    """A date as it is said: "27 November 2017", in American English "November 27, 2017"; else year, month, day."""
    table = words_for(lang)
    tags = lang.replace("_", "-").lower().split("-")
    pattern = AMERICAN_DATE if tags[0] == "en" and "us" in tags[1:] else table.date
    name = table.months[day.month - 1] if table.months else ""
    number = table.first_day if day.day == 1 and pattern is not AMERICAN_DATE else str(day.day)
    if not table.months:
        return pattern.format(year=day.year, month=day.month, day=day.day)
    return pattern.format(day=number, name=name, year=day.year)
