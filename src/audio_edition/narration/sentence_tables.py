"""Words by which it is known whether a full stop ends a sentence, by language.

Nothing computes here; ``sentences`` and ``sentence_ends`` do. All words are in small letters, without the full stop.
"""

from __future__ import annotations

from audio_edition.narration.languages import word_set

BEFORE_NUMERALS: dict[str, frozenset[str]] = {
    "en": word_set(
        "no nos vol vols ch chap fig figs pp p pt bk sec art ed nr para eq ver ca c approx div hwy rte ext apt"
    ),
    "de": word_set("nr bd bde kap abs art abb s ziff vgl ca no jg nrn sp anm rn"),
    "pl": word_set("nr art ust s str t ok zob por pkt par rozdz rys poz r"),
    "el": word_set("σελ κεφ αρ αριθ άρθρο τ εικ βλ παρ"),
    "fr": word_set("no nos vol chap fig p pp art t h"),
    "es": word_set("n núm vol cap fig p pág págs art d"),
    "it": word_set("n vol cap fig p pag pagg art"),
    "pt": word_set("n vol cap fig p pág art"),
    "nl": word_set("nr vol hfdst fig p art"),
    "ru": word_set("гл рис табл стр с т ст п нач кон сер"),
}
"""Abbreviations that do not end a sentence where a numeral follows."""

BEFORE_NAMES: dict[str, frozenset[str]] = {
    "en": word_set(
        "mr mrs ms mme mlle messrs dr prof st rev ven hon gen brig col capt lt sgt cpl pvt maj adm cmdr supt insp det"
        " cllr sen gov rep pres amb ft"
    ),
    "de": word_set(
        "dr prof hr fr st ing dipl psych phys chem kfm päd soz abg bundestagsabg landtagsabg dt frz engl amerik russ"
        " mult ital span österr schweiz sog ehem geb verst bes"
    ),
    "pl": word_set(
        "prof dr inż mgr hab ul pl al os św ks gen płk ppłk płk kpt mjr por rtm bp abp kard red im np tzw tzn zob wg"
        " pt o śp hr"
    ),
    "el": word_set("κ κα κος κοι κυρ δρ αγ καθ πρ στρ αρχ"),
    "fr": word_set("m mm mme mmes mlle mlles dr pr me mgr st ste"),
    "es": word_set("sr sra srta dr dra d dña ud uds"),
    "it": word_set("sig sigg dott prof avv ing on"),
    "pt": word_set("sr sra dr dra prof profa"),
    "nl": word_set("dhr mevr mw dr prof ir"),
    "ru": word_set("г гр им проф акад тов св ул"),
}
"""Titles that do not end a sentence where a name follows."""

WEEKDAYS = frozenset({"Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun"})
"""English abbreviations that are words in small letters: they end no sentence where a lower-case word follows."""

BEFORE_LOWER_CASE: dict[str, frozenset[str]] = {
    "en": word_set(
        "ed eds mass conn inc co corp ltd ave rd blvd st dept govt univ bros approx est vol vols fig figs ft lb"
        " lbs oz hr hrs ln cts jr sr jan feb aug sept oct nov dec yd mi"
    ),
    "ru": word_set("т е д п др г гг в вв см ср напр рис стр тыс млн млрд руб трлн долл чел мин сек ч мес"),
    "pl": word_set(
        "np tzw tzn tj zob por ok tys mln mld art ust str nr wg ul al os św ks gen płk prof inż mgr hab red im godz min"
        " m in pt nast itp itd pkt r w"
    ),
    "el": word_set("βλ σελ κεφ αρ αριθ λπ δηλ π χ εκ χιλ δισ τηλ κ"),
}
"""Abbreviations that do not end a sentence where a lower-case word follows; nor does any single letter."""

ORDINARY: dict[str, frozenset[str]] = {
    "en": word_set("me ill mass wash miss ore ark fig sun sat wed mar gal cal no so go us am in"),
    "es": word_set("no"),
    "it": word_set("no"),
    "pt": word_set("no"),
}
"""Words in small letters that end a sentence before a capital, though an abbreviation is written like them."""

ENDS_LIST: dict[str, frozenset[str]] = {
    "de": word_set("usw etc"),
    "es": word_set("etc"),
    "fr": word_set("etc"),
    "it": word_set("ecc"),
    "nl": word_set("enz"),
    "pl": word_set("itd itp"),
    "pt": word_set("etc"),
    "el": word_set("λπ"),
    "ru": word_set("руб"),
}
"""Abbreviations that end a list, or a sum; before a capital they end the sentence too."""

NO_END_BEFORE_NUMBER: dict[str, frozenset[str]] = {
    "de": word_set(
        "ca etwa geb gest verst gegr vgl gem lt ab seit bis von zw zirka circa okt nov dez jan feb febr mär apr"
        " jun jul aug"
        " sep sept nr nrn bd bde kap abs art abb ziff anm jg sp vol hrsg aufl tel fax str evtl max min mind"
        " insg inkl zzgl"
        " abzgl zit bzw usw resp no par"
    )
}
"""Words that a number belongs to. For other languages the splitter knows."""

GERMAN_COUNTED = word_set(
    "januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert jahrhunderts"
    " jahrhunderte jahrhunderten jh jhd jhs jahrtausend jahrtausends mal male platz rang geburtstag geburtstags"
    " todestag"
    " jahrestag jahrestages lebensjahr lebensjahres stock stockwerk etage klasse spieltag minute stunde runde auflage"
    " weltkrieg weltkriegs weltkrieges hälfte quartal quartals tag tages woche internationale internationalen parteitag"
    " parteitages kongress kongresses wahlperiode legislaturperiode kapitel ausgabe band armee division bundesliga liga"
    " satz akt teil jahr jahres grad grades verhandlungstag"
)
"""Nouns that a German ordinal stands before."""

ENDS_BEFORE_OPENER: dict[str, frozenset[str]] = {
    "en": word_set("st ave rd ln blvd ct mass conn calif inc co corp ltd jr sr ed"),
    "de": word_set("mio mrd tsd jh jhdt chr usw etc a m cm km kg g ha ff"),
    "ru": word_set("г гг в вв руб"),
}
"""Abbreviations that end a sentence where a word follows that opens one and is no name: 5 Main St. She; 3 Mio. Das."""

GERMAN_OPENERS = word_set(
    "der die das den dem des ein eine einen einem einer er sie es wir ihr ich man im in am an auf aus bei mit"
    " nach seit von"
    " vor zu zum zur auch aber und oder doch dann so wer was wie wo wann warum nun hier dort da dies diese"
    " dieser dieses"
    " trotzdem deshalb deswegen danach damals dennoch später heute gestern jetzt allerdings zudem außerdem niemand"
    " keiner alle beide jeder viele"
    " nicht nur noch schon wenn als weil obwohl während durch für gegen ohne um"
)
"""Words in capitals that begin a German sentence, and no noun."""

OPENERS: dict[str, frozenset[str]] = {
    "en": word_set(
        "he she it they we you i the this that these those there nobody everybody everyone but and in on at when"
        " after then his her their its my our if as while no not"
    ),
    "de": GERMAN_OPENERS,
    "ru": word_set("он она они оно это мы вы я но а и там тогда после его её их никто все"),
}
"""Words in capitals that begin a sentence, and no name."""

LETTERED = word_set("plan vitamin hepatitis group class type grade team appendix exhibit section block terminal")
"""English words that a single letter stands behind."""

TIME_ZONES = word_set("ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST")
"""Behind a time of day; no sentence of their own."""

RULER_TITLES = word_set("king queen pope emperor empress tsar czar kaiser sultan shah")
RULERS_ONLY = word_set(
    "elizabeth napoleon ramses ramesses ptolemy darius xerxes justinian theodosius mehmed selim suleiman bayezid"
)
"""English names before a numeral that nobody else has with an initial."""

FRENCH_LETTERED = word_set(
    "vitamine vitamines hépatite groupe classe type plan catégorie équipe bloc série point lettre annexe section"
    " terminal bâtiment porte ligne hall note"
)
"""French words that a single letter stands behind."""

SAYING = (
    "asked|said|says|cried|replied|answered|shouted|whispered|added|exclaimed|demanded|murmured|muttered|called|asks"
    "|wrote|began|continued|inquired|remarked|snapped|screamed|wondered|repeated|returned|told|laughed|roared|sighed"
    "|yelled"
)
"""English verbs of speaking, as alternatives of a pattern."""
