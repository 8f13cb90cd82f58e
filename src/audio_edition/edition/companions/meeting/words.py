"""The words of the page for meetings that the player has not; what both have in common stands in ``player.words``.

Enters: the language of an article. Leaves: the words of its page: in that language, else in English.
"""

from __future__ import annotations

from msgspec import Struct

from audio_edition.text.language_tags import base_language


class MeetingWords(Struct, frozen=True, kw_only=True):
    """Plain text, never HTML."""

    # The page
    sections: str
    section_left: str
    all_left: str
    section_before: str
    section_after: str
    sentence_before: str
    sentence_after: str
    volume: str
    full_screen: str
    help: str
    close: str
    loading: str
    went_on: str
    # Discussions
    discussion: str
    no_questions: str
    go_on: str
    end: str
    stops: str
    each_discussion: str
    meeting: str
    # The handout
    running_order: str
    start: str
    section: str
    total: str
    planned: str
    spare: str
    over: str
    notes: str
    scan: str
    print: str
    # Keys
    page_up: str
    page_down: str
    key_play: str
    key_on: str
    key_back: str
    key_sentences: str
    key_sections: str
    key_volume: str
    key_speed: str
    key_help: str
    # The folder for a stick
    for_page: str
    for_whole: str
    for_parts: str
    for_list: str
    for_handout: str


ENGLISH = MeetingWords(
    sections="Sections",
    section_left="Left in this section",
    all_left="Left in all",
    section_before="Section before",
    section_after="Next section",
    sentence_before="Sentence before",
    sentence_after="Next sentence",
    volume="Volume",
    full_screen="Full screen",
    help="Help",
    close="Close",
    loading="The sound is being loaded.",
    went_on="This is where we stopped.",
    discussion="Discussion",
    no_questions="What do we think of this section?",
    go_on="Go on",
    end="To the beginning",
    stops="Stop for discussion after each section",
    each_discussion="Each discussion, in minutes",
    meeting="The whole meeting, in minutes",
    running_order="Running order",
    start="Start",
    section="Section",
    total="Total",
    planned="Planned",
    spare="To spare",
    over="Too long by",
    notes="Notes",
    scan="Read along",
    print="Print the handout",
    page_up="Page Up",
    page_down="Page Down",
    key_play="Play or pause; in a discussion, go on",
    key_on="Go on, after a discussion or a pause; while it plays, to the next section",
    key_back="Pause; in a pause, to the beginning of the section, or to the one before",
    key_sentences="Sentence before, next sentence",
    key_sections="Section before, next section",
    key_volume="Louder, quieter",
    key_speed="Faster, slower",
    key_help="This help",
    for_page="Text and sound for the room. Open it with a double click; it needs no internet.",
    for_whole="All of it in one file, with chapters.",
    for_parts="One file for each section, for loudspeakers and car radios.",
    for_list="Plays the sections one after the other.",
    for_handout="To be printed: running order, text, and room for notes.",
)

LANGUAGES = {
    "en": ENGLISH,
    "es": MeetingWords(
        sections="Secciones",
        section_left="Queda en esta sección",
        all_left="Queda en total",
        section_before="Sección anterior",
        section_after="Sección siguiente",
        sentence_before="Frase anterior",
        sentence_after="Frase siguiente",
        volume="Volumen",
        full_screen="Pantalla completa",
        help="Ayuda",
        close="Cerrar",
        loading="Se está cargando el sonido.",
        went_on="Aquí nos quedamos.",
        discussion="Debate",
        no_questions="¿Qué pensamos de esta sección?",
        go_on="Continuar",
        end="Al principio",
        stops="Parar para debatir después de cada sección",
        each_discussion="Cada debate, en minutos",
        meeting="Toda la reunión, en minutos",
        running_order="Orden del día",
        start="Inicio",
        section="Sección",
        total="En total",
        planned="Previsto",
        spare="Sobran",
        over="Se excede en",
        notes="Notas",
        scan="Leer en el móvil",
        print="Imprimir el texto para repartir",
        page_up="Re Pág",
        page_down="Av Pág",
        key_play="Reproducir o pausar; en un debate, continuar",
        key_on="Continuar tras un debate o una pausa; durante la reproducción, a la sección siguiente",
        key_back="Pausar; en pausa, al principio de la sección, o a la anterior",
        key_sentences="Frase anterior, frase siguiente",
        key_sections="Sección anterior, sección siguiente",
        key_volume="Más alto, más bajo",
        key_speed="Más rápido, más lento",
        key_help="Esta ayuda",
        for_page="Texto y sonido para la sala. Ábralo con doble clic; no necesita internet.",
        for_whole="Todo en un solo archivo, con capítulos.",
        for_parts="Un archivo por sección, para altavoces y radios de coche.",
        for_list="Reproduce las secciones una tras otra.",
        for_handout="Para imprimir: orden del día, texto y espacio para notas.",
    ),
    "fr": MeetingWords(
        sections="Parties",
        section_left="Reste dans cette partie",
        all_left="Reste en tout",
        section_before="Partie précédente",
        section_after="Partie suivante",
        sentence_before="Phrase précédente",
        sentence_after="Phrase suivante",
        volume="Volume sonore",
        full_screen="Plein écran",
        help="Aide",
        close="Fermer",
        loading="Le son se charge.",
        went_on="Nous nous sommes arrêtés ici.",
        discussion="Débat",
        no_questions="Que pensons-nous de cette partie ?",
        go_on="Continuer",
        end="Au début",
        stops="S’arrêter pour débattre après chaque partie",
        each_discussion="Chaque débat, en minutes",
        meeting="Toute la réunion, en minutes",
        running_order="Ordre du jour",
        start="Début",
        section="Partie",
        total="En tout",
        planned="Prévu",
        spare="Il reste",
        over="Dépasse de",
        notes="Pour vos notes",
        scan="Lire sur son téléphone",
        print="Imprimer le texte à distribuer",
        page_up="Page préc.",
        page_down="Page suiv.",
        key_play="Lecture ou pause ; pendant un débat, continuer",
        key_on="Continuer après un débat ou une pause ; pendant la lecture, à la partie suivante",
        key_back="Pause ; en pause, au début de la partie ou à la précédente",
        key_sentences="Phrase précédente, phrase suivante",
        key_sections="Partie précédente, partie suivante",
        key_volume="Plus fort, moins fort",
        key_speed="Plus vite, moins vite",
        key_help="Cette aide",
        for_page="Texte et son pour la salle. S’ouvre d’un double clic, sans internet.",
        for_whole="Le tout en un seul fichier, avec des chapitres.",
        for_parts="Un fichier par partie, pour enceintes et autoradios.",
        for_list="Lit les parties l’une après l’autre.",
        for_handout="À imprimer : ordre du jour, texte et place pour des notes.",
    ),
    "de": MeetingWords(
        sections="Abschnitte",
        section_left="Rest des Abschnitts",
        all_left="Rest insgesamt",
        section_before="Voriger Abschnitt",
        section_after="Nächster Abschnitt",
        sentence_before="Voriger Satz",
        sentence_after="Nächster Satz",
        volume="Lautstärke",
        full_screen="Vollbild",
        help="Hilfe",
        close="Schließen",
        loading="Der Ton wird geladen.",
        went_on="Hier haben wir aufgehört.",
        discussion="Diskussion",
        no_questions="Was meinen wir zu diesem Abschnitt?",
        go_on="Weiter",
        end="Zum Anfang",
        stops="Nach jedem Abschnitt zur Diskussion anhalten",
        each_discussion="Jede Diskussion, in Minuten",
        meeting="Die ganze Versammlung, in Minuten",
        running_order="Ablauf",
        start="Beginn",
        section="Abschnitt",
        total="Zusammen",
        planned="Geplant",
        spare="Übrig",
        over="Zu lang um",
        notes="Notizen",
        scan="Mitlesen",
        print="Handzettel drucken",
        page_up="Bild auf",
        page_down="Bild ab",
        key_play="Abspielen oder anhalten; in einer Diskussion: weiter",
        key_on="Weiter, nach Diskussion oder Pause; beim Abspielen zum nächsten Abschnitt",
        key_back="Anhalten; in der Pause zum Anfang des Abschnitts oder zum vorigen",
        key_sentences="Voriger Satz, nächster Satz",
        key_sections="Voriger Abschnitt, nächster Abschnitt",
        key_volume="Lauter, leiser",
        key_speed="Schneller, langsamer",
        key_help="Diese Hilfe",
        for_page="Text und Ton für den Raum. Mit Doppelklick öffnen; es braucht kein Internet.",
        for_whole="Alles in einer Datei, mit Kapiteln.",
        for_parts="Eine Datei für jeden Abschnitt, für Lautsprecher und Autoradios.",
        for_list="Spielt die Abschnitte nacheinander.",
        for_handout="Zum Drucken: Ablauf, Text und Platz für Notizen.",
    ),
    "ru": MeetingWords(
        sections="Разделы",
        section_left="Осталось в разделе",
        all_left="Осталось всего",
        section_before="Предыдущий раздел",
        section_after="Следующий раздел",
        sentence_before="Предыдущее предложение",
        sentence_after="Следующее предложение",
        volume="Громкость",
        full_screen="Во весь экран",
        help="Помощь",
        close="Закрыть",
        loading="Звук загружается.",
        went_on="Здесь мы остановились.",
        discussion="Обсуждение",
        no_questions="Что мы думаем об этом разделе?",
        go_on="Дальше",
        end="К началу",
        stops="Останавливаться для обсуждения после каждого раздела",
        each_discussion="Каждое обсуждение, в минутах",
        meeting="Всё собрание, в минутах",
        running_order="Порядок собрания",
        start="Начало",
        section="Раздел",
        total="Всего",
        planned="По плану",
        spare="Остаётся",
        over="Дольше на",
        notes="Заметки",
        scan="Читать с телефона",
        print="Распечатать материал",
        page_up="Page Up",
        page_down="Page Down",
        key_play="Воспроизвести или остановить; при обсуждении — дальше",
        key_on="Дальше, после обсуждения или паузы; во время чтения — к следующему разделу",
        key_back="Пауза; во время паузы — к началу раздела или к предыдущему",
        key_sentences="Предыдущее предложение, следующее предложение",
        key_sections="Предыдущий раздел, следующий раздел",
        key_volume="Громче, тише",
        key_speed="Быстрее, медленнее",
        key_help="Эта помощь",
        for_page="Текст и звук для зала. Откройте двойным щелчком; интернет не нужен.",
        for_whole="Всё в одном файле, с главами.",
        for_parts="По файлу на раздел, для колонок и автомагнитол.",
        for_list="Проигрывает разделы по порядку.",
        for_handout="Для печати: порядок собрания, текст и место для заметок.",
    ),
    "ar": MeetingWords(
        sections="الأقسام",
        section_left="المتبقي من هذا القسم",
        all_left="المتبقي إجمالاً",
        section_before="القسم السابق",
        section_after="القسم التالي",
        sentence_before="الجملة السابقة",
        sentence_after="الجملة التالية",
        volume="مستوى الصوت",
        full_screen="ملء الشاشة",
        help="مساعدة",
        close="إغلاق",
        loading="يجري تحميل الصوت.",
        went_on="هنا توقفنا.",
        discussion="نقاش",
        no_questions="ما رأينا في هذا القسم؟",
        go_on="متابعة",
        end="إلى البداية",
        stops="التوقف للنقاش بعد كل قسم",
        each_discussion="مدة كل نقاش بالدقائق",
        meeting="مدة الاجتماع كله بالدقائق",
        running_order="جدول الاجتماع",
        start="البدء",
        section="القسم",
        total="المجموع",
        planned="المخطط",
        spare="الوقت الفائض",
        over="أطول من المخطط بمقدار",
        notes="ملاحظات",
        scan="للقراءة على الهاتف",
        print="طباعة النص للتوزيع",
        page_up="Page Up",
        page_down="Page Down",
        key_play="تشغيل أو إيقاف مؤقت؛ وأثناء النقاش: متابعة",
        key_on="متابعة بعد نقاش أو توقف؛ وأثناء التشغيل: إلى القسم التالي",
        key_back="إيقاف مؤقت؛ وأثناء التوقف: إلى بداية القسم أو إلى القسم السابق",
        key_sentences="الجملة السابقة، الجملة التالية",
        key_sections="القسم السابق، القسم التالي",
        key_volume="أعلى صوتًا، أخفض صوتًا",
        key_speed="أسرع، أبطأ",
        key_help="هذه المساعدة",
        for_page="النص والصوت للقاعة. افتحه بنقرة مزدوجة؛ لا يحتاج إلى الإنترنت.",
        for_whole="كل شيء في ملف واحد، مع الفصول.",
        for_parts="ملف لكل قسم، لمكبرات الصوت وراديو السيارة.",
        for_list="يشغّل الأقسام واحدًا تلو الآخر.",
        for_handout="للطباعة: جدول الاجتماع والنص ومكان للملاحظات.",
    ),
}
"""By the primary subtag; the same languages as those of the player."""


def meeting_words_for(lang: str) -> MeetingWords:
    """The words in a language, ``en-GB`` as ``en``; in English where it is not known."""
    return LANGUAGES.get(base_language(lang), ENGLISH)
