# ruff: noqa: E501 - a row of the table is one line, so that a change to a craft is one line of a diff
"""The thesaurus of crafts and materials: one row a craft, its words beside its labels.

A row is `id | Arabic label | French | English | broader craft | words`, the words parted by `،`. A word stands in
normal orthography and without its article; `find_crafts` matches it with any conjunction, preposition, article or
possessive in front of or behind it. Marks in front of a word:

- `=`  only with its article, because the bare word is something else (البلغة, but بلغة is also "in the language of");
- `~`  only near a word of the trade (حرفة, صناعة, معرض, تقليدي …), because it is also an everyday word;
- `@`  a person who does the craft, singular: with an article or behind a given name it is mostly a family name;
- `>`  for the search index only: a word that the finder must not match, since it means too many things.

Sources of the vocabulary: the branches of the law 50-17 on the exercise of handicraft and the trades that the
chambers of handicraft register; labels are the field's own terms.
"""

from __future__ import annotations

from dataclasses import dataclass

_ROWS = """
pottery|الفخار والخزف|poterie et céramique|pottery||فخار، فخاريات، فخارية، =فخاري تقليدي، خزف، خزفيات، خزفي، خزفية، سيراميك، أواني طينية، طين محروق، طين المحروق، فخارين، فخاريون، خزافون، خزافين، خزافات، @خزاف، @خزافة، @فخار تقليدي، تشكيل الطين، صناعة الطين، تركيبة الطين، =طجين الطين، أفران الفخار، ~طواجن، طواجن الطين، طاجين الطين، =قدور الطينية
zellige|الزليج|zellige|zellige|building|زليج، زلايجية، زلايجي، =زليج البلدي، فسيفساء الزليج، @زلايجي، بلاط تقليدي، ~فسيفساء، زليجي
brick|الآجر والقرمود|brique et tuile|traditional brick and tile|building|قرمود، قراميد، آجر تقليدي، آجر البلدي، آجر التقليدي، بجماط، آجر الطيني
weaving|النسيج|tissage|weaving||نسيج، منسوجات، منسوج، نسيجية، نساج تقليدي، نساجون، نساجين، نساجات، @نساج، نساجة، حياكة، حياكات، حائكات، دراز، درازة، درازين، درازات، =مرمة، مناسج، منسج، أنوال، نول تقليدي، =نول، منتوجات النسج، نسج تقليدي، ~نسج، =مرمات، حنابل، ~=حنبل، ~أغطية، أغطية صوفية، أغطية الصوف
brocade|البروكار|brocart|brocade|weaving|بروكار، بروكارت، =موبرا، موبرة، ديباج، خريب، نسيج البروكار
carpets|الزرابي|tapis|carpets|weaving|زرابي، زربية، زرابية، زربيات، سجاد، سجادات، سجاجيد، كليم تقليدي، =كليم، بوشرويت، بوشرويط، حنديرة، حنديرات، ~بساط، =بسط التقليدية
wool|الصوف|laine|wool|weaving|صوف، أصواف، غزل الصوف، غزل والنسيج، خيوط صوفية، منسوجات صوفية، ~غزل، غزالات الصوف، وبر الإبل، وبر الجمال، ~وبر
silk|الحرير|soie|silk|weaving|حرير، حريرية، =صابرة، خيوط الصابرة، حرارين
dyeing|الصباغة والأصباغ الطبيعية|teinture naturelle|natural dyeing|weaving|صباغة الصوف، صباغة التقليدية، صباغة الجلد، صباغة الجلود، صباغة الثوب، صباغة الطبيعية، صباغة النسيج، صباغة الخيوط، صباغة خيوط، صباغة صوف، صباغة الحرير، أصباغ طبيعية، أصباغ نباتية، صباغات طبيعية، مواد الملونة، ملونات طبيعية، صباغين التقليديين، تلوين الصوف، نيلة، ~=صباغة
felt|اللبد|feutre|felt making|weaving|~لبد، لبادة، لبادين، لبادة الصوف
tents|الخيام التقليدية|tentes traditionnelles|tent making|weaving|خيام تقليدية، خيمة تقليدية، خيام الصحراوية، خيمة الصحراوية، خيام الوبر، صناعة الخيام، ~خيام، =خيام القايدية، خيام قايدية
tailoring|الخياطة التقليدية|couture traditionnelle|traditional tailoring||خياطة، خياطون، خياطين، خياطات، @خياط، خياطة التقليدية، لباس تقليدي، ألبسة تقليدية، ملابس تقليدية، أزياء تقليدية، زي تقليدي، لباس التقليدي، فصالة، تفصيل والخياطة، فصالة والخياطة، =بلدي النسائي
caftan|القفطان|caftan|caftan|tailoring|قفطان، قفاطين، قفطانات، تكشيطة، تكاشط، تكشيطات
djellaba|الجلابة|djellaba|djellaba|tailoring|جلابة، جلابات، جلاليب، جلباب، جلابيب، جلابا، =جلالب، جلابية
burnous|السلهام والبرنوس|burnous|burnous|tailoring|سلهام، سلاهم، برنوس، برانس، برانيس، خيدوس، =حايك، جبادور، جبدور، جابادور، كندورة، قندورة، كنادر، دراعة، دراعات، ملحفة، ملاحف، =تشامير
passementerie|العقادة والسفيفة|passementerie|braid and passementerie|tailoring|عقادة، عقادين، =عقاد، سفيفة، سفايف، قيطان، برشمان، عقد وسفيفة
embroidery|الطرز|broderie|embroidery||طرز، طروز، تطريز، مطرزات، مطرز، مطرزة، طرازات، طرازة، طرزات، طرز الفاسي، طرز الرباطي
gold_thread|الصقلي وخيط الذهب|fil d'or|gold thread|embroidery|طرز الصقلي، خيط الصقلي، ~=صقلي، خيط الذهب، خيوط الذهب، خيط ذهبي، خيوط ذهبية، خيوط الذهبية، طرز بالذهب، سقلي
lace|الراندة والكروشيه|dentelle et crochet|lace and crochet|embroidery|راندة، رندة، كروشيه، كروشي، دانتيل، دانتيلا، تريكو، ماكرامي، مكرمي
hats|الطربوش والشاشية|coiffures|hat making|tailoring|طربوش، طرابيش، شاشية، شواشي، قبعات تقليدية، قبعات الدوم، شاشيات
leather|الجلد|cuir|leather||جلد، جلود، جلدية، جلديات، جلدي، صناعات الجلدية، مدبوغ، جلد الماعز
tanning|الدباغة|tannerie|tanning|leather|دباغة، دباغون، دباغين، @دباغ، مدبغة، مدابغ، دار الدباغ، دار دبغ، =دبغ، دار الدبغ
babouches|البلغة|babouches|babouches|leather|=بلغة، بلاغي، بلغة فاسية، بلغة تقليدية، بلغة الفاسية، بلغات، شربيل، شرابل، شرابيل، خرازة، خرازون، خرازين، @خراز، أحذية تقليدية، حذاء تقليدي، أحذية جلدية، =صنادل الجلدية، صندلة
saddlery|السراجة|sellerie|saddlery|leather|سراجة، سروج، سرج تقليدي، سرج، سراجون، سراجين، @سراج تقليدي، صناعة السروج، بردعة، برادع، برادعية
maroquinerie|المصنوعات الجلدية|maroquinerie|leather goods|leather|شراطة، شراطين، حقائب جلدية، محافظ جلدية، حقائب الجلد، شكارة، شكارات
bookbinding|تسفير الكتب|reliure|bookbinding|leather|تسفير الكتب، فن التسفير، تسفير المصاحف، تجليد الكتب، سفارين، تجليد المصاحف
wood|الخشب|bois|woodwork||خشب، أخشاب، خشبية، خشبي، خشبيات، نجارة، نجارون، نجارين، @نجار، خشب الأرز، نقش على الخشب، حفر على الخشب
thuya|العرعار|thuya|thuya|wood|عرعار، خشب العرعار
marquetry|التطعيم والترصيع|marqueterie|marquetry|wood|تطعيم الخشب، ترصيع، ترصيع الخشب، تطعيم بالعاج، =ماركوتري، ماركتري، ماركيتري، تطعيم العرعار، خشب المطعم، خشب المرصع
woodturning|الخراطة|tournage|wood turning|wood|خراطة، خراطة الخشب، خراطين، خراطون، @خراط، مشربية، مشربيات، موشرابي
painted_wood|الزواق|bois peint|painted wood|wood|زواق، زواقة، زواقين، تزويق، خشب المصبوغ، خشب المزوق، زواق على الخشب
woodcarving|النقش على الخشب|bois sculpté|wood carving|wood|نقش على الخشب، خشب المنقوش، خشب منقوش، حفر على الخشب، نقاشة الخشب، نحت على الخشب
cooperage|صناعة البراميل|tonnellerie|cooperage|wood|صناعة البراميل، قبابة تقليدية، براميل خشبية، قباب خشبية، قبابين
metal|المعادن|métaux|metalwork||معادن تقليدية، صناعة المعادن التقليدية، تشكيل المعادن، حرف المعادن، نقش على المعادن، معدنيات تقليدية
brass|النحاس|dinanderie|brass and copperware|metal|نحاس، نحاسيات، نحاسية، نحاسين، نحاسون، نحاسي، @نحاس تقليدي، صفارين، صفارون، أواني النحاس، نقش على النحاس، صينيات، صينية تقليدية، صواني، ثريات، ثريا تقليدية، فوانيس، فوانيس تقليدية
wrought_iron|الحديد المطروق|fer forgé|wrought iron|metal|حدادة، حدادون، حدادين، @حداد، حديد مطروق، حديد المطروق، حديد المشغول، حديد مشغول، حدادة الفنية، فيرفورجي، حديد الفني
tinware|القصدير والقزدير|ferblanterie|tinware|metal|قزادرية، قزدير، صناعة القصدير، @قزادري، تقزدير، قزادري، قصدير تقليدي
blades|السكاكين والخناجر|coutellerie et armes|knives and daggers|metal|خنجر، خناجر، كوميات، كمية أمازيغية، سكاكين تقليدية، صناعة السكاكين، مكحلة، مكاحل، بنادق تقليدية، بنادق التبوريدة، ~سيوف، أسلحة تقليدية
damascening|الدمشقي|damasquinerie|damascening|metal|~دمشقي، صناعة الدمشقية، دمسقة، ترصيع بالفضة، تطعيم بالفضة، تكفيت
jewellery|الحلي والمجوهرات|bijouterie|jewellery||حلي، مجوهرات، جواهر تقليدية، @صائغ، ~=صاغة، صائغون، صائغين، صياغة الذهب، صياغة الفضة، صياغة الحلي، صياغة المجوهرات، صياغة التقليدية، صياغة الفضية، صياغة الذهبية، =صياغين، صياغين التقليديين، خلالة، تيزرزاي، خلخال، أساور تقليدية، دمالج، ~خواتم، ~أساور، ~عقود الفضة، مشغولات الذهب، =صياغ
silver|الفضة|argent|silverwork|jewellery|فضة، فضيات، حلي الفضية، حلي فضية، مشغولات الفضية، مصنوعات فضية، مجوهرات الفضية، ~فضية
gold|الذهب|or|goldwork|jewellery|حلي الذهبية، حلي ذهبية، ~=ذهب، مشغولات الذهبية، ذهب والفضة، مجوهرات الذهبية
gemstones|الأحجار الكريمة والعقيق|pierres|gemstones and beads|jewellery|أحجار كريمة، أحجار الكريمة، عقيق، ~لؤلؤ، مرجان تقليدي، كهرمان، حجر كريم، مستحاثات، متحجرات
building|حرف البناء التقليدي|métiers du bâtiment traditionnel|traditional building crafts||بناء التقليدي، بناء تقليدي، عمارة التقليدية، معمار التقليدي، معلمي البناء، بنائين التقليديين، فن والعمران، فنون العمارة
plaster|الجبس|plâtre|carved plaster|building|جبس، جباسة، جباصة، جباصين، جباسين، جباسون، جبص، نقش على الجبس، @جباس، @جباص
tadelakt|تادلاكت|tadelakt|tadelakt|building|تادلاكت، تدلاكت، تادلاكث
lime|الجير|chaux|lime|building|جير، أفرنة الجير، أفران الجير، كلس تقليدي
marble|الرخام|marbre|marble|building|رخام، رخامية، نقش على الرخام، رخاميات، رخامي
stone|النحت على الحجر|pierre taillée|stone carving|building|نحت على الحجر، نقش على الحجر، حجر المنحوت، حجارة المنحوتة، نحت الحجر، حجر منحوت، حجارة منحوتة، نحت الحجارة، نقاشة الحجر
earth|البناء بالطين|construction en terre|earth building|building|بناء بالتراب، بناء بالطين، طابية، =بناء الطيني، معلمي الطين، بناء بالطابية
stained_glass|الزجاج التقليدي|vitrail et verre soufflé|traditional glass|building|زجاج معشق، زجاج المعشق، زجاج منفوخ، زجاج المنفوخ، زجاج التقليدي، زجاج تقليدي، نفخ الزجاج، زجاج الملون، زجاج ملون، زجاج العراقي
basketry|السلالة والقصب|vannerie|basketry||صناعة السلال، ~سلال، ~قفف، قفة تقليدية، دوم، خوص، خيزران، ~قصب، صناعة القصب، صناعات القصبية، نبات الحلفاء، نبتة الحلفاء، ~حلفاء، ألياف نباتية، ألياف النباتية، =نباتية الحرفية، منتوجات النباتية، منتجات النباتية، منتوجات نباتية، سعف، سعف النخيل، =مصنوعات النباتية، قصب والدوم، سلالين
mats|الحصير|nattes|mat weaving|basketry|حصير، حصائر، حصيرة، حصارة، حصر تقليدية، =سمار، نبات السمار
rope|الحبال|corderie|rope making|basketry|فتل الحبال، صناعة الحبال، حبال تقليدية، حبالين، شراطة الحبال، قنب تقليدي
sieves|الغرابيل|tamis|sieve making|basketry|غرابيل، غرابلية، مناخل، غربال تقليدي
brooms|المكانس التقليدية|balais|broom making|basketry|مكانس تقليدية، مكانس الدوم، صناعة المكانس
candles|الشمع|bougies|candles||شمع، ~شموع، شماعين، شماعة تقليدية، شمعيات
soap|الصابون البلدي والغاسول|savon et ghassoul|traditional soap and ghassoul|cosmetics|صابون البلدي، صابون بلدي، صابون التقليدي، صابون تقليدي، غاسول، صابون الطبيعي
cosmetics|مستحضرات التجميل التقليدية|cosmétiques traditionnels|traditional cosmetics||حناء، كحل تقليدي، ~=كحل، مستحضرات التجميل الطبيعية، مواد التجميل الطبيعية، مواد التجميل التقليدية
distillation|تقطير العطور والزهور|distillation|distilling of rose and flower water|cosmetics|تقطير الورد، تقطير الزهر، ماء الورد، ماء الزهر، تقطير النباتات، عطور التقليدية، عطور تقليدية، زيوت الأساسية
instruments|الآلات الموسيقية التقليدية|lutherie|musical instruments||صناعة الآلات الموسيقية، آلات الموسيقية التقليدية، آلات موسيقية تقليدية، صناعة العود، صناعة الأعواد، بنادر، بنادير، دفوف، طعارج، تعاريج، تعريجة، صناعة الطبول، كنبري، هجهوج
calligraphy|الخط العربي|calligraphie|calligraphy||خط العربي، خط عربي، خط المغربي، خطاطون، خطاطين، @خطاط
decoration|الزخرفة|décoration|ornament||زخرفة، زخارف، توريق، ~نقش، نقوش تقليدية، أرابيسك، ~نقاشين
miniature|المنمنمات|miniature et enluminure|miniature painting||منمنمات، منمنمة، تذهيب
horn|القرون والعظام|corne et os|horn and bone||صناعة القرون، نقش على العظم، مشاطة التقليدية، صناعة الأمشاط، أمشاط تقليدية، عظم الجمال، صناعة العظام
upholstery|التنجيد|tapisserie d'ameublement|upholstery||تنجيد، طلامط، تنجيد التقليدي، @طلمطي، صالون مغربي، صالونات مغربية، صالونات المغربية، صالون تقليدي، أفرشة تقليدية، سدادر
furniture|الأثاث التقليدي|mobilier artisanal|handmade furniture|wood|أثاث تقليدي، أثاث التقليدي، موبيليا، أثاث خشبي، أثاث الخشبي
bellows|الكير والمنافخ|soufflets|bellows making|leather|صناعة الكير، روابز، رابوز، منافخ تقليدية
water_skins|القرب|outres|water skins|leather|قرب جلدية، صناعة القرب، شكوة، شكاوي جلدية
paper|الورق التقليدي|papier artisanal|handmade paper||ورق تقليدي، صناعة الورق التقليدي، ورق يدوي
recycling|إعادة التدوير الفني|récupération artisanale|craft from reclaimed material||تدوير الحرفي، تدوير فني، حرف التدوير
dolls|الدمى التقليدية|poupées|doll making||دمى تقليدية، صناعة الدمى، دمى القصب
fishing_nets|شباك الصيد التقليدية|filets de pêche|net making||خياطة الشباك، صناعة الشباك، نسج الشباك
boats|صناعة القوارب التقليدية|charpenterie navale|boat building|wood|صناعة القوارب، قوارب خشبية، قوارب الخشبية، مراكب خشبية، صناعة المراكب
"""

NEVER = (
    "نسيج الاقتصادي، نسيج اقتصادي، نسيج الجمعوي، نسيج جمعوي، نسيج الاجتماعي، نسيج الصناعي، نسيج المقاولاتي، نسيج المقاولات، "
    "نسيج الحضري، نسيج العمراني، نسيج التعاوني، نسيج الإنتاجي، نسيج السياحي، نسيج الوطني، نسيج المدني، نسيج المجتمعي، نسيج الأسري، "
    "نسيج المؤسساتي، نسيج السكاني، نسيج القبلي، نسيج السوسيو، نسيج المدرسي، نسيج الثقافي، نسيج الإعلامي، نسيج الفلاحي، نسيج المجتمع، "
    "نسيج من العلاقات، نسيج الخيال، نسيج خياله، نسيج الرياضي، نسيج التجاري، نسيج المالي، نسيج البشري، نسيج الجهوي، "
    "أمراض الجلد، أمراض جلدية، أمراض الجلدية، طب الجلد، سرطان الجلد، حساسية جلدية، طفح جلدي، جلد المصاب، جلد الذات، جلدة، "
    "وادي الذهب، واد الذهب، ميدالية ذهبية، ميدالية الذهبية، ميداليات الذهبية، ميدالية فضية، ميدالية الفضية، ميدالية نحاسية، ميدالية النحاسية، "
    "ميداليات نحاسية، ميداليات فضية، كرة الذهبية، حذاء الذهبي، فرصة الذهبية، فرصة ذهبية، أسعار الذهب، سعر الذهب، أونصة الذهب، احتياطي الذهب، "
    "سوق الذهب، ذهب الأسود، ذهب الأبيض، ذهب إلى، أسعار الفضة، منجم الفضة، مناجم الفضة، إنتاج الفضة، شاشة الفضية، "
    "منجم النحاس، مناجم النحاس، مناجم للنحاس، أسعار النحاس، سرقة النحاس، أسلاك النحاس، أسلاك نحاسية، أسلاك النحاسية، إنتاج النحاس، خام النحاس، كابلات النحاسية، "
    "قصب السكر، صابون العجائب، طريق الحرير، طريق حريري، زواج القاصرات، خيام النازحين، خيام الإيواء، خيام المتضررين، خيمة رياضية، "
    "سكة الحديد، دراز القمح، سيوف الحرية، حصيرة الاستقراء، سجاد الأحمر، سجادة الحمراء، بساط الأحمر، بساط أحمر، بساط الريح، على بساط، خشب المسرح، "
    "شمع الأحمر، قفف غذائية، قفف الغذائية، قفف رمضان، قفة رمضان، كرة السلة، خشبة المسرح، خشبة، سيف القانون، تحت الجير، جير الزراعي، خطاب العربي، أخشاب الغابات، طاقة خشبية، لوحة خشبية"
)
"""Phrases that hold a word of the thesaurus and mean none of it."""


@dataclass(frozen=True, slots=True)
class Craft:
    """One craft or material. `synonyms` are its Arabic, French and English words: a synonym set for the search index."""

    id: str
    ar: str
    fr: str
    en: str
    broader: str | None
    words: tuple[str, ...]
    synonyms: tuple[str, ...]


def _row(line: str) -> Craft:
    fields = [f.strip() for f in line.split("|")]
    id_, ar, fr, en, broader, words = fields
    split = tuple(w.strip() for w in words.split("،") if w.strip())
    plain = dict.fromkeys([ar, *(w.lstrip("=~@>") for w in split if w[0] not in "~"), fr, en])
    return Craft(id_, ar, fr, en, broader or None, tuple(w for w in split if w[0] != ">"), tuple(plain))


CRAFTS: dict[str, Craft] = {craft.id: craft for craft in map(_row, _ROWS.strip().splitlines())}
"""Every craft by its id."""
