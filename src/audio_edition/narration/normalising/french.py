"""The French table."""

from __future__ import annotations

from audio_edition.narration.languages import WORDS
from audio_edition.narration.normalising.table import Table, forms

MONTHS = WORDS["fr"].months

TABLE = Table(
    thousands=" .",
    point=",",
    to="à",
    minus="moins",
    by="sur",
    times="fois",
    ratio="à",
    about="environ",
    currencies=forms("""
        $ US$: dollar, dollars
        £: livre, livres
        €: euro, euros
        ¥: yen, yens
        """),
    cents=forms("""
        $ US$ €: centime, centimes
        £: penny, pence
        """),
    magnitudes=forms("""
        k K: mille
        M mln: million, millions
        Md Mds Mrd mrd: milliard, milliards
        """),
    of="de",
    percent=("pour cent", "pour cent"),
    per_mille=("pour mille", "pour mille"),
    units=forms("""
        km: kilomètre, kilomètres
        m: mètre, mètres
        cm: centimètre, centimètres
        mm: millimètre, millimètres
        kg: kilogramme, kilogrammes
        g: gramme, grammes
        mg: milligramme, milligrammes
        l L: litre, litres
        cl: centilitre, centilitres
        ml: millilitre, millilitres
        ha: hectare, hectares
        t: tonne, tonnes
        m² m2: mètre carré, mètres carrés
        km² km2: kilomètre carré, kilomètres carrés
        m³ m3: mètre cube, mètres cubes
        km/h: kilomètre à l'heure, kilomètres à l'heure
        m/s: mètre par seconde, mètres par seconde
        kWh: kilowattheure, kilowattheures
        MWh: mégawattheure, mégawattheures
        W: watt, watts
        kW: kilowatt, kilowatts
        MW: mégawatt, mégawatts
        GW: gigawatt, gigawatts
        Hz: hertz, hertz
        MHz: mégahertz, mégahertz
        GHz: gigahertz, gigahertz
        Ko ko: kilooctet, kilooctets
        Mo: mégaoctet, mégaoctets
        Go: gigaoctet, gigaoctets
        To: téraoctet, téraoctets
        s: seconde, secondes
        ms: milliseconde, millisecondes
        min: minute, minutes
        """),
    per="par",
    per_units={"h": "heure", "s": "seconde", "jour": "jour", "an": "an"},
    per_amounts={
        "mois": "mois", "semaine": "semaine", "nuit": "nuit", "personne": "personne", "heure": "heure",
        "kg": "kilogramme", "l": "litre", "t": "tonne", "m²": "mètre carré", "MWh": "mégawattheure",
    },
    titles={
        "M": "Monsieur", "MM": "Messieurs", "Mme": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle",
        "Mlles": "Mesdemoiselles", "Dr": "Docteur", "Pr": "Professeur", "Me": "Maître", "Mgr": "Monseigneur",
        "St": "Saint", "Ste": "Sainte",
    },
    references={
        "p": "page", "pp": "pages", "art": "article", "chap": "chapitre", "vol": "volume", "fig": "figure",
        "t": "tome", "al": "alinéa", "no": "numéro", "éd": "édition", "env": "environ", "tél": "téléphone",
    },
    abbreviations={
        "cf.": "confer", "env.": "environ", "av.J.-C.": "avant Jésus-Christ", "apr.J.-C.": "après Jésus-Christ",
        "c.-à-d.": "c'est-à-dire", "bd.": "boulevard",
    },
    eras={"avj-c": "avant Jésus-Christ", "aprj-c": "après Jésus-Christ"},
    months=MONTHS,
    month_names={name.lower(): at for at, name in enumerate(MONTHS, 1)}
    | {"janv": 1, "févr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "déc": 12},
    fractions={(1, 2): "un demi", (1, 3): "un tiers", (2, 3): "deux tiers", (1, 4): "un quart",
               (3, 4): "trois quarts", (1, 5): "un cinquième", (1, 10): "un dixième"},
    half_more="et demi",
)  # fmt: skip
