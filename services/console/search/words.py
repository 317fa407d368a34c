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

CRAFT_NAMES = """
pottery = céramique, potier, potière, céramiste, terre cuite, faïence | ceramic, potter, earthenware, terracotta
zellige = zellij, zelij, zellidj, zelidj, zellig, zelige, zillij, zalij, mosaïque marocaine | moroccan mosaic, moroccan tiles
brick = briques artisanales, tuiles vertes | handmade bricks, roof tiles
weaving = tisserand, tisserande, textile traditionnel, métier à tisser | weave, weaver, woven, loom, looms
brocade = brocard
carpets = tapisserie berbère, zarbia, zerbia, zarbiya, zrabi, boucherouite, boucharouite, hanbel, kilim | carpet, rug, rugs
wool = lainage, filage de la laine | wool spinning, woollen
silk = soierie, sabra | silks
dyeing = teinturerie, teinturier, colorants naturels | dye, dyes, dyer, dyers
felt = feutrage | felting
tents = tente caïdale, tentes caïdales, khaima | caidal tent, caidal tents
tailoring = couturier, couturière, habit traditionnel, costume traditionnel | tailor, traditional clothing, traditional dress
caftan = kaftan, qaftan, takchita, takshita | caftans, kaftans
djellaba = jellaba, jelaba, djelaba, jellabas, jilbab
burnous = selham, burnouse, jabador, gandoura, haïk, melhfa, melhafa
passementerie = passementier, sfifa, aakad | trimmings
embroidery = brodeur, brodeuse, broder, tarz | embroider, embroiderer, embroiderers, embroidered
gold_thread = sqalli, fils d'or, broderie d'or | gold embroidery
lace = dentelle, crochet, dentellière, randa, macramé, tricot | knitting
hats = chapellerie, tarbouche, tarbouch, chéchia, chapeau traditionnel | tarboosh
leather = cuirs, articles en cuir, peausserie | hides, leatherwork
tanning = tannage, tanneur, tanneurs, mégisserie, mégissier, dar dbagh | tannery, tanneries, tanner, tanners
babouches = babouche, belgha, balgha, cherbil, chaussures traditionnelles | slippers, slipper, traditional shoes
saddlery = sellier, selles traditionnelles | saddle, saddles, saddler, saddlers
maroquinerie = maroquinier, sacs en cuir | leather bags, leather bag
bookbinding = relieur, relieurs | bookbinder, bookbinders
wood = boiserie, menuiserie, menuisier, ébénisterie, ébéniste, bois de cèdre | wooden, carpentry, carpenter, cedar wood
thuya = thuja, bois de thuya | thuya wood
marquetry = marqueteur, incrustation | inlay, inlaid wood
woodturning = tourneur sur bois, moucharabieh, moucharabié, tournage sur bois | woodturning, mashrabiya, woodturner
painted_wood = zouak, zouaq, zwaq, peinture sur bois
woodcarving = sculpture sur bois, bois gravé | woodcarving, carved wood
cooperage = tonnelier, tonneliers | cooper, coopers, barrel making
metal = travail des métaux, métaux artisanaux | metalworking, metalworkers
brass = cuivre, laiton, dinandier, lanterne, lustre | copper, brass, copperware, brassware, coppersmith, lantern, chandelier
wrought_iron = ferronnerie, ferronnier, forgeron, forge | ironwork, blacksmith, blacksmiths, wrought ironwork
tinware = ferblantier, étain | tin, tinsmith, tinsmiths, pewter
blades = coutellerie, poignard, poignards, coutelier, khanjar, koummya | dagger, daggers, knife making
damascening = damasquinage | damascene
jewellery = bijou, bijoux, bijoutier, joaillerie, joaillier, orfèvre, orfèvrerie | jewelry, jewel, jeweller, jeweler, goldsmith
silver = argenterie, bijoux en argent | silver, silverware, silversmith, silversmiths, silver jewellery, silver jewelry
gold = bijoux en or, bijouterie d'or | gold jewellery, gold jewelry
gemstones = pierres précieuses, ambre, agate, corail, fossiles | gemstone, gemstones, amber, beads, fossils
building = bâtiment traditionnel, architecture traditionnelle | traditional architecture, traditional building
plaster = gypse, stuc, gebs, plâtre sculpté, plâtrier | stucco, gypsum, plaster, plasterwork, plasterer
tadelakt = tadlakt, tadelakht, tadellakt
lime = four à chaux, fours à chaux | lime kiln, lime kilns
marble = marbrerie, marbrier | marble work
stone = tailleur de pierre, tailleurs de pierre, taille de pierre, sculpture sur pierre | stonemason, stonemasonry, stone carver
earth = pisé, adobe, architecture en terre, terre crue | rammed earth, mud brick, earthen architecture
stained_glass = vitrail, vitraux, verre soufflé, souffleur de verre | stained glass, blown glass, glassblowing
basketry = vannier, osier, paniers, doum, raphia, palmier nain | basket, baskets, wicker, raffia
mats = natte, nattier | mat, mats
rope = cordier, cordage | ropes
sieves = tamis traditionnel | sieve, sieves
brooms = balais traditionnels | broom, brooms
candles = bougie, cierge, cierges | candle
soap = savon noir, savon beldi, ghassoul, rhassoul, savon traditionnel | black soap, beldi soap, rhassoul clay
cosmetics = henné, cosmétique naturel | henna, natural cosmetics
distillation = eau de rose, eau de fleur d'oranger, distillation des plantes | rose water, rosewater, orange blossom water
instruments = luthier, instruments de musique, bendir, guembri | luthier, musical instrument
calligraphy = calligraphe | calligrapher, calligraphers
decoration = arabesque, ornementation | ornaments
miniature = enluminure, miniature | miniatures
horn = corne, os sculpté, peignes en corne | horn, bone carving
furniture = meubles, ameublement, ébénisterie traditionnelle | furniture
bellows = soufflet, soufflets traditionnels
water_skins = outre, guerba
paper = papeterie artisanale | handmade paper
recycling = recyclage artisanal | recycled crafts, upcycling
dolls = poupée, poupées traditionnelles | doll, dolls
fishing_nets = filet de pêche | fishing net
boats = charpentier de marine, construction navale traditionnelle | boatbuilding, shipwright
upholstery = tapissier, salon marocain, salons marocains | upholsterer, moroccan salon
"""
"""Crafts in other French and English spellings, and by those who do them: id = French | English."""

OWN_ALEF = """
عليا دنيا زكريا رضا هنا ربا خطا دعا نما بدا جدا لذا
كذا هذا ماسا درعا تادلا باها ثريا كندا مالطا هولندا فنلندا أمريكا
أوروبا إفريقيا آسيا تركيا سوريا ليبيا روسيا كوريا كينيا غينيا إسبانيا إيطاليا
ألمانيا بريطانيا موريتانيا رومانيا بلغاريا نيجيريا ماليزيا أوكرانيا أستراليا كولومبيا تنزانيا إثيوبيا
إندونيسيا ألبانيا جورجيا كرواتيا
"""
"""Words that would be others without their final alef (عليا: علي), or too short behind a conjunction (ورضا: ورض)."""
