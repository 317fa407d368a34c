"""Words of visitors."""

from services.extractor.lexicon import entries

WORDS = (
    *entries("visitors.noun", "زائر|زائرا|زوار|زائرين|زائرة|زائرات", "سائح|سائحا|سياح|سائحة", "وافد|وافدا|وافدين"),
    *entries("visitors.before", "زار|زارت|زاره|زارها|زاروا|يزور|تزور|استقبل|استقبلت|استقطب|استقطبت|توافد|يستقبل|تستقبل|زيارة"),
)
