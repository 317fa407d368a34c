"""The words of the sector that are no craft and no place: bodies, buildings, people, figures, trade.

A row is one notion: Arabic forms (singular, broken plurals, near synonyms), then French, then English, the words parted
by `،` or `,`. What the stemmer unites by itself (the article, sound plurals, ta marbuta) need not be there.
A row must be true of its words in every sentence: a search for one of them finds all.
"""

from __future__ import annotations

SECTOR_ROWS = """
صناعة تقليدية، صناعات تقليدية | artisanat | handicraft, handicrafts, craft sector
صانع، صناع، حرفي، حرفيون، حرفيين | artisan, artisans | craftsman, craftsmen, artisan, artisans
صانعة، صانعات، حرفيات | artisane, femmes artisanes | craftswoman, craftswomen
حرفة، حرف، مهنة، مهن | métier | craft, crafts, trade
صادرات، تصدير | exportations, export, exportation | exports, export
واردات، استيراد | importations | imports
رقم معاملات، رقم المعاملات | chiffre d'affaires | turnover, revenue
ميزانية، غلاف مالي، اعتماد، اعتمادات | budget, enveloppe budgétaire | budget
دعم، إعانة، منحة، منح | subvention, aide | grant, subsidy
تعاونية، تعاونيات | coopérative, coopératives | cooperative, cooperatives
جمعية، جمعيات | association | association, associations
مقاولة، مقاولات، شركة، شركات | entreprise, entreprises | company, companies, enterprise
غرفة، غرف | chambre | chamber, chambers
معرض، معارض، صالون | foire, salon, exposition | fair, fairs, exhibition
مهرجان، مهرجانات، موسم | festival | festival
مجمع، مركب، مجمعات، مركبات | complexe | complex
قرية، قرى | village | village, villages
دار الصانعة، دور الصانعة، دار صانعة | maison de l'artisane, dar sanaa | house of craftswomen
دار الصانع | maison de l'artisan
فندق، فنادق | fondouk, foundouk | caravanserai
ورشة، ورش، ورشات | atelier, ateliers | workshop, workshops
معهد، معاهد | institut | institute, institutes
متحف، متاحف | musée | museum, museums
سوق، أسواق | marché, souk | market, markets
مركز، مراكز | centre | center, centre, centres
منطقة أنشطة، مناطق أنشطة | zone d'activités | activity zone
مشروع، مشاريع | projet | project, projects
برنامج، برامج | programme | program, programme, programmes
اتفاقية، اتفاقيات، شراكة، شراكات | convention, partenariat, accord | agreement, agreements, partnership
تكوين، تدريب | formation | training
تدرج مهني | apprentissage | apprenticeship
متدرج، متدرجون، متدربون، متدربين | apprenti, stagiaire | apprentice, apprentices, trainee, trainees
خريج، خريجون، خريجين، متخرجون، متخرجين | lauréat, diplômé | graduate, graduates
تشغيل، شغل، مناصب شغل | emploi, emplois | employment, jobs
مستفيد، مستفيدون، مستفيدين | bénéficiaire | beneficiary, beneficiaries
عارض، عارضون، عارضين | exposant | exhibitor, exhibitors
زائر، زوار | visiteur | visitor, visitors
سجل وطني | registre national | national register
تغطية صحية، تأمين إجباري عن المرض | couverture médicale, amo | health coverage, health insurance
ضمان اجتماعي | sécurité sociale, cnss | social security
زلزال | séisme, tremblement de terre | earthquake
وزير، وزيرة، وزراء | ministre | minister
وزارة، وزارات | ministère | ministry
كاتب دولة، كاتبة دولة، كتابة دولة | secrétaire d'état, secrétariat d'état | secretary of state
برلمان، مجلس النواب، مجلس المستشارين | parlement | parliament
قانون، قوانين، ظهير | loi, législation | law, laws
علامة جماعية، علامات جماعية، شارة، شارات | label, marque collective | label, labels, trademark
جودة | qualité | quality
تسويق | commercialisation | marketing
تجارة إلكترونية | commerce électronique, e-commerce | online trade
سياحة | tourisme | tourism
تراث | patrimoine | heritage
تنمية | développement | development
تدشين، افتتاح | inauguration | opening, inauguration
ترميم، تأهيل، إعادة تأهيل | réhabilitation, restauration | restoration, rehabilitation
مدينة قديمة، مدينة عتيقة | médina, medina | old town
جهة، جهات | région | region, regions
إقليم، أقاليم | province | province, provinces
امرأة، نساء، مرأة | femme, femmes | woman, women
شباب، شاب، شبان | jeune, jeunes | youth, young people
كنز، كنوز | trésor | treasure, treasures
معلم، معلمون، معلمين | maître artisan, maalem | master craftsman
جائزة، جوائز | prix | prize, award
دورة، نسخة | édition | edition
ثمن، أثمنة، سعر، أسعار | prix | price, prices
منتوج، منتوجات، منتج، منتجات | produit, produits | product, products
صندوق، صناديق | fonds | fund, funds
قرض، قروض | crédit | loan, loans
ضريبة، ضرائب، جباية | impôt, taxe | tax, taxes
انتخاب، انتخابات | élection | election, elections
رئيس، رئيسة، رؤساء | président, présidente | president, chairman
مادة أولية، مواد أولية | matière première | raw material, raw materials
اقتصاد اجتماعي | économie sociale | social economy
فرن، أفران، أفرنة | four, fours | kiln, kilns
غاز | gaz | gas
خشب، أخشاب | bois | wood
قروض صغرى، تمويل أصغر، سلفات صغرى | microcrédit, microfinance | microcredit, microfinance
تسويق إلكتروني، بيع عبر الأنترنيت، تسويق رقمي | vente en ligne | online sales
بطاقة، بطائق، بطاقات | carte, cartes | card, cards
سجين، سجناء، نزيل، نزلاء | détenu, détenus | prisoner, prisoners
جائحة، كورونا، كوفيد | pandémie, covid, coronavirus | pandemic
أمية | analphabétisme, alphabétisation | illiteracy, literacy
"""

BODY_NAMES = """
maison_artisan = maison de l'artisan
ofppt = ofppt
indh = indh, initiative nationale pour le développement humain | national initiative for human development
foundation_mohammed_v = fondation mohammed v
social_development_agency = agence de développement social
mcc = mcc, millennium challenge corporation, défi du millénaire
unesco = unesco
icesco = icesco, isesco
united_nations = onu, nations unies | united nations
undp = pnud | undp
european_union = union européenne | european union
world_bank = banque mondiale | world bank
usaid = usaid
anapec = anapec
credit_agricole = crédit agricole
cooperation_office = odco
exchange_office = office des changes
entraide_nationale = entraide nationale
cdg = cdg, caisse de dépôt et de gestion
northern_agency = agence du nord, apdn
southern_agency = agence du sud, apds
eastern_agency = agence de l'oriental
"""
"""Bodies that the extractor knows by an id, in Latin letters: id = French | English. Their Arabic names come from there."""

OWN_ALEF = """
عليا دنيا زكريا رضا هنا ربا خطا دعا نما بدا جدا لذا
كذا هذا ماسا درعا تادلا باها ثريا كندا مالطا هولندا فنلندا أمريكا
أوروبا إفريقيا آسيا تركيا سوريا ليبيا روسيا كوريا كينيا غينيا إسبانيا إيطاليا
ألمانيا بريطانيا موريتانيا رومانيا بلغاريا نيجيريا ماليزيا أوكرانيا أستراليا كولومبيا تنزانيا إثيوبيا
إندونيسيا ألبانيا جورجيا كرواتيا
"""
"""Words that would be others without their final alef (عليا: علي), or too short behind a conjunction (ورضا: ورض)."""
