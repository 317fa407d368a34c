"""Words of turnover: what a sector, a fair or a cooperative sells."""

from services.extractor.lexicon import entries

WORDS = (
    *entries(
        "turnover.before",
        "رقم المعاملات|رقم معاملات|حجم المعاملات|حجم معاملات|أرقام معاملات|أرقام المعاملات",
        "رقم الأعمال|رقم أعمال",
        "مبيعات|حجم المبيعات|مشتريات|قيمة سوقية|القيمة السوقية|قيمة المبيعات",
        "مداخيل|إيرادات|مدخول",
        "صفقات|طلبية|طلبيات|عقود بيع",
        "معاملات تجارية|المعاملات التجارية|رواج تجاري",
    ),
    *entries("turnover.sold", "باع|باعت|باعوا|بعن"),
)
