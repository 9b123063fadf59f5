"""The vocabularies of quick capture, all folded (lower case, no accents), in the languages it reads."""

from __future__ import annotations

from smallbiz_crm.domain.calendar_words import MONTHS, WEEKDAYS
from smallbiz_crm.domain.text import fold

MONTH_NUMBERS = {fold(name): number for name, number in MONTHS.items()}
WEEKDAY_NUMBERS = {fold(name): number for name, number in WEEKDAYS.items()}

SHORT_WEEKDAYS = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}
"""German abbreviations, understood behind an exclamation mark only."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


RELATIVE_DAYS: dict[tuple[str, ...], int] = {
    **dict.fromkeys(_phrases("today|tonight|heute|hoy|aujourd'hui|hoje|oggi"), 0),
    **dict.fromkeys(_phrases("tomorrow|tmrw|tmr|morgen|manana|demain|amanha|domani"), 1),
    **dict.fromkeys(
        _phrases(
            "the day after tomorrow|day after tomorrow|ubermorgen|uebermorgen|pasado manana|apres-demain|"
            "apres demain|depois de amanha|dopodomani"
        ),
        2,
    ),
}
"""Phrases to days from today."""

NEXT_WEEK = _phrases(
    "next week|nachste woche|naechste woche|kommende woche|la proxima semana|proxima semana|"
    "la semana que viene|semana que viene|semana proxima|la semaine prochaine|semaine prochaine|"
    "na proxima semana|semana que vem|na semana que vem|la settimana prossima|settimana prossima|"
    "la prossima settimana|prossima settimana|a proxima semana|der nachsten woche|der kommenden woche|"
    "nachster woche|kommender woche|la semana proxima|de la semaine prochaine|a semana que vem"
)
NEXT_MONTH = _phrases(
    "next month|nachsten monat|naechsten monat|kommenden monat|el proximo mes|proximo mes|"
    "el mes que viene|mes que viene|le mois prochain|mois prochain|no proximo mes|mes que vem|"
    "il mese prossimo|mese prossimo"
)
END_OF_MONTH = _phrases(
    "at the end of the month|end of the month|end of month|month end|eom|ende des monats|"
    "ende monat|monatsende|zum monatsende|a fin de mes|fin de mes|a finales de mes|fin du mois|"
    "fin de mois|en fin de mois|a la fin du mois|fim do mes|no fim do mes|fine mese|a fine mese"
)
END_OF_WEEK = _phrases(
    "at the end of the week|end of the week|end of week|eow|ende der woche|ende woche|"
    "fin de la semana|fin de la semaine|fim da semana|fine settimana"
)

IN = _words("in en dans em fra tra within innerhalb d'ici")
IN_TWO_WORDS = _phrases("dentro de|daqui a|d'aqui a|entro i|within the|innerhalb von")
DAY_UNITS = _words("day days tag tage tagen dia dias jour jours giorno giorni")
WEEK_UNITS = _words("week weeks wk wks woche wochen semana semanas semaine semaines settimana settimane")
MONTH_UNITS = _words("month months monat monate monaten mes meses mois mese mesi")
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "a an one ein eine einem einer einen un una une um uma uno",
            "two zwei dos deux dois duas due couple",
            "three drei tres trois tre",
            "four vier cuatro quatre quatro quattro",
            "five funf fuenf cinco cinq cinque",
            "six sechs seis sei",
            "seven sieben siete sept sete sette",
            "eight acht ocho huit oito otto",
            "nine neun nueve neuf nove",
            "ten zehn diez dix dez dieci",
        ),
        1,
    )
    for word in words.split()
}

OF_NEXT_WEEK = _words("next nachsten nachster nachste naechsten naechster naechste")
"""Before a weekday: the one of the next calendar week."""
OF_COMING = _words(
    "this coming kommenden kommender diesen dieser proximo proxima este esta ce cette prossimo prossima"
)
"""Before a weekday: the one that comes first."""
INTO_NEXT_WEEK = _phrases(
    "next week|nachste woche|nachster woche|naechste woche|kommende woche|de la semaine prochaine|"
    "de la proxima semana|da proxima semana|della prossima settimana"
)
"""Behind a weekday: the one of the next calendar week."""
AFTER_WEEKDAY = (
    *INTO_NEXT_WEEK,
    *_phrases("prochain|prochaine|que viene|que vem|proximo|proxima|prossimo|prossima"),
)

DAY_PREPOSITIONS = _words(
    "on by until till before due am bis zum ab el le para pour avant ate em na no per entro antes del the"
    " il dia"
)

CALL_WORDS = _words(
    """call phone ring telephone anrufen telefonieren ruckruf rueckruf zuruckrufen zurueckrufen anruf
    rufen llamar llamada telefonear appeler rappeler telephoner appel ligar telefonar ligacao chiamare
    telefonare richiamare"""
)
EMAIL_WORDS = _words(
    """email e-mail mail mailen emailen schreiben anmailen correo escribir ecrire courriel escrever
    scrivere write"""
)
MEETING_WORDS = _words(
    """meet meeting demo lunch coffee dinner breakfast visit appointment treffen termin besuch besuchen
    mittagessen kaffee besprechung reunion reunirse cita visitar almuerzo comida rdv rendez-vous
    dejeuner visiter rencontrer reuniao encontro visita incontro riunione pranzo appuntamento workshop
    presentation"""
)
VENUE_WORDS = _words("lunch coffee dinner breakfast")
"""Of these, what a place to eat may be named by."""
TASK_WORDS = _words(
    """follow followup follow-up send ask remind check schedule book invite prepare quote offer deliver
    ship order reply respond confirm renew review introduce connect share get bring give forward update
    ping invoice discuss nachfassen senden schicken zusenden fragen nachfragen angebot erinnern melden
    vorbereiten liefern bestellen einladen klaren vereinbaren enviar mandar preguntar seguir recordar
    preparar confirmar invitar entregar cotizar envoyer relancer demander preparer confirmer inviter
    livrer suivre contacter contactar kontaktieren perguntar lembrar acompanhar convidar orcamento
    inviare mandare sentire risentire chiedere ricordare preparare confermare invitare sollecitare"""
)
ACTION_WORDS = CALL_WORDS | EMAIL_WORDS | MEETING_WORDS | TASK_WORDS

PAST_WORDS = _words(
    """    met spoke talked saw visited called emailed discussed asked bought ordered knows since was were
    had referred introduced recommended getroffen kennengelernt gesprochen kennt war hatte traf
    sprach conoci conocido conocimos hable hablamos hablado conocida vi visto pregunto rencontre
    rencontree parle vu vue connait conheci conhecemos falei falamos conhecida conhecido encontrei
    vi incontrato incontrata conosciuta conosciuto parlato"""
)
"""A day in such a text is past, not due."""
STATE_WORDS = _words(
    """    wants want needs need likes like loves interested looking has have is are prefers uses owns
    sells works would could should runs makes buys plans planning considering looks seems speaks
    lives plays asks asking hopes thinks says said told knows prefers wishes orders wanted needed
    liked got gave sent moved left joined loved hates enjoys collects opens opened expects requires
    trusts referred introduced recommended bring brings will mochte moechte braucht sucht hat ist
    interessiert arbeitet kauft plant wunscht sucht fragt fragte wollte brauchte mag liebt spricht
    wohnt fuhrt leitet betreibt bestellt kommt will's quiere necesita busca tiene es esta interesado
    interesada prefiere usa vende trabaja pide pidio queria necesitaba compra dirige habla vive le
    viene gusta veut voudrait demande voulait dirige achete parle habite aime connait tient cherche
    souhaite interesse interessee utilise vend travaille quer precisa procura tem trabalha pede
    pediu queria precisava compra gosta fala mora dirige gere vuole vorrebbe cerca ha lavora chiede
    voleva compra parla abita gestisce dirige bisogno gli"""
) - _words("will es ha like esta")
"""Words that begin a remark about a person."""
NOTE_WORDS = PAST_WORDS | STATE_WORDS

PHONE_LABELS = _words(
    """tel telephone phone mobile mob cell cellphone handy mobil fax work home office direct telefon
    telefono movil portable telemovel celular cellulare m t p f whatsapp wa"""
)
NUMBER_LABELS = _words(
    "invoice order no nr number ref ticket id po vat ust rechnung auftrag factura facture fatura"
)
"""Words before digits that are no phone number."""

PERSON_PREPOSITIONS = _words("to with an mit a con avec com para for fur")
"""Before the person in what is to be done: ``send quote to Bob``."""
DEAL_LABELS = _words(
    """deal opportunity order quote offer budget angebot auftrag bestellung pedido oferta presupuesto
    oportunidad devis commande encomenda orcamento offerta ordine"""
)
"""Before an amount that a title follows."""
COMPANY_CONNECTORS = _words("at from bei beim chez with presso @")
PARTICLE_CONNECTORS = _words("von vom de del da do di du des della dalla dal")
"""Also part of names: a company follows only behind two words or more, and where it looks like one."""
JOB_CONNECTORS = _words("bei at in en em na no presso nella nel dans")
"""Between a job title and the company: ``gerente na Padaria Central``."""
OWNER_CONNECTORS = _words("of von der des de del da do di du della dell")
"""Between who leads a company and the company: ``founder of Acme``."""
ARTICLES = _words("der dem den the la el le los les il lo o a")
"""Left out between a connector and the company."""
SURE_CONNECTORS = COMPANY_CONNECTORS

NAME_PARTICLES = _words("de der di du da la le van von zu el al bin ibn do dos das del della lo")
"""Small words that a name may begin with: ``van Dijk``."""

JOB_NOUNS = _words(
    """    ceo cto cfo coo cmo cio cpo cso cro vp svp evp md gm founder co-founder cofounder owner co-owner
    partner director manager head lead buyer purchaser president chairman chairwoman chair officer
    engineer developer designer architect consultant analyst assistant secretary accountant
    controller marketer salesperson coordinator specialist executive producer editor journalist
    professor teacher lawyer attorney doctor photographer chef supervisor technician planner
    strategist advisor investor intern freelancer geschaftsfuhrer geschaftsfuhrerin inhaber
    inhaberin leiter leiterin vertriebsleiter vertriebsleiterin einkaufer einkauferin prokurist
    prokuristin vorstand marketingleiter marketingleiterin einkaufsleiter grunder grunderin berater
    beraterin steuerberater steuerberaterin rechtsanwalt rechtsanwaltin directora gerente fundador
    fundadora propietario propietaria dueno duena jefe jefa comprador compradora directeur
    directrice gerant gerante fondateur fondatrice proprietaire responsable acheteur acheteuse
    patron diretor diretora socio socia dono dona direttore direttrice titolare fondatore
    responsabile amministratore pdg dg barista plumber electrician dentist nurse florist
    receptionist trader broker buyer recruiter translator surveyor vendedor vendedora ingeniero
    ingeniera abogado abogada arquitecto arquitecta contable periodista vendeur vendeuse ingenieur
    ingenieure architecte avocat avocate comptable ingegnere architetto avvocato commercialista
    venditore venditrice engenheiro engenheira arquiteto arquiteta advogado advogada contabilista
    verkaufer verkauferin architekt architektin arzt arztin anwalt anwaltin buchhalter buchhalterin
    sekretar sekretarin assistent assistentin entwickler entwicklerin direktor direktorin"""
)
JOB_ENDINGS = (
    "leiter", "leiterin", "manager", "managerin", "fuhrer", "fuhrerin", "berater", "beraterin", "ingenieur",
    "ingenieurin", "direktor", "direktorin", "arzt", "arztin", "einkaufer", "einkauferin", "verkaufer",
    "verkauferin", "referent", "referentin", "assistent", "assistentin", "entwickler", "entwicklerin",
)  # fmt: skip
"""How jobs end that German writes as one word: ``Einkaufsleiterin``."""
JOB_STARTS = _words(
    "chief head vp svp evp director directora directeur diretor leiter leiterin senior junior lead"
)
JOB_JOINS = _words("of for de du da do der fur des di und and et y e &")
LEADERS = _words(
    """founder co-founder cofounder owner co-owner ceo md president chairman chairwoman partner inhaber
    inhaberin grunder grunderin geschaftsfuhrer geschaftsfuhrerin chef fondateur fondatrice gerant gerante
    patron proprietaire fundador fundadora dueno duena propietario propietaria socio socia gerente dono dona
    titolare fondatore proprietario proprietaria"""
)
"""Jobs that are told with the company behind ``of`` rather than with a department."""
JOB_BEFORE_FIELD = _words(
    """responsable responsabile directeur directrice director directora diretor diretora direttore direttrice
    gerente gerant gerante jefe jefa chefe amministratore charge chargee encargado encargada addetto addetta
    representante commercial comercial consultor consultora consulente assistente asistente"""
)
"""Jobs that the field of work follows in small letters: ``Responsable achats``."""
FIELDS_OF_WORK = _words(
    """general generale commercial comercial commerciale delegado delegato tecnico tecnica technique
    financiero financeiro financier financiere ejecutivo executivo marketing ventas vendas vendite ventes
    achats compras acquisti export operaciones operacoes produzione logistica logistique"""
)

SURE_LEGAL_FORMS = _words(
    """gmbh ggmbh gesmbh mbh kgaa ltd limited inc incorporated llc llp plc corp corporation company sarl
    sas sasu eurl lda ltda limitada srl srls slu sau snc spa sapa sro doo ooo oao zao kft nyrt zrt ohg
    gbr ehf bvba asa aps oyj pty pvt sdn bhd eeig"""
)
"""Legal forms that are nothing else; shorter ones count in capitals or with points only."""
SHORT_LEGAL_FORMS = _words("ag ab as bv co cv eg ek ev hf kg kk lp nv oy rt sa sl ua ug ev og pte")
COMPANY_MARKS = ("株式会社", "有限会社", "合同会社", "有限公司", "주식회사", "(株)", "（株）")
COMPANY_WORDS = _words(
    """group gruppe grupo groupe holding holdings logistics foods studio studios clinic agency agentur
    agencia agence hotel restaurant ristorante restaurante bakery padaria panaderia boulangerie backerei
    baeckerei bank solutions consulting technologies technology tech systems software services
    industries university universitat universidad universite institute institut foundation stiftung
    verlag werke praxis kanzlei labs media partners ventures capital enterprises trading imports exports
    supplies pharma energy motors airlines press store shop market club association verein cooperative
    school academy hospital museum theater theatre gallery galerie clinica farmacia pharmacy apotheke
    brewery brauerei winery weingut bodega"""
)

GIVEN_NAMES = _words(
    """adam adrian alan albert alejandro alessandro alex alexander alexandra alice alicia amanda amelia
    amy ana andre andrea andreas andrew angela anna anne antoine anthony antonio aisha barbara beatriz
    ben benjamin bernard bianca bob brian bruno camille carla carlos carmen carol caroline catherine
    cecilia charles charlotte chloe chris christian christina christine christopher claire clara claudia
    daniel daniela david deborah diana diego dominik donald edward elena elisabeth elizabeth emil emily
    emma eric erik eva fabian felix fernando filipe florian francesca francesco francisco frank franz
    gabriel george georg giovanni giulia grace guido hannah hans harry heidi helen helena henry hugo ian
    ines ingrid irene isabel jack jacob jakob james jan jana jane janet jason javier jean jennifer jens
    jessica joan joana joao john johanna jonas jonathan jorge jose joseph juan julia julian julie jurgen
    karen karl katharina kate katherine kevin klaus kofi kwame lars laura lea lena leo leon linda lisa
    louis luca lucas lucia luis luisa lukas madeleine manuel marc marco margaret maria marie mario mark
    markus marta martha martin martina mary mathilde matteo matthew matthias max maxime michael michel
    michelle miguel monica monika nadia natalia nicolas nicole nina noah nora oliver olivia oscar pablo
    patricia patrick paul paula paulo pedro peter petra philip philipp pierre rachel rafael ralf raul
    rebecca renate ricardo richard rita robert roberto roger rosa ruth ryan sabine samuel sandra sara
    sarah sebastian sergio silvia simon simone sofia sophia sophie stefan stefanie stephan stephen
    steven susan susanne sven teresa thomas tim tobias tom tomas uwe valentina vanessa vera veronica
    victor victoria vincent walter werner william wolfgang yuki yusuf zoe"""
)
