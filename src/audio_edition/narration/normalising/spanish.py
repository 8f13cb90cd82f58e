"""The Spanish table."""

from __future__ import annotations

from audio_edition.narration.languages import WORDS
from audio_edition.narration.normalising.table import Table, forms

MONTHS = WORDS["es"].months

TABLE = Table(
    thousands=". ",
    point=",",
    to="a",
    plus="más",
    minus="menos",
    by="por",
    times="veces",
    ratio="a",
    about="unos",
    currencies=forms("""
        $ US$: dólar, dólares
        £: libra, libras
        €: euro, euros
        ¥: yen, yenes
        """),
    cents=forms("""
        $ US$: centavo, centavos
        €: céntimo, céntimos
        £: penique, peniques
        """),
    cents_after="con",
    magnitudes=forms("""
        M mill. millones: millón, millones
        """),
    of="de",
    percent=("por ciento", "por ciento"),
    per_mille=("por mil", "por mil"),
    units=forms("""
        km: kilómetro, kilómetros
        m: metro, metros
        cm: centímetro, centímetros
        mm: milímetro, milímetros
        kg: kilogramo, kilogramos
        g: gramo, gramos
        mg: miligramo, miligramos
        l L: litro, litros
        ml: mililitro, mililitros
        ha: hectárea, hectáreas
        t: tonelada, toneladas
        m² m2: metro cuadrado, metros cuadrados
        km² km2: kilómetro cuadrado, kilómetros cuadrados
        m³ m3: metro cúbico, metros cúbicos
        km/h: kilómetro por hora, kilómetros por hora
        m/s: metro por segundo, metros por segundo
        kWh: kilovatio hora, kilovatios hora
        W: vatio, vatios
        kW: kilovatio, kilovatios
        MW: megavatio, megavatios
        GW: gigavatio, gigavatios
        Hz: hercio, hercios
        MHz: megahercio, megahercios
        GHz: gigahercio, gigahercios
        MB: megabyte, megabytes
        GB: gigabyte, gigabytes
        TB: terabyte, terabytes
        s: segundo, segundos
        min: minuto, minutos
        """),
    per="por",
    per_amounts={
        "mes": "mes", "semana": "semana", "noche": "noche", "persona": "persona", "hora": "hora",
        "kg": "kilogramo", "l": "litro", "t": "tonelada", "m²": "metro cuadrado", "MWh": "megavatio hora",
    },
    per_units={"h": "hora", "s": "segundo", "día": "día", "año": "año"},
    titles={
        "Sr": "señor", "Sra": "señora", "Srta": "señorita", "Sres": "señores", "Dr": "doctor", "Dra": "doctora",
        "D": "don", "Dña": "doña", "Prof": "profesor", "Gral": "general", "Av": "avenida", "Avda": "avenida",
        "Pdte": "presidente", "Sto": "santo", "Excmo": "excelentísimo",
        "Sta": "santa",
    },
    references={
        "pág": "página", "págs": "páginas", "p": "página", "pp": "páginas",
        "art": "artículo", "arts": "artículos",
        "cap": "capítulo", "vol": "volumen", "fig": "figura", "núm": "número", "t": "tomo", "ed": "edición",
        "tel": "teléfono", "tfno": "teléfono",
    },
    abbreviations={
        "EE.UU.": "Estados Unidos", "JJ.OO.": "Juegos Olímpicos", "Ud.": "usted", "Uds.": "ustedes",
        "a.C.": "antes de Cristo", "d.C.": "después de Cristo",
        "aprox.": "aproximadamente", "Cía.": "compañía", "C/": "calle",
    },
    eras={"ac": "antes de Cristo", "dc": "después de Cristo", "adec": "antes de Cristo"},
    months=MONTHS,
    month_names={name.lower(): at for at, name in enumerate(MONTHS, 1)},
    fractions={(1, 2): "medio", (1, 3): "un tercio", (2, 3): "dos tercios", (1, 4): "un cuarto",
               (3, 4): "tres cuartos", (1, 5): "un quinto", (1, 10): "un décimo"},
    half_more="y medio",
)  # fmt: skip
