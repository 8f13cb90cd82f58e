"""All words of the pages, in every language they know.

Enters: the language of an article or a publication. Leaves: the words of its pages: in that language, else in English.
"""

from __future__ import annotations

from msgspec import Struct

from audio_edition.text.language_tags import base_language


class Words(Struct, frozen=True, kw_only=True):
    """Plain text, never HTML."""

    lang: str
    # The player
    listen: str
    play: str
    pause: str
    back: str
    ahead: str
    place: str
    speed: str
    follow: str
    controls: str
    chapters: str
    text: str
    failed: str
    download: str
    read: str
    # Its keys
    keys: str
    space: str
    shift: str
    enter: str
    key_play: str
    key_chapter_back: str
    key_chapter_ahead: str
    key_faster: str
    key_slower: str
    key_sentence: str
    key_from_sentence: str
    # The publication
    editions: str
    none_yet: str
    published: str
    length: str
    explicit: str
    subscribe: str
    feed: str
    copy: str
    copied: str
    how: str


ENGLISH = Words(
    lang="en",
    listen="Listen to this article",
    play="Play",
    pause="Pause",
    back="Back 10 seconds",
    ahead="Forward 10 seconds",
    place="Position",
    speed="Speed",
    follow="Follow the text",
    controls="Playback",
    chapters="Chapters",
    text="Text of the article",
    failed="The recording cannot be played here. You can download it below.",
    download="Download the MP3",
    read="Read the article",
    keys="Keyboard",
    space="Space",
    shift="Shift",
    enter="Enter",
    key_play="Play or pause",
    key_chapter_back="To the beginning of the chapter, or to the one before",
    key_chapter_ahead="Next chapter",
    key_faster="Faster",
    key_slower="Slower",
    key_sentence="In the text: sentence before, sentence after",
    key_from_sentence="On a sentence: play from there",
    editions="Editions",
    none_yet="Nothing has been published yet.",
    published="Published",
    length="Length",
    explicit="Explicit",
    subscribe="Subscribe",
    feed="Address of the feed",
    copy="Copy",
    copied="Copied",
    how="Copy this address and paste it into the search of your podcast app, or where it adds a podcast by address.",
)

_ALL = (
    ENGLISH,
    Words(
        lang="es",
        listen="Escuchar este artículo",
        play="Reproducir",
        pause="Pausa",
        back="Retroceder 10 segundos",
        ahead="Avanzar 10 segundos",
        place="Posición",
        speed="Velocidad",
        follow="Seguir el texto",
        controls="Reproducción",
        chapters="Capítulos",
        text="Texto del artículo",
        failed="La grabación no se puede reproducir aquí. Puede descargarla más abajo.",
        download="Descargar el MP3",
        read="Leer el artículo",
        keys="Teclado",
        space="Espacio",
        shift="Mayús",
        enter="Intro",
        key_play="Reproducir o pausar",
        key_chapter_back="Al principio del capítulo, o al anterior",
        key_chapter_ahead="Capítulo siguiente",
        key_faster="Más rápido",
        key_slower="Más lento",
        key_sentence="En el texto: frase anterior, frase siguiente",
        key_from_sentence="En una frase: reproducir desde ahí",
        editions="Ediciones",
        none_yet="Todavía no se ha publicado nada.",
        published="Publicado",
        length="Duración",
        explicit="Contenido explícito",
        subscribe="Suscribirse",
        feed="Dirección del feed",
        copy="Copiar",
        copied="Copiado",
        how="Copie esta dirección y péguela en el buscador de su aplicación de podcasts, o donde añada podcasts por su"
        " dirección.",
    ),
    Words(
        lang="fr",
        listen="Écouter cet article",
        play="Lire",
        pause="Pause",
        back="Reculer de 10 secondes",
        ahead="Avancer de 10 secondes",
        place="Position",
        speed="Vitesse",
        follow="Suivre le texte",
        controls="Lecture",
        chapters="Chapitres",
        text="Texte de l’article",
        failed="L’enregistrement ne peut pas être lu ici. Vous pouvez le télécharger ci-dessous.",
        download="Télécharger le MP3",
        read="Lire l’article",
        keys="Clavier",
        space="Espace",
        shift="Maj",
        enter="Entrée",
        key_play="Lecture ou pause",
        key_chapter_back="Au début du chapitre, ou au précédent",
        key_chapter_ahead="Chapitre suivant",
        key_faster="Plus vite",
        key_slower="Moins vite",
        key_sentence="Dans le texte : phrase précédente, phrase suivante",
        key_from_sentence="Sur une phrase : lire à partir de là",
        editions="Éditions",
        none_yet="Rien n’a encore été publié.",
        published="Publié",
        length="Durée",
        explicit="Contenu explicite",
        subscribe="S’abonner",
        feed="Adresse du flux",
        copy="Copier",
        copied="Copié",
        how="Copiez cette adresse et collez-la dans la recherche de votre application de podcasts, ou là où elle"
        " ajoute un podcast par son adresse.",
    ),
    Words(
        lang="de",
        listen="Diesen Artikel anhören",
        play="Abspielen",
        pause="Pause",
        back="10 Sekunden zurück",
        ahead="10 Sekunden vor",
        place="Position",
        speed="Tempo",
        follow="Dem Text folgen",
        controls="Wiedergabe",
        chapters="Kapitel",
        text="Text des Artikels",
        failed="Die Aufnahme lässt sich hier nicht abspielen. Sie können sie unten herunterladen.",
        download="MP3 herunterladen",
        read="Artikel lesen",
        keys="Tastatur",
        space="Leertaste",
        shift="Umschalt",
        enter="Eingabe",
        key_play="Abspielen oder anhalten",
        key_chapter_back="Zum Anfang des Kapitels oder zum vorigen",
        key_chapter_ahead="Nächstes Kapitel",
        key_faster="Schneller",
        key_slower="Langsamer",
        key_sentence="Im Text: Satz davor, Satz danach",
        key_from_sentence="Auf einem Satz: von dort abspielen",
        editions="Ausgaben",
        none_yet="Noch ist nichts erschienen.",
        published="Erschienen",
        length="Länge",
        explicit="Nicht jugendfrei",
        subscribe="Abonnieren",
        feed="Adresse des Feeds",
        copy="Kopieren",
        copied="Kopiert",
        how="Kopieren Sie diese Adresse in die Suche Ihrer Podcast-App oder dorthin, wo sie einen Podcast über seine"
        " Adresse hinzufügt.",
    ),
    Words(
        lang="ru",
        listen="Слушать статью",
        play="Воспроизвести",
        pause="Пауза",
        back="Назад на 10 секунд",
        ahead="Вперёд на 10 секунд",
        place="Место",
        speed="Скорость",
        follow="Следить за текстом",
        controls="Воспроизведение",
        chapters="Главы",
        text="Текст статьи",
        failed="Запись не удаётся воспроизвести. Её можно скачать ниже.",
        download="Скачать MP3",
        read="Читать статью",
        keys="Клавиатура",
        space="Пробел",
        shift="Shift",
        enter="Enter",
        key_play="Воспроизвести или остановить",
        key_chapter_back="К началу главы или к предыдущей",
        key_chapter_ahead="Следующая глава",
        key_faster="Быстрее",
        key_slower="Медленнее",
        key_sentence="В тексте: предыдущее предложение, следующее предложение",
        key_from_sentence="На предложении: слушать с этого места",
        editions="Выпуски",
        none_yet="Пока ничего не вышло.",
        published="Дата",
        length="Длительность",
        explicit="Для взрослых",
        subscribe="Подписаться",
        feed="Адрес ленты",
        copy="Скопировать",
        copied="Скопировано",
        how="Скопируйте этот адрес и вставьте его в поиск вашего приложения для подкастов или туда, где подкаст"
        " добавляют по адресу.",
    ),
    Words(
        lang="ar",
        listen="استمع إلى هذا المقال",
        play="تشغيل",
        pause="إيقاف مؤقت",
        back="رجوع 10 ثوانٍ",
        ahead="تقدّم 10 ثوانٍ",
        place="الموضع",
        speed="السرعة",
        follow="متابعة النص",
        controls="التشغيل",
        chapters="الفصول",
        text="نص المقال",
        failed="تعذّر تشغيل التسجيل هنا. يمكنك تنزيله أدناه.",
        download="تنزيل ملف MP3",
        read="قراءة المقال",
        keys="لوحة المفاتيح",
        space="مسافة",
        shift="Shift",
        enter="Enter",
        key_play="تشغيل أو إيقاف مؤقت",
        key_chapter_back="إلى بداية الفصل أو إلى الفصل السابق",
        key_chapter_ahead="الفصل التالي",
        key_faster="أسرع",
        key_slower="أبطأ",
        key_sentence="في النص: الجملة السابقة، الجملة التالية",
        key_from_sentence="على جملة: التشغيل من هناك",
        editions="الإصدارات",
        none_yet="لم يُنشر شيء بعد.",
        published="تاريخ النشر",
        length="المدة",
        explicit="محتوى للبالغين",
        subscribe="اشتراك",
        feed="عنوان الخلاصة",
        copy="نسخ",
        copied="تم النسخ",
        how="انسخ هذا العنوان والصقه في بحث تطبيق البودكاست، أو حيث يضيف التطبيق بودكاست بعنوانه.",
    ),
)

LANGUAGES = {words.lang: words for words in _ALL}


def words_for(lang: str) -> Words:
    """The words in a language, ``en-GB`` as ``en``; in English where it is not known."""
    return LANGUAGES.get(base_language(lang), ENGLISH)
