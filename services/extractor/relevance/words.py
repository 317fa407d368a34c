"""What the sector, its people and its workshops are called, and what takes weight from it."""

from __future__ import annotations

from services.extractor.lexicon import words

SECTOR = {
    "صناعه": words("تقليدية تقلدية حرفية يدوية"),
    "صناعات": words("تقليدية تقلدية حرفية يدوية"),
    "حرف": words("يدوية تقليدية خدماتية فنية مهددة"),
    "مهن": words("تقليدية يدوية"),
    "اشغال": words("يدوية"),
    "منتوج": words("تقليدي حرفي"),
    "منتوجات": words("تقليدية حرفية"),
    "منتجات": words("تقليدية حرفية يدوية"),
    "منتج": words("تقليدي حرفي"),
    "مقاولات": words("حرفية"),
    "مقاوله": words("حرفية"),
    "قطاع": words("حرفي"),
    "تراث": words("حرفي"),
    "موروث": words("حرفي"),
    "معارف": words("حرفية"),
    "ابداع": words("حرفي"),
    "تعاونيات": words("حرفية"),
    "تعاونيه": words("حرفية"),
}
"""A noun and the adjectives that make it name the sector."""
ARTISANS = words(
    """
    حرفيين حرفيون حرفيات حرفيو حرفيي حرفة صانعات صانعة معلمين خزافين خزافون نساجات نساجين دباغين خرازين صاغة طرازات
    زلايجية خياطات صائغ صائغا صائغو دباغو دباغي خزاف خزافا خزافو خرازو نساج نساجة نحاسون نحاسين نحاسو حدادو
    """
)
MAKERS = words("صناع صانع صانعا صانعين")
COUNTED = words("حرفي حرفيا حرفية")
"""Artisans only behind a figure (800 حرفي): alone they are adjectives and adverbs."""
TRADES = words("حرف حرفة مهن مهنة")
"""Trades of the sector where the name of a craft follows."""
OTHER_SECTORS = words(
    """
    السياحة الفلاحة التجارة الصيد الصناعة الخدمات الثقافة النقل الطاقة المعادن البناء الزراعة الرياضة الصحة التعليم الشباب
    البحري السياحي الفلاحي
    """
)
"""Beside one of them the sector is an item of a list of sectors."""
OTHER_MAKERS = words(
    """
    القرار القرارات المحتوى الأفلام السينما السياسات الدراما الترفيه المجد الأمل الألعاب الحدث الفرجة السيارات الأدوية
    محتوى قرار أفلام اللعب ألعاب
    """
)
"""صناع القرار are no artisans."""
BODIES = ("handicraft_chamber", "chambers_federation", "handicraft_delegation", "handicraft_directorate", "maison_artisan")
MINISTRY_HEADS = words("وزارة وزير وزيرة وزراء كتابة كاتب كاتبة وزيرا الوزارة الوزيرة الوزير")
MINISTRY_REACH = 12
"""Tokens behind a ministry's head noun in which its name may still run."""
EVERYDAY = words(
    """
    wood leather weaving wool silk gold silver marble plaster lime tailoring furniture metal candles cosmetics
    jewellery brick wrought_iron gemstones stone building boats fishing_nets dyeing paper recycling distillation
    decoration blades instruments tents dolls
    """
)
"""Materials and trades that other news is full of too (timber, textiles, gold prices)."""

OTHER_TRADES = words(
    """
    تجار تاجر تجارا فلاحين فلاحون فلاحو سائقين سائقون سائقو محامين محامون أطباء طبيب صيادلة موظفين موظفون متقاعدين بحارة صيادين صيادون
    مقاولين مقاولون عمال مستخدمين أجراء طلبة موثقين مهندسين
    """
)
"""Beside one of them artisans are an item of a list of trades: 'الفلاحين والتجار والحرفيين'."""
LANDMARKS = words("أمام قرب بالقرب جانب جوار محاذاة مقابل قبالة خلف قبيل مؤدية حي ساحة شارع باب مخرج مدخل مدارة محيط")
"""Behind one of them the sector's house or quarter says where something else happened."""
LANDMARK_REACH = 3
GIFTS = words("هدية هدايا تذكار تذكارات")
WORKSHOP = words(
    """
    ورشة ورشات نول أنوال خيط خيوط غرز غرزة إبرة مطرقة مطارق سندان إزميل منقاش مقص زخرفة زخارف نقوش نقش منقوشة تحفة تحف يدوي يدوية
    حرفة مهارة مهارات دكان دكاكين أجداد متوارثة توارث معلم معلمين معلمو معلمون متدرج متدرجين مرصع مرصعة مطرز مطرزة مطعم مطعمة
    منسوج منسوجة منسوجات تدرج حرير اندثار انقراض
    """
)
FAIR = words("تعاونية تعاونيات منخرطة منخرطات معرض عارض عارضا عارضين رواق أروقة منتوج منتوجات منتجات تصاميم مصممة قطعة عروس")
"""What is in workshops and at fairs: little by itself, but it shows that a craft is what an article goes on about."""
