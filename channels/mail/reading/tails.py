"""The words of what programs put below a text, by language: device lines, advertisements, fine print, list footers.

All are lower case. Each row has a mail of its own among the tests.
"""

from __future__ import annotations

from channels.mail.reading.tables import words

# A line that begins so was written by a telephone.
SURE_DEVICE_OPENINGS = words(
    "sent from my |get outlook for |dapatkan outlook untuk |unduh outlook untuk |kéngingkeun outlook "
    "|outlook für ios beziehen|holen sie sich outlook für |beziehen sie outlook für |téléchargez outlook pour |obtenir outlook pour "
    "|télécharger outlook pour |obtener outlook para |obtenha o outlook para |obter o outlook para "
    "|scarica outlook per |download outlook voor |outlook voor ios downloaden|pobierz program outlook dla "
    "|stáhněte si outlook pro |hent outlook til |hämta outlook för |skaff deg outlook for |hanki outlook "
    "|скачайте outlook для |загрузить outlook для |tải outlook cho |az iphone-omról|下载 outlook|获取 outlook|取得 outlook",
    "|",
)
# A line that begins so, and names a device or a program, too.
DEVICE_OPENINGS = words(
    "sent from |sent via |sent using |sent with |posted from |written on my "
    "|dikirim dari |dikirim melalui |dikirim via |dikirim menggunakan |dikirim lewat |dikirim dengan "
    "|dikirim ti |dikirimkeun ti |dikintunkeun ti |dikirim nganggo |dikirim saking |dikirim saka "
    "|terkirim dari |terkirim melalui |dihantar dari |dihantar daripada |dihantar melalui "
    "|von meinem |gesendet von |gesendet mit |diese nachricht wurde von meinem |verzonden vanaf |verstuurd vanaf "
    "|verzonden met |verstuurd met |verzonden via |verzonden vanuit |verstuurd vanuit |envoyé de |envoyé depuis |envoyé avec |envoyé à partir "
    "|enviado desde |enviado con |enviado do |enviado de |enviado via |enviado pelo |enviado a partir |enviada do "
    "|inviato da |inviato dal |inviato con |wysłane z |wysłano z |odesláno z |odesláno ze |posláno z |sendt fra "
    "|sendt via |sendt med |skickat från |skickat med |lähetetty |отправлено с |отправлено из |послано с |надіслано з "
    "|đã gửi từ |được gửi từ |gửi từ |从我的|从我的 |发自我的|发自我的 |发自 |發自我的|從我的|傳送自|나의 |내 "
    "|trimis de pe |ส่งจาก",
    "|",
)
# Where the verb comes last: a line that ends so, and names a device or a program.
DEVICE_ENDINGS = words(
    "gesendet|geschickt|gönderildi|を入手|をダウンロード|から送信|から送信されました|より送信|에서 보냄|에서 보냈습니다|에서 발송|发送|發送|傳送|küldve",
    "|",
)
DEVICES = frozenset(
    words(
        "iphone ipad ios android samsung galaxy ponsel smartphone telepon hape hp handphone yahoo outlook gmail mail email "
        "xiaomi redmi poco oppo vivo realme huawei nokia blackberry perangkat peranti gawai tablet windows mobile aplikasi "
        "proton protonmail laptop phone mac hotmail thunderbird infinix tecno advan evercoss asus sony lenovo gerät "
        "handy mobiltelefon mobilgerät téléphone portable teléfono móvil celular dispositivo telefone cellulare telefono "
        "telefoon apparaat telefonu telefon puhelimesta телефона айфона điện スマートフォン 手机 手機 휴대폰 foxmail tutanota bluemail spark nine edison airmail newton fairemail typeapp aquamail mailspring "
        "superhuman canary zoho mymail kiwi aqua"
    )
)
DEVICE_STEMS = words(
    "iphon ipad android samsung galaxy outlook xiaomi huawei windows айфон 갤럭시 foxmail 手机 手機 平板 스마트폰 スマートフォン"
)
"""Names that languages inflect or write without spaces: "iPhonesta", "iPhoneから"; they begin a word."""

# Whole lines that free services add.
ADVERTISEMENTS = words(
    "virus-free.|bebas virus.|www.avast.com|www.avast.id|www.avg.com|www.eset.com|no virus found in this|checked by avg"
    "|information from eset|the message was checked by eset|surel ini telah diperiksa virus"
    "|antes de imprimir este|avant d'imprimer|pensez à l'environnement avant|pense no meio ambiente antes"
    "|antes de imprimir, pense|bitte denken sie an die umwelt|denken sie an die umwelt, bevor|denk aan het milieu voor"
    "|rispetta l'ambiente|prima di stampare|yahoo mail:|yahoo mail di android|mailtrack|sent with mailtrack"
    "|tidak ada virus|this email has been checked for viruses|email ini telah diperiksa"
    "|this e-mail has been checked for viruses|diese e-mail wurde von avast|cet e-mail a été vérifié par"
    "|l'absence de virus dans ce courrier|este correo electrónico ha sido comprobado|este email foi escaneado"
    "|questa e-mail è stata controllata|deze e-mail is gecontroleerd|garanti sans virus|libre de virus."
    "|virenfrei.|virusvrij.|livre de vírus.|privo di virus.|без вирусов.|please consider the environment before"
    "|think before you print|mohon pertimbangkan lingkungan sebelum|sent with proton mail|sent with protonmail"
    "|secured with tuta|do you yahoo!?|do you yahoo",
    "|",
)

# What the receiving side's server sets above a mail from outside, and what else such a paragraph says.
BANNERS = words(
    "caution|[caution|warning: this e|external|[external|[ext]|*** external|this email originated|this message originated"
    "|this email came from outside|this message came from outside|you don't often get email from|perhatian: email ini"
    "|perhatian: surel ini|peringatan: email ini|achtung: diese e-mail|attention: ce|attention : ce|let op: deze",
    "|",
)
BANNER_MARKS = words(
    "outside|external|do not click|don't click|learn why this is important|dari luar|extern|extérieur|von außerhalb",
    "|",
)

# How a paragraph of fine print begins; it counts only with two of the marks below in it.
DISCLAIMER_OPENINGS = words(
    "this e-mail|this email|this message|this communication|this transmission|the information contained in"
    "|the information in this|the information transmitted|the contents of this|confidentiality notice"
    "|confidentiality:|confidential|disclaimer|important notice|legal notice|privileged|notice:|caution:|warning:"
    "|if you are not the intended recipient|email ini|e-mail ini|surel ini|pesan ini|surat elektronik ini"
    "|informasi yang terkandung|informasi dalam|isi email ini|penafian|sangkalan|peringatan:|perhatian:|rahasia"
    "|e-mel ini|mesej ini|serat ieu|surélék ieu"
    "|diese e-mail|diese nachricht|vertraulich|der inhalt dieser|ce message|cet e-mail|ce courriel|ce courrier"
    "|les informations contenues|este correo|este mensaje|la información contenida|aviso legal|aviso de confidencial"
    "|esta mensagem|este e-mail|este email|as informações contidas|questo messaggio|questa e-mail|le informazioni contenute"
    "|avviso di riservatezza|dit bericht|deze e-mail|dit e-mailbericht|de informatie in|niniejsza wiadomość|ta wiadomość"
    "|tato zpráva|tento e-mail|denne e-mail|denne meddelelse|denna e-post|detta meddelande|denne e-posten"
    "|tämä viesti|это сообщение|данное сообщение|это электронное|настоящее сообщение|bu e-posta|bu mesaj|bu ileti"
    "|thư này|email này|本邮件|本郵件|此邮件|本メール|このメール|이 메일|본 메일|이 전자우편",
    "|",
)
DISCLAIMER_MARKS = words(
    "confidential|privileged|intended recipient|intended solely|intended only|intended for|delete|notify the sender"
    "|unauthorized|unauthorised|rahasia|penerima yang dituju|penerima yang dimaksud|ditujukan hanya|hanya ditujukan"
    "|hanya untuk penerima|bukan penerima|rusiah|menghapus|hapus|sulit|vertraulich|adressat|empfänger|löschen|vernichten"
    "|confidentiel|destinataire|détruire|supprimer|destinatario|eliminar|bórrelo|destinatário|confidenciais|apague"
    "|riservat|destinatari|cancellar|distrugger|vertrouwelijk|geadresseerde|verwijderen|poufn|adresat|usun|důvěrn|určen"
    "|fortrolig|modtager|slette|konfidentiell|mottagare|radera|mottaker|luottamuksellinen|vastaanottaja"
    "|конфиденциальн|получател|удалит|gizli|alıcı|siliniz|bảo mật|người nhận|xóa|机密|保密|收件人|删除|機密|刪除|収信者"
    "|受信者|削除|기밀|수신인|삭제",
    "|",
)

# Where mailing lists begin their footer.
LIST_FOOTERS = words(
    "to unsubscribe|unsubscribe:|yahoo! groups links|you received this message because you are subscribed"
    "|you are receiving this because|to view this discussion|view this message in context|reply to this email directly"
    "|anda menerima pesan ini karena anda berlangganan|anda menerima email ini karena anda berlangganan"
    "|untuk berhenti berlangganan|berhenti berlangganan|sie erhalten diese nachricht, weil sie|pour vous désabonner"
    "|pour se désabonner|vous recevez ce message|para cancelar la suscripción|has recibido este mensaje porque"
    "|recebeu esta mensagem porque|para cancelar a inscrição|hai ricevuto questo messaggio perché"
    "|je ontvangt dit bericht omdat|чтобы отказаться от|вы получили это сообщение, поскольку",
    "|",
)
LIST_FOOTER_MARKS = ("mailing list", "listinfo", "unsubscribe", "milis", "list archives", "list-unsubscribe")
"""What the lines below a rule say where the rule begins a list's footer."""
