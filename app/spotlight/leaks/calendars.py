"""Names of months, days and numbers, folded, in the languages of stories and in four calendars."""

import re
from functools import cache

from babel import Locale

from app.incidents.matching.folding import normalise

LOCALES = ("en", "fr", "es", "ar", "ar_SY", "ar_MA", "ar_DZ", "ar_MR", "sw")
# Everyday words or names as well: a month only beside a number, or with a capital after a word that leads to a date.
DOUBTFUL = frozenset(
    ["march", "may", "mar", "mai", "mei", "mars", "sept", "set", "ago", "ene", "dec", "jan", "sep", "oct", "nov", "jun",
     "jul", "aug", "apr", "feb", "des", "tir", "mehr", "dey", "azar", "aban", "bahman", "safar", "rajab", "shaban",
     "sene", "hidar", "hamle", "مهر", "تير", "دي", "صفر", "آب", "اب", "آذر", "اذر", "بهمن", "april", "june", "abril",
     "julio", "august", "augusto", "juin", "juni", "ago", "avr", "juil", "abr", "okt", "apr", "تموز", "محرم", "رجب"]
)  # fmt: skip
HIJRI = (
    "muharram", "mouharram", "safar", "rabi al awwal", "rabi al thani", "rabi al akhir", "rabia al awal",
    "jumada al ula", "jumada al awwal", "jumada al thani", "jumada al akhira", "rajab", "shaban", "chaabane",
    "shaaban", "ramadan", "ramadhan", "ramazan", "ramadhani", "shawwal", "chawwal", "dhu al qadah", "dhul qadah",
    "dhu al hijjah", "dhul hijjah", "zulhijjah", "محرم", "صفر", "ربيع الأول", "ربيع الثاني", "ربيع الآخر",
    "جمادى الأولى", "جمادى الآخرة", "جمادى الثانية", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذي القعدة",
    "ذو الحجة", "ذي الحجة", "рамадан", "раджаб",
)  # fmt: skip
PERSIAN = (
    "farvardin", "ordibehesht", "khordad", "tir", "mordad", "amordad", "shahrivar", "mehr", "aban", "azar", "dey",
    "bahman", "esfand", "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن",
    "اسفند",
)  # fmt: skip
ETHIOPIAN = (
    "meskerem", "tikimt", "tikemt", "hidar", "tahsas", "tir", "yekatit", "megabit", "miyazya", "miazia", "ginbot",
    "genbot", "sene", "hamle", "nehase", "pagume", "pagumen", "መስከረም", "ጥቅምት", "ኅዳር", "ህዳር", "ታኅሣሥ", "ታህሳስ", "ጥር",
    "የካቲት", "መጋቢት", "ሚያዝያ", "ግንቦት", "ሰኔ", "ሐምሌ", "ነሐሴ", "ጳጉሜን",
)  # fmt: skip
RUSSIAN = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря", "январе", "феврале", "марте", "апреле", "мае", "июне", "июле", "августе", "сентябре", "октябре",
    "ноябре", "декабре", "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
    "ноябрь", "декабрь",
)  # fmt: skip
MORE_DAYS = ("alkhamisi", "ijumaa", "понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
NOT_DAYS = frozenset({"sun", "sat", "mon", "mar", "lun", "dim", "dom"})
# Words that lead to a date, so that a doubtful month after them is one.
LEADING = frozenset(
    normalise(word)
    for word in re.findall(
        r"\S+",
        """in of since until till by during last next early late mid this on before after en de desde hasta el
    del fin début debut le depuis dès mwezi wa tarehe fi في من منذ حتى شهر خلال в с до к""",
    )
)
# Numbers in words, enough for an age or a day.
NUMBERS = frozenset(
    normalise(word)
    for word in re.findall(
        r"\S+",
        """ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty
    fifty sixty seventy eighty ninety dix onze douze treize quatorze quinze seize vingt trente quarante cinquante
    soixante quatre-vingt diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte
    veintiún veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve
    treinta cuarenta cincuenta sesenta setenta ochenta noventa kumi ishirini thelathini arobaini hamsini sitini sabini
    themanini tisini عشرين عشرون ثلاثين ثلاثون أربعين أربعون خمسين خمسون ستين ستون سبعين سبعون ثمانين ثمانون""",
    )
)


@cache
def months() -> frozenset[str]:
    """Return every month name, folded; names of several words hold one space between them."""
    found = {normalise(name) for calendar in (HIJRI, PERSIAN, ETHIOPIAN, RUSSIAN) for name in calendar}
    for locale in LOCALES:
        for context in Locale.parse(locale).months.values():
            for width in ("wide", "abbreviated"):
                found |= {_plain(name) for name in context[width].values()}
    return frozenset(name for name in found if len(name) > 1 and not name.isdigit())


@cache
def weekdays() -> frozenset[str]:
    """Return the full names of the days of the week, folded."""
    found = {normalise(name) for name in MORE_DAYS}
    for locale in LOCALES:
        found |= {_plain(name) for name in Locale.parse(locale).days["format"]["wide"].values()}
    return frozenset(found - NOT_DAYS)


def _plain(name: str) -> str:
    return normalise(name).rstrip(".")


@cache
def doubtful() -> frozenset[str]:
    """Return the months that are everyday words as well, folded."""
    return frozenset(map(normalise, DOUBTFUL))
