"""The English table."""

from __future__ import annotations

from audio_edition.narration.languages import ENGLISH as WORDS
from audio_edition.narration.normalising.table import Table, forms

MONTHS = WORDS.months
WEEKDAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thur": "Thursday",
    "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip

TABLE = Table(
    thousands=",",
    point=".",
    to="to",
    by="by",
    times="times",
    ratio="to",
    about="about",
    currencies=forms("""
        $ US$: dollar, dollars
        £: pound, pounds
        €: euro, euros
        ¥: yen, yen
        ₹: rupee, rupees
        ₽: rouble, roubles
        A$ AU$: Australian dollar, Australian dollars
        C$ CA$: Canadian dollar, Canadian dollars
        NZ$: New Zealand dollar, New Zealand dollars
        HK$: Hong Kong dollar, Hong Kong dollars
        """),
    cents=forms("""
        $ US$ € A$ AU$ C$ CA$ NZ$ HK$ ¢: cent, cents
        £ p: penny, pence
        """),
    cents_after="and",
    magnitudes=forms("""
        k K thousand: thousand
        m M mn mln million: million
        bn b B billion: billion
        tn trn T trillion: trillion
        """),
    percent=("percent", "percent"),
    per_mille=("per mille", "per mille"),
    units=forms("""
        km: kilometer, kilometers
        m: meter, meters
        cm: centimeter, centimeters
        mm: millimeter, millimeters
        µm μm: micrometer, micrometers
        nm: nanometer, nanometers
        ft: foot, feet
        yd yds: yard, yards
        mi: mile, miles
        in.: inch, inches
        kg kgs: kilogram, kilograms
        g: gram, grams
        mg: milligram, milligrams
        µg μg mcg: microgram, micrograms
        lb lbs: pound, pounds
        oz: ounce, ounces
        l L: liter, liters
        cl: centiliter, centiliters
        ml mL: milliliter, milliliters
        ha: hectare, hectares
        m² m2: square meter, square meters
        km² km2: square kilometer, square kilometers
        cm² cm2: square centimeter, square centimeters
        m³ m3: cubic meter, cubic meters
        cts: cent, cents
        sq_km: square kilometer, square kilometers
        sq_ft: square foot, square feet
        sq_mi: square mile, square miles
        sq_m: square meter, square meters
        mph: mile per hour, miles per hour
        km/h kph kmh: kilometer per hour, kilometers per hour
        m/s: meter per second, meters per second
        kWh: kilowatt hour, kilowatt hours
        MWh: megawatt hour, megawatt hours
        GWh: gigawatt hour, gigawatt hours
        TWh: terawatt hour, terawatt hours
        W: watt, watts
        kW: kilowatt, kilowatts
        MW: megawatt, megawatts
        GW: gigawatt, gigawatts
        Hz: hertz, hertz
        kHz: kilohertz, kilohertz
        MHz: megahertz, megahertz
        GHz: gigahertz, gigahertz
        KB kB: kilobyte, kilobytes
        MB: megabyte, megabytes
        GB: gigabyte, gigabytes
        TB: terabyte, terabytes
        Mbps Mbit/s: megabit per second, megabits per second
        Gbps Gbit/s: gigabit per second, gigabits per second
        ms: millisecond, milliseconds
        sec secs: second, seconds
        min mins: minute, minutes
        hr hrs: hour, hours
        yr yrs: year, years
        dB: decibel, decibels
        rpm: revolution per minute, revolutions per minute
        bpm: beat per minute, beats per minute
        kcal: kilocalorie, kilocalories
        kJ: kilojoule, kilojoules
        hPa: hectopascal, hectopascals
        kPa: kilopascal, kilopascals
        hp: horsepower, horsepower
        """),
    per="per",
    per_units={"h": "hour", "s": "second", "day": "day", "year": "year", "dL": "deciliter"},
    per_amounts={
        "hour": "hour", "hr": "hour", "week": "week", "wk": "week", "month": "month", "mo": "month", "yr": "year",
        "night": "night", "person": "person", "head": "head", "share": "share", "barrel": "barrel", "bbl": "barrel",
        "gallon": "gallon", "ton": "ton", "tonne": "tonne", "kg": "kilogram", "lb": "pound", "oz": "ounce",
        "litre": "litre", "liter": "liter", "mile": "mile", "kWh": "kilowatt hour", "MWh": "megawatt hour",
        "m²": "square meter",
    },
    titles={
        "Gen": "General", "Col": "Colonel", "Capt": "Captain", "Sen": "Senator", "Sens": "Senators",
        "Gov": "Governor", "Rep": "Representative", "Reps": "Representatives", "Hon": "Honorable", "Sgt": "Sergeant",
        "Lt": "Lieutenant", "Maj": "Major", "Cpl": "Corporal", "Pvt": "Private", "Adm": "Admiral", "Cmdr": "Commander",
        "Brig": "Brigadier", "Dr": "Doctor", "Drs": "Doctors", "Mr": "Mr", "Mrs": "Mrs", "Ms": "Ms",
        "Messrs": "Messrs", "Prof": "Professor", "Profs": "Professors", "Rev": "Reverend", "Pres": "President",
        "Fr": "Father", "Mt": "Mount", "Supt": "Superintendent", "Insp": "Inspector", "Det": "Detective",
        "Amb": "Ambassador", "Atty": "Attorney", "Cllr": "Councillor", "Ven": "Venerable", "Ft": "Fort",
        "Mme": "Madame", "Mlle": "Mademoiselle", "Pt": "Point", "Pfc": "Private First Class",
    },
    references={
        "p": "page", "pp": "pages", "pg": "page", "vol": "volume", "vols": "volumes", "ch": "chapter",
        "chap": "chapter", "chaps": "chapters", "fig": "figure", "figs": "figures", "eq": "equation",
        "eqs": "equations", "sec": "section", "secs": "sections", "sect": "section", "art": "article",
        "arts": "articles", "para": "paragraph", "paras": "paragraphs", "nos": "numbers", "ed": "edition",
        "bk": "book", "pt": "part", "ver": "version", "app": "appendix", "tab": "table", "cl": "clause",
        "approx": "approximately", "c": "circa", "ca": "circa", "no": "number", "op": "opus",
    },
    abbreviations={
        "Ltd.": "Limited", "Inc.": "Incorporated", "Corp.": "Corporation", "Co.": "Company", "Bros.": "Brothers",
        "dept.": "department", "Dept.": "Department", "Univ.": "University", "govt.": "government", "Jr.": "Junior",
        "Sr.": "Senior", "Ave.": "Avenue", "Blvd.": "Boulevard", "Rd.": "Road", "est.": "established",
        "w/o": "without", "w/": "with", "v.": "versus", "approx.": "approximately", "Assn.": "Association",
        "Gov't": "Government", "Mt.": "Mount", "Ph.D.": "PhD", "Gen.X": "Gen X",
        "Gen.Y": "Gen Y", "Gen.Z": "Gen Z", "Hwy.": "Highway", "Rte.": "Route", "Div.": "Division", "ext.": "extension",
        "Apt.": "Apartment", "Ln.": "Lane", "sq.ft.": "square feet", "sq.ft": "square feet", "sq.yd.": "square yards",
        "sq.mi.": "square miles", "sq.km": "square kilometers",
    },
    eras={"ad": "A.D", "bc": "BC", "bce": "BCE", "ce": "CE"},
    months=MONTHS,
    month_names={name.lower(): at for at, name in enumerate(MONTHS, 1)}
    | {name[:3].lower(): at for at, name in enumerate(MONTHS, 1)}
    | {"sept": 9},
    half_more="and a half",
)  # fmt: skip
