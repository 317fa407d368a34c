"""Names in Arabic for the codes of the fact model, so that a reader of the index or of a dashboard needs no code book."""

from __future__ import annotations

REGIONS = {
    "MA-01": "طنجة تطوان الحسيمة",
    "MA-02": "الشرق",
    "MA-03": "فاس مكناس",
    "MA-04": "الرباط سلا القنيطرة",
    "MA-05": "بني ملال خنيفرة",
    "MA-06": "الدار البيضاء سطات",
    "MA-07": "مراكش آسفي",
    "MA-08": "درعة تافيلالت",
    "MA-09": "سوس ماسة",
    "MA-10": "كلميم واد نون",
    "MA-11": "العيون الساقية الحمراء",
    "MA-12": "الداخلة وادي الذهب",
}
"""ISO 3166-2:MA, the twelve regions since 2015."""

KINDS = {
    "turnover": "رقم المعاملات",
    "exports": "الصادرات",
    "budget": "الميزانية",
    "price": "الثمن",
    "workforce": "الصناع",
    "jobs": "مناصب الشغل",
    "trainees": "المتدربون",
    "beneficiaries": "المستفيدون",
    "participants": "المشاركون",
    "visitors": "الزوار",
    "registrations": "المسجلون",
    "facilities": "البنيات",
    "activities": "الأنشطة",
    "programmes": "البرامج",
    "organisations": "الهيئات",
    "products": "المنتوجات",
    "share": "الحصة",
    "growth": "النمو",
    "other": "أرقام أخرى",
    "event": "حدث",
    "agreement": "اتفاقية",
    "project": "مشروع",
    "legal": "نص قانوني",
    "publication": "إصدار",
}

UNITS = {
    "MAD": "درهم",
    "EUR": "أورو",
    "USD": "دولار",
    "percent": "في المئة",
    "person": "شخص",
    "facility": "بنية",
    "activity": "نشاط",
    "programme": "برنامج",
    "organisation": "هيئة",
    "item": "وحدة",
}

STATUSES = {"achieved": "منجز", "in_progress": "في طور الإنجاز", "planned": "مبرمج", "target": "هدف"}

FACILITIES = {
    "complex": "مجمع",
    "village": "قرية",
    "dar_sanaa": "دار الصانعة",
    "fondouk": "فندق",
    "training_centre": "مركز تكوين",
    "exhibition_space": "فضاء عرض",
    "support_centre": "مركز دعم",
    "activity_zone": "منطقة أنشطة",
    "workshop": "ورشة",
    "institute": "معهد",
    "museum": "متحف",
    "other": "بنية أخرى",
}
