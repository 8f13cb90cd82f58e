"""The German table."""

from __future__ import annotations

from audio_edition.narration.languages import WORDS
from audio_edition.narration.normalising.table import Table, forms
from audio_edition.text.pattern import pattern

MONTHS = WORDS["de"].months
BEHIND_EIN = pattern(r"(?<!\w)(?:[Ee]in|[Ss]ein|[Ii]hr|[Kk]ein) \Z")
"""Where an adjective has the strong ending: ein siebter, ein neunzehntes."""

TABLE = Table(
    thousands=". ",
    point=",",
    to="bis",
    by="mal",
    times="mal",
    ratio="zu",
    about="etwa",
    currencies=forms("""
        $ US$: Dollar, Dollar
        £: Pfund, Pfund
        €: Euro, Euro
        ¥: Yen, Yen
        """),
    cents=forms("""
        $ US$ € ¢: Cent, Cent
        £: Pence, Pence
        """),
    magnitudes=forms("""
        Tsd. Tsd: tausend
        Mio. Mio Mill.: Million, Millionen
        Mrd. Mrd: Milliarde, Milliarden
        Bio.: Billion, Billionen
        """),
    percent=("Prozent", "Prozent"),
    per_mille=("Promille", "Promille"),
    units=forms("""
        km: Kilometer, Kilometer
        m: Meter, Meter
        cm: Zentimeter, Zentimeter
        mm: Millimeter, Millimeter
        µm μm: Mikrometer, Mikrometer
        nm: Nanometer, Nanometer
        kg: Kilogramm, Kilogramm
        g: Gramm, Gramm
        mg: Milligramm, Milligramm
        l L: Liter, Liter
        ml: Milliliter, Milliliter
        ha: Hektar, Hektar
        t: Tonne, Tonnen
        m² m2 qm: Quadratmeter, Quadratmeter
        km² km2: Quadratkilometer, Quadratkilometer
        m³ m3: Kubikmeter, Kubikmeter
        km/h: Kilometer pro Stunde, Kilometer pro Stunde
        m/s: Meter pro Sekunde, Meter pro Sekunde
        kWh: Kilowattstunde, Kilowattstunden
        MWh: Megawattstunde, Megawattstunden
        W: Watt, Watt
        kW: Kilowatt, Kilowatt
        MW: Megawatt, Megawatt
        GW: Gigawatt, Gigawatt
        Hz: Hertz, Hertz
        kHz: Kilohertz, Kilohertz
        MHz: Megahertz, Megahertz
        GHz: Gigahertz, Gigahertz
        KB kB: Kilobyte, Kilobyte
        MB: Megabyte, Megabyte
        GB: Gigabyte, Gigabyte
        TB: Terabyte, Terabyte
        ms: Millisekunde, Millisekunden
        Min. min: Minute, Minuten
        Std.: Stunde, Stunden
        Sek. s: Sekunde, Sekunden
        PS: P S, P S
        ct Ct: Cent, Cent
        """),
    per="pro",
    per_units={"h": "Stunde", "s": "Sekunde", "Tag": "Tag", "Jahr": "Jahr"},
    per_amounts={
        "Stunde": "Stunde", "Std.": "Stunde", "Woche": "Woche", "Monat": "Monat", "Mon.": "Monat", "Nacht": "Nacht",
        "Person": "Person", "kg": "Kilogramm", "l": "Liter", "Liter": "Liter", "t": "Tonne", "Tonne": "Tonne",
        "m²": "Quadratmeter", "qm": "Quadratmeter", "km": "Kilometer", "kWh": "Kilowattstunde", "Stück": "Stück",
    },
    titles={
        "Prof": "Professor", "Dr": "Doktor", "Hr": "Herr", "Fr": "Frau", "St": "Sankt", "Ing": "Ingenieur",
        "Dipl": "Diplom", "Gen": "General", "Hl": "Heilige", "Bundestagsabg": "Bundestagsabgeordnete",
        "Abg": "Abgeordnete", "Landtagsabg": "Landtagsabgeordnete",
    },
    references={
        "S": "Seite", "Bd": "Band", "Bde": "Bände", "Kap": "Kapitel", "Abb": "Abbildung", "Art": "Artikel",
        "Abs": "Absatz", "Nr": "Nummer", "Tab": "Tabelle", "Ziff": "Ziffer", "Aufl": "Auflage", "Hg": "Herausgeber",
        "Anm": "Anmerkung", "Fn": "Fußnote", "Rn": "Randnummer", "Az": "Aktenzeichen", "Tel": "Telefon",
    },
    abbreviations={
        "v.a.": "vor allem", "i.d.R.": "in der Regel", "o.ä.": "oder ähnlich", "u.U.": "unter Umständen",
        "z.T.": "zum Teil", "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive", "sog.": "sogenannte",
        "etc.": "et cetera", "o.g.": "oben genannte", "m.E.": "meines Erachtens", "geb.": "geboren",
        "gest.": "gestorben", "Jh.": "Jahrhundert", "Str.": "Straße", "i.e.": "das heißt", "Jhd.": "Jahrhundert",
        "ehem.": "ehemalige", "dt.": "deutsche", "frz.": "französische", "engl.": "englische", "russ.": "russische",
        "ital.": "italienische", "span.": "spanische", "amerik.": "amerikanische", "österr.": "österreichische",
        "Co.": "Co", "Dr.med.": "Doktor med", "Dr.jur.": "Doktor jur", "Dr.phil.": "Doktor phil",
        "Dr.h.c.": "Doktor honoris causa", "h.c.": "honoris causa",
        "Dr.h.c.mult.": "Doktor honoris causa multiplex", "h.c.mult.": "honoris causa multiplex",
        "Dr.-Ing.": "Doktor Ingenieur", "Dr.rer.nat.": "Doktor rer nat", "n.V.": "nach Verlängerung",
        "i.E.": "im Elfmeterschießen",
    },
    eras={"vchr": "vor Christus", "nchr": "nach Christus", "vuz": "vor unserer Zeitrechnung",
          "nuz": "nach unserer Zeitrechnung"},
    months=MONTHS,
    month_names={name.lower(): at for at, name in enumerate(MONTHS, 1)}
    | {"jan": 1, "feb": 2, "apr": 4, "aug": 8, "sept": 9, "okt": 10, "nov": 11, "dez": 12},
    fractions={(1, 2): "einen halben", (1, 3): "ein Drittel", (2, 3): "zwei Drittel", (1, 4): "ein Viertel",
               (3, 4): "drei Viertel", (1, 5): "ein Fünftel", (1, 8): "ein Achtel", (1, 10): "ein Zehntel"},
    half_more="einhalb",
)  # fmt: skip
