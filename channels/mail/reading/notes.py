"""The words of notes that machines send: absence, challenge, failure, delay; by language.

All lower case. `machines` and `bounces` read them, never without a second sign.
"""

from __future__ import annotations

from channels.mail.reading.tables import words

ABSENCE_SUBJECTS = words(
    # en
    "automatic reply|automated reply|automatic response|automated response|auto reply|auto-reply|autoreply|auto response"
    "|auto-response|autoresponse|auto:|out of office|out-of-office|out of the office|ooo:|oof:|away from|on vacation"
    "|on leave|vacation|i am away|i'm away|absence:|absent:"
    # id, ms, su, jv
    "|balasan otomatis|jawaban otomatis|respon otomatis|respons otomatis|pesan otomatis|balas otomatis|balasan automatik"
    "|di luar kantor|tidak di kantor|tidak berada di kantor|sedang cuti|sedang dinas luar|cuti:|jawapan automatik"
    "|di luar pejabat|tiada di pejabat|waleran otomatis|walesan otomatis|wangsulan otomatis|nuju cuti|keur cuti"
    # de, nl
    "|automatische antwort|automatische rückantwort|abwesenheitsnotiz|abwesenheit|abwesend|ich bin nicht im büro"
    "|außer haus|automatisch antwoord|automatische beantwoording|afwezigheid|afwezig|niet op kantoor"
    # fr, es, pt, it
    "|réponse automatique|réponse d'absence|absence du bureau|absent du bureau|absence|message d'absence"
    "|respuesta automática|fuera de la oficina|fuera de oficina|ausencia|ausente|resposta automática|fora do escritório"
    "|ausência|risposta automatica|fuori sede|fuori ufficio|assenza|assente"
    # pl, cs, hu, ro
    "|automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|poza biurem|nieobecność|automatická odpověď|mimo kancelář"
    "|nepřítomnost|automatikus válasz|răspuns automat|αυτόματη απάντηση|automatická odpoveď"
    "|automatski odgovor|samodejni odgovor|автоматичен отговор|resposta automàtica|automaatvastus|automatinis atsakymas"
    # da, sv, no, fi
    "|autosvar|automatisk svar|automatiskt svar|automatisk besvarelse|ikke til stede|fravær|frånvaro|frånvarande"
    "|frånvaromeddelande|fraværsmelding|automaattinen vastaus|poissa|poissaolo|poissaoloviesti"
    # ru, uk, tr, vi
    "|автоматический ответ|автоответ|автоматична відповідь|нет на месте|отсутствие на работе|вне офиса|otomatik yanıt"
    "|otomatik cevap|ofis dışında|ofis dışı|trả lời tự động|thư trả lời tự động|vắng mặt|ngoài văn phòng"
    # ja, ko, zh, th
    "|自動応答|自動返信|不在通知|不在のお知らせ|不在|자동 응답|자동응답|자동 회신|자동회신|부재중|부재 중|自动答复|自动回复|自動回覆|自動回复"
    "|不在办公室|外出|ตอบกลับอัตโนมัติ",
    "|",
)
ABSENCE_PHRASES = words(
    # en
    "out of the office|out of office|on vacation|on annual leave|on leave until|on holiday|currently away|i am away"
    "|limited access to email|limited access to my email|no access to my email|will be away|automatic reply"
    "|automated response|automated reply|automatic response|will return on|back in the office|i will be back|i'll be back|automatically generated"
    # id, ms, su
    "|sedang cuti|sedang tidak berada di kantor|tidak berada di kantor|sedang berada di luar kantor|sedang dinas luar"
    "|akan kembali pada|kembali bekerja pada|balasan otomatis|pesan otomatis|dijawab secara otomatis|tiada di pejabat"
    "|sedang bercuti|di luar pejabat|nuju cuti|keur cuti|teu aya di kantor|walesan otomatis|waleran otomatis"
    # de, nl
    "|nicht im büro|nicht im hause|außer haus|im urlaub|abwesend|wieder erreichbar|automatische antwort|niet op kantoor"
    "|niet aanwezig|afwezig|met vakantie|op vakantie|met verlof"
    # fr, es, pt, it
    "|absent du bureau|absente du bureau|je suis absent|actuellement absent|en congé|de retour le|réponse automatique"
    "|fuera de la oficina|de vacaciones|estaré ausente|respuesta automática|fora do escritório|de férias|estou ausente"
    "|estarei ausente|resposta automática|fuori ufficio|fuori sede|in ferie|sono assente|sarò assente"
    # pl, cs, hu
    "|poza biurem|jestem nieobecn|na urlopie|automatyczna odpowiedź|mimo kancelář|na dovolené|nejsem přítom"
    "|szabadságon|în concediu|απουσιάζω|εκτός γραφείου|na dovolenke|na godišnjem|на допуск|puhkusel|atostogauju"
    # da, sv, no, fi
    "|ikke på kontoret|på ferie|ferie til|inte på kontoret|på semester|semester till|tilbake på kontoret|åter på kontoret"
    "|tilbage på kontoret|poissa toimistolta|lomalla|olen poissa|automaattinen vastaus"
    # ru, uk, tr, vi
    "|нет на рабочем месте|нет в офисе|в отпуске|вне офиса|буду отсутствовать|автоматический ответ|у відпустці|ofis dışında|izindeyim"
    "|izinliyim|yıllık izin|ofiste değilim|vắng mặt|đang nghỉ|nghỉ phép|trả lời tự động"
    # ja, ko, zh, th
    "|不在に|不在の|休暇|外出して|自動返信|자리를 비|부재|휴가|출장|자동 응답|不在办公室|不在辦公室|休假|出差|自动回复|自動回覆"
    "|ไม่อยู่ที่สำนักงาน",
    "|",
)

# What a person may write of, too: the text must say it of its author.
WEAK_ABSENCE_SUBJECTS = words(
    "vacation|on vacation|on leave|away from|absence of|absence at|absent|cuti|sedang cuti"
    "|sedang dinas luar|tidak di kantor",
    "|",
)
AUTHORS = words(
    "i am |i'm |i’m |i will |i'll |i’ll |we are |thank you for your |je |j'|ich |ik |saya |kami |aku |terima kasih atas ",
    "|",
)
CHALLENGE_SUBJECTS = words(
    "your email requires verification|please confirm your message|please confirm your email|confirm your message"
    "|sender verification|please verify your|verification required|[challenge|action required: confirm you"
    "|mail verification|konfirmasi pengiriman surel anda",
    "|",
)
CHALLENGE_PHRASES = words(
    "human|spam|approved sender|allowed senders|safe list|whitelist|verify that you|deliver your message|manusia",
    "|",
)

FAILURE_SUBJECTS = words(
    # en
    "undeliver|undelivered mail returned to sender|delivery status notification|delivery failure|delivery has failed"
    "|email delivery failure|email delivery failed|delivery report|notice: mail delivery status|delivery notification|delivery problem|delivery error|delivery failed|delivery unsuccessful"
    "|failure notice|failure delivery|failed delivery|mail delivery failed|mail delivery failure|mail delivery system"
    "|mail delivery problem|mail failure|mail system error|mail could not be delivered|mail not delivered"
    "|message delivery failure|message could not be delivered|message undeliverable|message not delivered"
    "|returned mail|returned to sender|return mail|returned email|nondeliverable"
    "|non delivery|non-delivery|nondelivery|non remis|rejected:|bounced|could not send|could not deliver|unable to deliver"
    "|user unknown|address not found|email not delivered|permanent delivery"
    "|mailbox full|there was an error sending|message you sent blocked|your message could not"
    # id, ms
    "|tidak terkirim|gagal terkirim|pengiriman gagal|pemberitahuan status pengiriman|pemberitahuan kegagalan"
    "|pesan tidak terkirim|email tidak terkirim|kirim gagal|gagal dikirim|tidak dapat dikirim|tak dapat dihantar"
    "|tidak dapat dihantar|penghantaran gagal"
    # de, nl, fr, es, pt, it
    "|unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|zustellfehler|nachricht nicht zugestellt|onbestelbaar"
    "|niet bezorgd|bezorging mislukt|non distribuable|non distribué|échec de la remise|échec de remise|message non remis"
    "|courrier non remis|no se puede entregar|no entregado|no se ha podido entregar|error de entrega|correo devuelto"
    "|não entregue|não é possível entregar|não foi possível entregar|falha na entrega|mensagem devolvida"
    "|non recapitabile|mancato recapito|consegna fallita|impossibile recapitare|messaggio non consegnato"
    # pl, cs, da, sv, no, fi
    "|niedostarczalne|niedostarczon|nie dostarczono|zwrot wiadomości|nedoručiteln|nedoručen|kan ikke leveres"
    "|ikke leveret|kunne ikke leveres|går inte att leverera|kunde inte levereras|ej levererat|olevererbart|ikke levert"
    "|kan ikke leveres|ei voitu toimittaa|ei voi toimittaa|toimitus epäonnistui"
    # ru, uk, tr, vi, ja, ko, zh
    "|недоставлен|не доставлено|не удается доставить|сообщение не доставлено|недоставленное сообщение|не доставлено:"
    "|teslim edilemedi|iletilemedi|iletim hatası|gönderilemedi|không thể gửi|không gửi được|thư không gửi được"
    "|配信不能|配信エラー|送信エラー|配送エラー|배달되지 않음|배달 실패|전송 실패|메일 전송 실패|반송|未传递|無法傳遞|未送达|无法送达|退信"
    "|系统退信|投递失败|邮件被退回|無法遞送|無法送達",
    "|",
)
DELAY_SUBJECTS = (
    "warning: ",
    "message delayed",
    "delayed mail",
    "delayed:",
    "delivery delayed",
    "delivery is delayed",
)
DELAY_WORDS = words(
    "delayed|delay)|(delay|warning: could not send|warning: message|still trying|still being retried"
    "|will continue to try|will keep trying|will be retried|continue to be attempted|has not yet been delivered"
    "|delivery attempts will continue|tertunda|ditunda|akan dicoba lagi|verzögert|retardé|différée|retrasad|atrasad"
    "|ritardat|ritardo|vertraagd|opóźnien|forsinket|försenad|задержан|задержк|gecik|遅延|지연|延迟|延遲",
    "|",
)
