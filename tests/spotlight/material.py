"""What planted leaks are made of: names as people spell them in three scripts, and stories that name nobody."""

# Latin spellings | Arabic | Cyrillic. Fictional combinations of common names.
GIVEN = """
Mohammed,Muhammad,Mohamed|محمد|Мухаммед
Ahmed,Ahmad,Akhmed|أحمد|Ахмед
Fatima,Fatma,Fatimah|فاطمة|Фатима
Khadija,Khadijah,Hadija|خديجة|Хадиджа
Youssef,Yusuf,Yousef|يوسف|Юсуф
Abdulrahman,Abderrahmane,Abd al-Rahman|عبد الرحمن|Абдуррахман
Ibrahim,Ibraheem|إبراهيم|Ибрагим
Hassan,Hasan|حسن|Хасан
Maryam,Mariam,Meryem|مريم|Марьям
Zaynab,Zeinab,Zainab|زينب|Зейнаб
Salah,Saleh|صلاح|Салах
Nadia,Nadya|نادية|Надия
Rashid,Rachid,Rasheed|رشيد|Рашид
Jamal,Gamal,Djamel|جمال|Джамал
Khalid,Khaled|خالد|Халид
Layla,Leila,Laila|ليلى|Лейла
Ekaterina,Yekaterina|إيكاترينا|Екатерина
Dmitri,Dmitry,Dmitriy|دميتري|Дмитрий
Svetlana|سفيتلانا|Светлана
Natalia,Nataliya,Natalya|ناتاليا|Наталия
Alexander,Aleksandr|ألكسندر|Александр
Tatiana,Tatyana|تاتيانا|Татьяна
Sergei,Sergey|سيرغي|Сергей
Maria,María|ماريا|Мария
José,Jose|خوسيه|Хосе
Guadalupe|غوادالوبي|Гуадалупе
Joaquín,Joaquin|خواكين|Хоакин
Francisco|فرانسيسكو|Франсиско
Wanjiku|وانجيكو|Ванджику
Achieng|أتشيينغ|Ачиенг
Baraka|بركة|Барака
Neema|نعمة|Неема
Emmanuel|إيمانويل|Эммануэль
Amadou,Ahmadou|أمادو|Амаду
Ousmane,Osman,Uthman|عثمان|Усман
Béatrice,Beatrice|بياتريس|Беатрис
"""
FAMILY = """
Al-Khatib,El Khatib,Alkhateeb|الخطيب|Аль-Хатиб
Mansour,Mansoor,Mansur|منصور|Мансур
Haddad|حداد|Хаддад
Benjelloun,Bendjelloun|بنجلون|Бенжеллун
Gaddour,Qaddour,Kaddour|قدور|Каддур
Shahin,Chahine,Shaheen|شاهين|Шахин
Othmani,Osmani,Uthmani|عثماني|Османи
Zakaria,Zakariya|زكريا|Закария
Bouazizi,Bouazzizi|بوعزيزي|Буазизи
Taleb,Talib|طالب|Талиб
Shcherbakova,Scherbakova|شيرباكوفا|Щербакова
Ivanov|إيفانوف|Иванов
Kuznetsova,Kuznetzova|كوزنيتسوفا|Кузнецова
Zhukov,Joukov|جوكوف|Жуков
Chernyshev,Tchernychev|تشيرنيشيف|Чернышев
Tsvetkov,Tsvetkoff|تسفيتكوف|Цветков
Yakovlev,Iakovlev|ياكوفليف|Яковлев
Jiménez,Jimenez|خيمينيث|Хименес
Rodríguez,Rodriguez|رودريغيز|Родригес
Gutiérrez,Gutierrez|غوتيريز|Гутьеррес
Quispe|كيسبي|Киспе
Villanueva|فيلانويفا|Вильянуэва
Otieno|أوتينو|Отиено
Mwangi|موانغي|Мванги
Nyambura|نيامبورا|Ньямбура
Kiplagat|كيبلاغات|Киплагат
Mwakasege|مواكاسيغي|Мвакасеге
Ndiaye,N'Diaye|ندياي|Ндиай
Ouédraogo,Ouedraogo|ويدراوغو|Уэдраого
Diallo|ديالو|Диалло
Tshibangu,Chibangu|تشيبانغو|Чибангу
Nkurunziza|نكورونزيزا|Нкурунзиза
Papadopoulos|بابادوبولوس|Пападопулос
Kowalczyk|كوفالتشيك|Ковальчик
"""
# Names kept back while the sound and spelling rules were written. The false alarms they raised were looked at later
# (they fed the everyday words and one threshold), the leaks missed with them were not.
UNSEEN_GIVEN = """
Mustafa,Moustapha|مصطفى|Мустафа
Soumaya,Sumayya,Soumaia|سمية|Сумайя
Bilal,Billal|بلال|Билал
Houda,Huda,Hoda|هدى|Худа
Anwar,Anouar|أنور|Анвар
Abdelaziz,Abdulaziz,Abdul Aziz|عبد العزيز|Абдулазиз
Vyacheslav,Viacheslav|فياتشيسلاف|Вячеслав
Lyudmila,Liudmila,Ludmila|لودميلا|Людмила
Gennady,Gennadiy|غينادي|Геннадий
Ximena,Jimena|خيمينا|Химена
Cuauhtémoc,Cuauhtemoc|كواوتيموك|Куаутемок
Thandiwe|ثانديوي|Тандиве
Chukwuemeka|تشوكويميكا|Чуквуэмека
Adwoa|أدوا|Адвоа
Gulnara,Gulnora|غولنارا|Гульнара
Wojciech|فويتشيخ|Войцех
"""
UNSEEN_FAMILY = """
Al-Zubaidi,Al Zubaydi,Alzubaidi|الزبيدي|Аз-Зубайди
Belhadj,Belhaj|بلحاج|Бельхадж
Qasim,Kassem,Qassem|قاسم|Касим
Tawfiq,Toufik,Taoufik|توفيق|Тауфик
Nasrallah,Nasrollah|نصر الله|Насралла
Zhdanov,Jdanov|جدانوف|Жданов
Solovyova,Solovyeva,Solovieva|سولوفيوفا|Соловьёва
Khrushchev,Khrouchtchev|خروتشوف|Хрущёв
Hernández,Hernandez|هرنانديز|Эрнандес
Echeverría,Echeverria|إتشيفيريا|Эчеверрия
Oyelaran|أويلاران|Оеларан
Mukherjee,Mukerji|موخيرجي|Мукерджи
Habyarimana|هابياريمانا|Хабьяримана
Wickremesinghe|ويكرمسينغه|Викрамасингхе
Nguema,Nguéma|نغيما|Нгема
Szczepański,Szczepanski|شتشيبانسكي|Щепаньский
"""
# Well-known people whom a story may name without giving anybody away.
BYSTANDERS = {
    "en": "Wangari Maathai and Nelson Mandela said that freedom is never given.",
    "fr": "Le docteur Denis Mukwege et Simone Veil ont parlé du courage.",
    "es": "Rigoberta Menchú y Adolfo Pérez Esquivel hablaron de la paz.",
    "sw": "Julius Nyerere na Desmond Tutu walisema kuhusu haki.",
    "ar": "تحدثت توكل كرمان وشيرين عبادي عن الشجاعة.",
    "ru": "Андрей Сахаров и Елена Боннэр говорили о свободе.",
}
ORGANISATIONS = (
    "Kasarimbo Legal Aid Centre for Women", "Red Jurídica Tamoanchán", "Collectif Baobab pour la Justice",
    "Mtandao wa Haki Zaramo", "جمعية الزيتونة للدفاع عن الحقوق", "Правозащитный центр Ладога", "Umoja Paralegals Forum",
    "Observatorio Quetzal de Derechos", "Network of Njiwa Land Defenders",
)  # fmt: skip
PLACES = (
    "Kasarimbo", "Villa Tamoán", "Tizi Ouarzak", "Zaramoni", "وادي الزيتونة", "Ладожск", "Mto Njiwa",
    "Puerto Quetzalito", "Kibuyuni Market", "Sainte-Aurore", "Нижнеладожск", "حي الياسمين",
)  # fmt: skip
SENTENCES = {
    "en": """
A paralegal in Eastern Africa helped thirty families who were told to leave their land in 2023.
She was asked to come to the police station, and there she was told to stop her work.
The men who came at night broke the windows and took the files, but nobody was hurt.
Her colleagues went to the court with her, and the judge ordered her release.
In 2024 the community won the case, and the company had to pay for the damage.
The United Nations wrote to the government, which has not answered.
"We will not be silent," said one of the women. "The law is ours as well."
Many defenders in the region face charges for peaceful protest.
He still receives threats by telephone, and his children changed school.
The bar association sent observers to every hearing of the trial.
After ten months in detention he came home to his village and started again.
No one has been held to account for the attack on the clinic.
The network asks the authorities to protect those who protect others.
The march was peaceful, and the elders may still agree to a second meeting.
A grassroots justice fund paid for a lawyer and for medicine.
Hope came with a small victory: the High Court stopped the eviction.
""",
    "fr": """
Une avocate d'Afrique de l'Ouest a défendu des familles menacées d'expulsion en 2023.
La nuit, des hommes ont forcé la porte du bureau et emporté les dossiers.
Le tribunal a ordonné sa libération après dix mois de détention.
Les femmes du quartier ont marché jusqu'à la mairie sans violence.
L'entreprise minière a porté plainte contre les défenseurs de la terre.
Personne n'a été jugé pour cette attaque, et les menaces continuent.
Ses collègues ont demandé la protection de la Commission africaine.
La communauté a gagné son procès en 2024, et la rivière est de nouveau propre.
On lui a dit de se taire, mais elle a continué son travail.
Le réseau demande aux autorités de protéger celles qui protègent les autres.
Les Nations Unies ont écrit au gouvernement, qui n'a pas répondu.
Il a reçu des appels anonymes et ses enfants ont changé d'école.
""",
    "es": """
Una defensora comunitaria de América Central acompañó a familias desalojadas en 2023.
La policía llegó de noche y se llevó los documentos de la oficina.
El tribunal ordenó su libertad después de diez meses de cárcel.
La empresa denunció a los defensores del río ante la fiscalía.
Nadie ha sido juzgado por el ataque, y las amenazas siguen.
Las mujeres marcharon hasta la plaza y pidieron justicia.
En 2024 la comunidad ganó el juicio y recuperó sus tierras.
La Comisión Interamericana pidió medidas de protección.
Le dijeron que dejara su trabajo, pero ella siguió adelante.
La red pide a las autoridades que protejan a quienes protegen a los demás.
Recibió llamadas anónimas y sus hijos cambiaron de escuela.
El juez escuchó a los testigos y cerró el caso contra ella.
""",
    "sw": """
Msaidizi wa sheria wa Afrika Mashariki aliwasaidia wanakijiji waliofukuzwa mwaka 2023.
Polisi walikuja usiku wakachukua nyaraka zote za ofisi.
Mahakama iliamuru aachiliwe baada ya miezi kumi kizuizini.
Kampuni iliwashtaki watetezi wa ardhi, lakini jamii ilishinda kesi mwaka 2024.
Hakuna aliyeshtakiwa kwa shambulio hilo, na vitisho vinaendelea.
Wanawake waliandamana kwa amani hadi ofisi ya mkoa.
Alipokea simu za vitisho, na watoto wake walibadilisha shule.
Wenzake walikwenda naye mahakamani, na jaji akasikiliza mashahidi.
Mtandao unaiomba serikali iwalinde wanaowalinda wengine.
Alisema hatanyamaza, kwa sababu haki ni ya kila mtu.
Umoja wa Mataifa uliandika barua kwa serikali.
""",
    "ar": """
ساعدت محامية من شمال أفريقيا عائلات طردت من أرضها في عام 2023.
جاء رجال في الليل وكسروا الباب وأخذوا الملفات من المكتب.
أمرت المحكمة بالإفراج عنه بعد عشرة أشهر من الاحتجاز.
رفعت الشركة دعوى على المدافعين عن النهر.
لم يحاسب أحد على الهجوم، وما زالت التهديدات مستمرة.
سارت النساء بسلام إلى مقر البلدية وطالبن بالعدالة.
كسبت القرية القضية في عام 2024 واستعادت أرضها.
كتبت الأمم المتحدة إلى الحكومة ولم تتلق ردا.
قالت إنها لن تصمت لأن القانون للجميع.
تدعو الشبكة السلطات إلى حماية من يحمون غيرهم.
تلقى مكالمات مجهولة، وانتقل أطفاله إلى مدرسة أخرى.
استمع القاضي إلى الشهود وأغلق الملف.
""",
    "ru": """
Юрист из Центральной Азии помогала семьям, которых выселяли в 2023 году.
Ночью пришли люди, выломали дверь и забрали документы.
Суд освободил его после десяти месяцев под стражей.
Компания подала в суд на защитников реки.
Никто не ответил за нападение, и угрозы продолжаются.
Женщины мирно прошли к зданию администрации и потребовали справедливости.
В 2024 году община выиграла дело и вернула свою землю.
Организация Объединённых Наций написала правительству, ответа нет.
Она сказала, что молчать не будет: закон един для всех.
Сеть просит власти защищать тех, кто защищает других.
Ему звонили неизвестные, и дети сменили школу.
Судья выслушал свидетелей и закрыл дело.
""",
}
