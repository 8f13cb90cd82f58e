"""Language tags: the shape that BCP 47 gives them, and the three letters that ID3 wants.

Enters: what somebody wrote for a language, or a tag. Leaves: the tag in its usual case, as in ``en-US`` and
``zh-Hant``, or an empty string where it is not a tag; three letters, ``und`` for a language that is not in the table.
"""

from __future__ import annotations

from functools import lru_cache

from audio_edition.text.pattern import pattern

_TAG = pattern(r"(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})(?:-[A-Za-z0-9]{1,8}){0,8}")
_PAIRS: str = (
    "aa aar ab abk ae ave af afr ak aka am amh an arg ar ara as asm av ava ay aym az aze ba bak be bel bg bul bi bis "
    "bm bam bn ben bo bod br bre bs bos ca cat ce che ch cha co cos cr cre cs ces cu chu cv chv cy cym da dan de deu "
    "dv div dz dzo ee ewe el ell en eng eo epo es spa et est eu eus fa fas ff ful fi fin fj fij fo fao fr fra fy fry "
    "ga gle gd gla gl glg gn grn gu guj gv glv ha hau he heb hi hin ho hmo hr hrv ht hat hu hun hy hye hz her ia ina "
    "id ind ie ile ig ibo ii iii ik ipk io ido is isl it ita iu iku iw heb ja jpn jv jav jw jav ka kat kg kon ki kik "
    "kj kua kk kaz kl kal km khm kn kan ko kor kr kau ks kas ku kur kv kom kw cor ky kir la lat lb ltz lg lug li lim "
    "ln lin lo lao lt lit lu lub lv lav mg mlg mh mah mi mri mk mkd ml mal mn mon mr mar ms msa mt mlt my mya na nau "
    "nb nob nd nde ne nep ng ndo nl nld nn nno no nor nr nbl nv nav ny nya oc oci oj oji om orm or ori os oss pa pan "
    "pi pli pl pol ps pus pt por qu que rm roh rn run ro ron ru rus rw kin sa san sc srd sd snd se sme sg sag si sin "
    "sk slk sl slv sm smo sn sna so som sq sqi sr srp ss ssw st sot su sun sv swe sw swa ta tam te tel tg tgk th tha "
    "ti tir tk tuk tl tgl tn tsn to ton tr tur ts tso tt tat tw twi ty tah ug uig uk ukr ur urd uz uzb ve ven vi vie "
    "vo vol wa wln wo wol xh xho yi yid yo yor za zha zh zho zu zul"
)
"""Source: ISO 639-1 and ISO 639-2/T, the codes of the Library of Congress."""
_THREE_LETTERS = dict(zip(_PAIRS.split()[::2], _PAIRS.split()[1::2], strict=True))


def language_tag(text: str) -> str:
    """Return a tag in its usual case; an empty string where it does not look like one.

    Source: RFC 5646, sections 2.1 and 2.1.1.
    """
    if not _TAG.fullmatch(text):
        return ""
    first, *rest = text.split("-")
    shaped = [first.lower()]
    for part in rest:
        after_singleton = len(shaped[-1]) == 1
        if len(part) == 2 and not after_singleton:
            shaped.append(part.upper())
        elif len(part) == 4 and not after_singleton:
            shaped.append(part.title())
        else:
            shaped.append(part.lower())
    return "-".join(shaped)


_NAMES_AND_TAGS: str = (
    "english en deutsch de german de french fr français fr francais fr spanish es español es espanol es italian it "
    "italiano it portuguese pt português pt dutch nl nederlands nl russian ru русский ru polish pl polski pl "
    "swedish sv svenska sv danish da dansk da norwegian nb norsk nb finnish fi suomi fi czech cs čeština cs "
    "greek el ελληνικά el turkish tr türkçe tr ukrainian uk українська uk arabic ar العربية ar hebrew he עברית he "
    "chinese zh 中文 zh japanese ja 日本語 ja korean ko 한국어 ko hungarian hu magyar hu romanian ro română ro "
    "catalan ca català ca hindi hi latin la"
)
_TAGS_BY_NAME = dict(zip(_NAMES_AND_TAGS.split()[::2], _NAMES_AND_TAGS.split()[1::2], strict=True))


def tag_of_name(text: str) -> str:
    """The tag of a language that was written by its name, in English or its own; else empty."""
    return _TAGS_BY_NAME.get(text.strip().casefold(), "")


@lru_cache(256)
def base_language(lang: str) -> str:
    """The language of a BCP 47 tag without region or script, in lower case: ``en-US`` gives ``en``."""
    return lang.replace("_", "-").split("-", 1)[0].lower()


def three_letters(tag: str) -> str:
    """``en-GB`` gives ``eng``; a three-letter language stays; the unknown is ``und``."""
    primary = tag.lower().partition("-")[0]
    if len(primary) == 3 and primary.isascii() and primary.isalpha():
        return primary
    return _THREE_LETTERS.get(primary, "und")
