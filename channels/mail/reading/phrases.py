"""The words with which mail programs introduce older mails, by language: a further language is a further row.

All are lower case. Each row has a mail of its own among the tests.
"""

from __future__ import annotations

from typing import NamedTuple

from channels.mail.reading.tables import words


class Attribution(NamedTuple):
    """How a program introduces what it quotes: `opening` ... `verb`, at whose end there is a colon.

    Where dates stand without a word before them there are no openings; an address or quotes must help.
    """

    language: str
    openings: tuple[str, ...]
    verbs: tuple[str, ...]


ATTRIBUTIONS = (
    Attribution("id", ("pada ", "tanggal "), ("menulis", "tulis")),
    Attribution("su", ("dina ", "ping ", "tanggal "), ("nyerat", "nulis", "nyeratkeun")),
    Attribution("ms", ("pada ",), ("menulis", "telah menulis")),
    Attribution("jv", ("ing ", "nalika "), ("nyerat", "nulis")),
    Attribution("en", ("on ", "at ", "in a message dated "), ("wrote", "writes")),
    Attribution("nl", ("op ",), ("schreef", "het volgende geschreven")),
    Attribution("de", ("am ",), ("schrieb", "geschrieben")),
    Attribution("fr", ("le ",), ("a écrit", "a ecrit", "écrivait", "écrit")),
    Attribution("es", ("el ",), ("escribió", "escribio", "ha escrito")),
    Attribution("pt", ("em ", "no dia "), ("escreveu",)),
    Attribution("it", ("il ", "in data "), ("ha scritto", "scrive")),
    Attribution("pl", ("w dniu ", "dnia "), ("napisał(a)", "napisał", "napisała", "pisze")),
    Attribution("cs", ("dne ",), ("napsal(a)", "napsal", "napsala")),
    Attribution("da", ("den ",), ("skrev", "skrev følgende")),
    Attribution("sv", ("den ",), ("skrev",)),
    Attribution("no", ("den ", "på "), ("skrev", "skrev følgende")),
    Attribution("fi", (), ("kirjoitti",)),
    Attribution("ru", (), ("пишет", "написал(а)", "написал", "написала", "писал(а)")),
    Attribution("uk", (), ("пише", "написав(ла)", "написав", "написала")),
    Attribution("tr", (), ("tarihinde şunu yazdı", "tarihinde yazdı", "şunu yazdı", "yazdı")),
    Attribution("vi", ("vào ", "lúc "), ("đã viết", "viết")),
    Attribution("ja", (), ("のメール", "は書きました", "が書きました", "さんは書きました", "wrote")),
    Attribution("ko", (), ("님이 작성", "작성", "님이 쓴 글")),
    Attribution("zh", ("在 ", "在", "於 ", "于 "), ("写道", "寫道", "撰写", "来信")),
    Attribution("th", ("เมื่อ ",), ("เขียนว่า",)),
    Attribution("hu", (), ("ezt írta", "írta")),
    Attribution("ro", ("în ", "pe "), ("a scris",)),
    Attribution("el", ("στις ",), ("έγραψε",)),
    Attribution("bg", ("на ",), ("написа",)),
    Attribution("sk", ("dňa ",), ("napísal(a)", "napísal", "napísala")),
    Attribution("hr", (), ("napisao je", "napisala je", "je napisao/la")),
    Attribution("ar", ("في ",), ("كتب",)),
    Attribution("he", ("בתאריך ",), ("כתב/ה", "כתב", "כתבה")),
)

# What stands before the colon in the lines that head a quoted or forwarded mail -> which field it is.
# id su ms jv en nl de fr es pt it pl cs da sv no fi ru uk tr vi ja ko zh; hu ro el bg sk hr sl ca et lt lv ar he
HEADER_LABELS = {
    label: field
    for field, labels in {
        "from": "from|dari|daripada|pengirim|ti|saking|von|van|de|expéditeur|remitente|remetente|da|mittente|od|fra|från"
        "|lähettäjä|от|от кого|від|отправитель|kimden|gönderen|từ|người gửi|差出人|送信者|보낸 사람|보낸사람|보낸이"
        "|发件人|寄件者|寄件人|發件人|จาก|feladó|de la|από|od koho|šalje|saatja|nuo|no|من|מאת",
        "sent": "sent|dikirim|dihantar|waktu|gesendet|verzonden|envoyé|envoyé le|enviado|enviado el|enviada|enviada em"
        "|enviado em|inviato|wysłano|wysłane|odesláno|sendt|skickat|lähetetty|отправлено|дата отправки|надіслано|gönderildi"
        "|gönderilen|gönderim tarihi|đã gửi|送信日時|送信日|보낸 날짜|发送时间|发送日期|寄件日期|傳送時間|ส่งเมื่อ|elküldve|trimis|στάλθηκε|изпратено|odoslané|poslano|poslato|enviat|saadetud|išsiųsta"
        "|nosūtīts|تم الإرسال|נשלח",
        "date": "date|tanggal|tgl|tarikh|kaping|datum|fecha|data|dato|päivämäärä|päiväys|pvm|дата|tarih|ngày|日付|日時"
        "|날짜|日期|วันที่|dátum|date d'envoi|data de envio",
        "to": "to|kepada|ke|untuk|ka|penerima|an|aan|à|a|para|destinataire|destinatario|destinatário|do|adresat|komu|til"
        "|till|vastaanottaja|кому|получатель|kime|alıcı|đến|tới|người nhận|宛先|받는 사람|받는사람|수신|收件人|收件者"
        "|ถึง|címzett|către|προς|до|prima|za|per a|adressaat|kam|إلى|אל",
        "cc": "cc|tembusan|bcc|salinan|reply-to|balas ke|kopie|kopia|kopi|kopija|copie|copia|cópia|dw|копия|копія|bilgi"
        "|参照|참조|抄送|副本|répondre à|responder a|rispondi a|antwort an|svar til",
        "subject": "subject|subjek|perihal|judul|hal|topik|jejer|betreff|onderwerp|objet|sujet|asunto|assunto|oggetto"
        "|temat|předmět|emne|ämne|aihe|тема|konu|chủ đề|tiêu đề|件名|제목|主题|主旨|主題|เรื่อง|tárgy|subiect|θέμα|относно|predmet|zadeva|assumpte|teema|tema|temats|الموضوع|נושא",
    }.items()
    for label in labels.split("|")
}

# Between two rows of dashes, or alone on a line.
SEPARATORS = frozenset(
    words(
        "original message|original appointment|original email|original mail|original|forwarded message|forwarded by"
        "|forwarded mail|forward message|reply message|pesan asli|pesan asal|pesan awal|pesan terusan|pesan diteruskan"
        "|pesan yang diteruskan|meneruskan pesan|surat asli|email asli|mesej asal|mesej yang dimajukan|surat asal"
        "|serat asli|talatah asli|seratan asli|pesen asli|pesen terusan"
        "|ursprüngliche nachricht|originalnachricht|original-nachricht|weitergeleitete nachricht|ursprüngliche mail"
        "|oorspronkelijk bericht|oorspronkelijke bericht|origineel bericht|doorgestuurd bericht"
        "|message d'origine|message original|message initial|message d’origine|message transféré|message transmis"
        "|mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|mensagem reencaminhada"
        "|messaggio originale|messaggio inoltrato|messaggio in originale|wiadomość oryginalna|oryginalna wiadomość"
        "|wiadomość przekazana|przekazana wiadomość|treść przekazanej wiadomości|původní zpráva|přeposlaná zpráva"
        "|původní e-mail|oprindelig meddelelse|original meddelelse|oprindelig besked|videresendt besked"
        "|videresendt meddelelse|ursprungligt meddelande|originalmeddelande|vidarebefordrat meddelande"
        "|vidarebefordrat mail|vidarebefordrat brev|opprinnelig melding|original melding|videresendt melding"
        "|alkuperäinen viesti|välitetty viesti|edelleenlähetetty viesti|исходное сообщение|оригинальное сообщение"
        "|пересылаемое сообщение|пересланное сообщение|перенаправленное сообщение|оригінальне повідомлення"
        "|переслане повідомлення|özgün ileti|orijinal mesaj|özgün mesaj|orijinal ileti|iletilen ileti"
        "|yönlendirilen mesaj|iletilmiş ileti|thư gốc|tin nhắn gốc|thư đã chuyển tiếp|thư được chuyển tiếp"
        "|元のメッセージ|オリジナルメッセージ|転送メッセージ|転送されたメッセージ|転送メール|원본 메시지|원본 메일"
        "|전달된 메시지|전달된 메일|원래 메시지|原始邮件|原邮件|邮件原件|转发邮件|转发的邮件|转发邮件信息|原始郵件"
        "|轉寄郵件|已轉寄郵件|轉寄的郵件|eredeti üzenet|továbbított üzenet|mesaj original|ข้อความต้นฉบับ",
        "|",
    )
)
# What help desks write above the older mail: "##- Please type your reply above this line -##".
MARKER_LINES = words(
    "above this line|above the line|above this text|di atas baris ini|di atas garis ini|oberhalb dieser zeile"
    "|über dieser zeile|boven deze regel|boven deze lijn|au-dessus de cette ligne|por encima de esta línea"
    "|acima desta linha|sopra questa riga|powyżej tej linii|ovanför den här raden|over denne linje|выше этой строки"
    "|bu satırın üst|phía trên dòng này|この行より上|이 줄 위|在此行上方",
    "|",
)
# How such a line begins where no signs stand around it.
REPLY_WORDS = words(
    "reply |please reply |please type your reply |type your reply |write your reply |add your reply |balas |balaslah "
    "|tulis balasan |mohon balas |silakan balas |antworten |bitte antworten |répondez |répondre |responda |rispondi "
    "|responder |odpowiedz |svar |svara ",
    "|",
)
FORWARD_LINES = words(
    "begin forwarded message:|start of forwarded message:|awal pesan terusan:|awal pesan yang diteruskan:"
    "|mulai meneruskan pesan:|mulai pesan terusan:|awal pesan diteruskan:|mitembeyan pesen terusan:"
    "|mesej yang dimajukan bermula:|anfang der weitergeleiteten nachricht:|anfang der weitergeleiteten e-mail:"
    "|beginn der weitergeleiteten nachricht:|begin doorgestuurd bericht:|begin van doorgestuurd bericht:"
    "|début du message réexpédié :|début du message transféré :|inicio del mensaje reenviado:"
    "|comienzo del mensaje reenviado:|início da mensagem encaminhada:|início da mensagem reencaminhada:"
    "|inizio messaggio inoltrato:|początek przekazanej wiadomości:"
    "|začátek přeposílané zprávy:|začátek přeposlané zprávy:|start på videresendt besked:"
    "|start på videresendt meddelelse:|vidarebefordrat brev:|börja vidarebefordrat brev:|början på vidarebefordrat brev:"
    "|start på videresendt melding:|videresendt melding:|välitetty viesti alkaa:|välitetyn viestin alku:"
    "|начало переадресованного сообщения:|начало пересланного сообщения:|iletilmiş mesajın başlangıcı:"
    "|başlangıç olarak iletilen mesaj:|bắt đầu thư được chuyển tiếp:|bắt đầu thư đã chuyển tiếp:"
    "|転送されたメッセージ:|転送されたメッセージ：|전달된 메시지 시작:|전달된 메시지:|开始转发的邮件：|开始转发的邮件:"
    "|以下是转发的邮件：|開始轉寄郵件：|以下是轉寄的訊息：",
    "|",
)

FORWARD_PREFIXES = words(
    "fwd: fw: trs: tr: terusan: wg: doorst: diteruskan: [fwd rv: enc: i: pd: vs: vb: vl: fs: p3: пересл: ilt: "
    "转发: 转发： 轉寄: 轉寄： 전달: 転送: přep: fwd： fw："
)
REPLY_PREFIXES = words(
    "re: re[ re( re： bls: balas: balasan: aw: antw: sv: antwort: réf: res: rif: r: odp: vá: ynt: yan: bg: "
    "回复: 回复： 回覆: 回覆： 答复: 答复： 답장: 返信:"
)
