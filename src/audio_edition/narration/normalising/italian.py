"""The Italian table."""

from __future__ import annotations

from audio_edition.narration.languages import WORDS
from audio_edition.narration.normalising.table import Table, forms

MONTHS = WORDS["it"].months

TABLE = Table(
    thousands=". ",
    point=",",
    to="a",
    plus="più",
    minus="meno",
    by="per",
    times="volte",
    ratio="a",
    about="circa",
    currencies=forms("""
        $ US$: dollaro, dollari
        £: sterlina, sterline
        €: euro, euro
        ¥: yen, yen
        """),
    cents=forms("""
        $ US$ €: centesimo, centesimi
        £: penny, pence
        """),
    cents_after="e",
    magnitudes=forms("""
        mln M milioni: milione, milioni
        mld miliardi: miliardo, miliardi
        """),
    of="di",
    percent=("per cento", "per cento"),
    per_mille=("per mille", "per mille"),
    units=forms("""
        km: chilometro, chilometri
        m: metro, metri
        cm: centimetro, centimetri
        mm: millimetro, millimetri
        kg: chilogrammo, chilogrammi
        g: grammo, grammi
        mg: milligrammo, milligrammi
        l L: litro, litri
        ml: millilitro, millilitri
        ha: ettaro, ettari
        t: tonnellata, tonnellate
        m² m2 mq: metro quadrato, metri quadrati
        km² km2 kmq: chilometro quadrato, chilometri quadrati
        m³ m3: metro cubo, metri cubi
        km/h: chilometro all'ora, chilometri all'ora
        m/s: metro al secondo, metri al secondo
        kWh: chilowattora, chilowattora
        W: watt, watt
        kW: chilowatt, chilowatt
        MW: megawatt, megawatt
        GW: gigawatt, gigawatt
        Hz: hertz, hertz
        MHz: megahertz, megahertz
        GHz: gigahertz, gigahertz
        MB: megabyte, megabyte
        GB: gigabyte, gigabyte
        TB: terabyte, terabyte
        s: secondo, secondi
        min: minuto, minuti
        """),
    per="per",
    per_amounts={
        "mese": "mese", "anno": "anno", "settimana": "settimana", "notte": "notte", "persona": "persona", "ora": "ora",
        "kg": "chilogrammo", "l": "litro", "t": "tonnellata", "m²": "metro quadrato",
    },
    per_units={"h": "ora", "s": "secondo", "giorno": "giorno"},
    titles={
        "sig": "signor", "Sig": "signor", "sigg": "signori", "dott": "dottor", "Dott": "dottor", "prof": "professor",
        "Prof": "professor", "avv": "avvocato", "Avv": "avvocato", "ing": "ingegner", "Ing": "ingegner",
        "on": "onorevole", "On": "onorevole", "dr": "dottor", "Dr": "dottor", "mons": "monsignor", "gen": "generale",
    },
    references={
        "p": "pagina", "pp": "pagine", "pag": "pagina", "pagg": "pagine", "art": "articolo", "artt": "articoli",
        "cap": "capitolo", "vol": "volume", "fig": "figura", "n": "numero", "nn": "numeri", "tel": "telefono",
    },
    abbreviations={
        "a.C.": "avanti Cristo", "d.C.": "dopo Cristo", "sig.ra": "signora", "Sig.ra": "signora", "es.": "esempio",
        "p.es.": "per esempio", "S.p.A.": "società per azioni", "cfr.": "confronta",
    },
    eras={"ac": "avanti Cristo", "dc": "dopo Cristo"},
    months=MONTHS,
    month_names={name.lower(): at for at, name in enumerate(MONTHS, 1)},
    fractions={(1, 2): "mezzo", (1, 3): "un terzo", (2, 3): "due terzi", (1, 4): "un quarto",
               (3, 4): "tre quarti", (1, 5): "un quinto", (1, 10): "un decimo"},
    half_more="e mezzo",
)  # fmt: skip
