"""Numbers, names and dates become the words a good reader says.

Enters: clean sentences. Leaves: the same with money, units, years, times, dates, titles and the like in words. One
module per class of token, one table per language; every class can be switched off (the setting ``normalise``).
"""
