"""What a reader is told of how a figure was read: every note on a quantity, in Arabic, in one place."""

from __future__ import annotations

SEPARATOR = "؛ "
"""Between the notes of one quantity."""

# units
CENTIMES = "السنتيم جزء من مئة من الدرهم"
RYALS = "الريال في الاستعمال الشعبي جزء من عشرين من الدرهم"
PERCENTAGE_POINT = "نقطة مئوية: فرق بين نسبتين"
DIRHAMS_AND_CENTIMES = "الدراهم والسنتيمات مبلغ واحد"

# what neighbours share
SHARED_MULTIPLIER = "المضاعف مأخوذ من الرقم الذي يليه"
PERHAPS_SHARED = "قد يكون المضاعف المكتوب بعد الرقم التالي مشتركا بينهما؛ قرئ الرقم بدونه"
CARRIED_CURRENCY = "العملة مأخوذة من المبلغ السابق"
CARRIED_MULTIPLIER = "المضاعف والعملة مأخوذان من المبلغ السابق؛ قد يكون الرقم كما هو مكتوب"
CARRIED_PERCENT = "النسبة المئوية مأخوذة من الرقم السابق؛ قد يكون عددا"
SLASH = "عددان بينهما خط مائل: قرئا طرفي مجال، وقد يكون الأول جزءا من الثاني"
RANGE_TURNED = "طرفا المجال مكتوبان معكوسين"

# digits
THOUSANDS_OR_LIST = "الفاصلة العربية قد تفصل الآلاف أو عناصر لائحة؛ قرئت فاصلة آلاف"
TWO_FIGURES = "بين الرقمين فاصلة عربية؛ قرئا رقمين منفصلين"
BLANK_IN_THOUSANDS = "داخل الآلاف فراغ زائد"
ONE_SIGN_FOR_TWO = "العلامة نفسها للآلاف وللكسر؛ قرئت '00' الأخيرة كسرا عشريا"


LAST_TWO_A_FRACTION = "العلامة نفسها للآلاف وللكسر؛ قرئ الرقمان الأخيران كسرا عشريا"


def foreign(currency: str) -> str:
    """A currency that the model has no unit for."""
    return f"العملة ({currency}) لا وحدة لها في النموذج؛ بقي المبلغ كما هو"


def turned(written: str, read: str) -> str:
    """'000 22': the groups of thousands stand in the wrong order, with no other way to read them."""
    return f"مجموعات الآلاف مكتوبة معكوسة: '{written}' هو {read}"


def perhaps_turned(written: str, read: str) -> str:
    """'500 22': they may stand in the wrong order."""
    return f"قرئ '{written}' على أنه آلاف مكتوبة معكوسة، أي {read}؛ وقد يكون رقمين"


def blank(written: str, read: str) -> str:
    """'5 ,3 مليون': a stray blank beside the decimal sign."""
    return f"فراغ زائد: '{written}' هو {read}"


def perhaps_two(written: str, read: str) -> str:
    """'12, 5': a decimal with a stray blank, or two figures."""
    return f"قرئ '{written}' على أنه {read}؛ وقد يكون رقمين"


def wire(written: str, read: str, longer: bool = False) -> str:
    """'2ر715': the wire agency's decimal point."""
    why = "، والطرف الأطول هو العدد الصحيح" if longer else ""
    return f"الراء فاصلة عشرية: '{written}' هو {read}{why}"


def wire_doubt(written: str, read: str, other: str) -> str:
    """'3ر5': both sides are as long."""
    return f"قرئ '{written}' على أنه {read} لأن الوكالة تكتب الكسر أولا في الغالب؛ وقد يكون {other}"


def either(written: str, read: str, other: str) -> str:
    """A figure that can be read in two ways, and which was taken."""
    return f"قرئ '{written}' على أنه {read}؛ وقد يكون {other}"


def malformed(written: str) -> str:
    """A figure that no reading fits."""
    return f"'{written}' لا يوافق أي طريقة لكتابة الأرقام؛ تركت القيمة فارغة"


def units_behind_multiplier(digits: str) -> str:
    """'مليون و500 درهم'."""
    return f"قرئت 'و{digits}' بعد المضاعف آحادا؛ وقد تعني الآلاف في الاستعمال الشعبي"


def dual(word: str) -> str:
    """'مليونا درهم'."""
    return f"'{word}' قبل المعدود مثنى: اثنان"


def fraction(numerator: int, denominator: int) -> str:
    """'ثلثا الصناع'."""
    return f"كسر مكتوب بالحروف: {numerator}/{denominator} من المجموع"


def out_of_each(part: str, whole: str) -> str:
    """'3 من كل 4'."""
    return f"نسبة مكتوبة عددين: {part} من كل {whole}"


CONJUNCTION_LEFT_OUT = "قرئ جزءا الرقم رقما واحدا سقطت منه الواو"
ONE_FIGURE = "رقم واحد مكتوب في جزأين"
