"""What columns are called in files of unknown make, in the tongues of Europe that most of them are in."""

from __future__ import annotations

import re
from functools import cache

from smallbiz_crm.domain.text import fold

_NOT_LETTER = re.compile(r"[\W_]+")


@cache
def header_key(header: str) -> str:
    """A header without case, accents, blanks and signs: ``E-mail 1 - Value`` is ``email1value``."""
    return _NOT_LETTER.sub("", fold(header.replace("☎", "phone ").replace("✉", "email ")))


PROBLEM_COLUMN = "Problem"
"""The column that says what was wrong with a row, in files of rows to be mended."""
_ID = "id, uid, uuid, external id, record id"
_COMPANY = """company, company name, organization, organisation, organization name, organisation name, org,
    account, account name, employer, firma, firmenname, unternehmen, entreprise, société, raison sociale,
    empresa, compañía, organización, razón social, associated company, business name, nom de l'entreprise,
    nombre de la empresa, azienda, ragione sociale, società, ditta, bedrijf, bedrijfsnaam, organisatie, nazwa firmy,
    företag, virksomhed"""
_OWNER = """owner, owner alias, contact owner, lead owner, account owner, owner name, sales rep,
    sales agent, salesperson, sales owner, assigned to, assignee, besitzer, betreuer, zuständig,
    verantwortlich, propriétaire, responsable, propietario, responsável, proprietário"""
_CHANNEL = """source channel, lead source, source, channel, origin, original source, original traffic source,
    herkunft, quelle, kanal, origine, canal, fuente, origen, origem, fonte"""
_CAMPAIGN = """source campaign, campaign, campaign name, kampagne, campagne, campaña, campanha,
    utm campaign, event, event name, veranstaltung, événement, evento"""
_CURRENCY = "currency, currency code, währung, waehrung, devise, moneda, moeda, divisa"
_NOTES = """notes, note, comments, comment, remarks, remark, memo, notizen, notiz, bemerkung, bemerkungen,
    kommentar, anmerkung, remarque, remarques, commentaire, notas, nota, observaciones, comentarios,
    observações, comentários, opmerking, opmerkingen, notities, uwagi, notatki, annotazioni, osservazioni"""
_DATE = "date, day, datum, tag, fecha, data, jour, timestamp, date and time"
_CONTACT_EMAIL = """contact email, email, email address, associated contact email, e-mail-adresse, courriel,
    correo, correo electrónico"""
_CONTACT_ID = """contact external id, contact id, person id, lead id, mql id, customer id, kundennummer,
    associated contact ids"""
_DEAL_ID = "deal external id, deal id, deal, opportunity id, sales id, invoice, order id"

WORDS: dict[str, dict[str, str]] = {
    "contacts": {
        "external_id": f"""{_ID}, contact id, lead id, customer id, client id, person id, member id,
            prospect id, mql id, contact external id, kundennummer, kunden-nr, customer number,
            numéro client, número de cliente""",
        "name": """name, full name, contact name, display name, lead name, person name, person, contact,
            attendee name, customer name, client name, vollständiger name, ansprechpartner, kontakt, nom,
            nom complet, nombre, nombre completo, nome, nome completo, contacto, contato,
            volledige naam, naam, nome completo, nominativo, imię i nazwisko, contactpersoon, namn, navn""",
        "given_name": """given name, first name, first, fname, forename, vorname, prénom, nombre de pila,
            primeiro nome,
            voornaam, imię, förnamn, fornavn""",
        "middle_name": """middle name, additional name, second name, zweiter vorname, deuxième prénom,
            segundo nombre,
            tussenvoegsel, secondo nome, drugie imię""",
        "family_name": """family name, last name, last, lname, surname, nachname, familienname, zuname,
            nom de famille, apellido, apellidos, sobrenome, apelido,
            cognome, achternaam, familienaam, nazwisko, efternamn, etternavn""",
        "prefix": """prefix, name prefix, salutation, honorific, anrede, titel, civilité, tratamiento,
            tratamento""",
        "suffix": "suffix, name suffix, namenszusatz",
        "nickname": "nickname, nick name, spitzname, surnom, apodo, alcunha, soprannome",
        "company": _COMPANY,
        "company_external_id": """company external id, company id, account id, organization id,
            associated company ids""",
        "company_domain": "company domain, company domain name, associated company domain",
        "job_title": """job title, title, position, job, job position, role, stellenbezeichnung,
            berufsbezeichnung, funktion, stelle, poste, fonction, intitulé du poste, cargo, puesto, función,
            função,
            functie, ruolo, posizione, mansione, stanowisko, titel på jobb""",
        "url": """url, website, website url, web page, webpage, web, homepage, linkedin, linkedin url,
            linkedin profile, profile url, person linkedin url, webseite, internetseite, site web, sitio web,
            página web, site""",
        "tags": """tags, tag, labels, label, categories, category, groups, group membership, keywords,
            kategorien, kategorie, schlagworte, étiquettes, catégories, etiquetas, categorías, categorias""",
        "birthday": """birthday, birth date, date of birth, dob, bday, geburtstag, geburtsdatum,
            date de naissance, fecha de nacimiento, cumpleaños, data de nascimento, aniversário,
            compleanno, data di nascita, verjaardag, geboortedatum, data urodzenia""",
        "birthday year": "birth year",
        "birthday month": "birth month",
        "birthday day": "birth day",
        "language": "language, preferred language, lang, sprache, langue, idioma, língua",
        "owner": _OWNER,
        "created": """created, create date, created date, created on, created at, created time, date created,
            date added, added on, creation date, creation time, erstellt, erstellt am, angelegt am,
            date de création, créé le, fecha de creación, data de criação, criado em, data di creazione""",
        "lifecycle": "lifecycle, lifecycle stage",
        "attendance": """attendance, attendee status, attended, registration status, ticket status, teilnahme,
            teilnahmestatus, participation, asistencia, presença, partecipazione""",
        "lead_date": """lead date, became a lead date, first contact date, lead since, lead seit,
            date became a lead""",
        "mql_date": "mql date, became a marketing qualified lead date, became mql",
        "sql_date": "sql date, became a sales qualified lead date, became sql",
        "source_channel": _CHANNEL,
        "source_campaign": _CAMPAIGN,
        "consent": """consent, marketing consent, opt in, email opt in, opted in, einwilligung, consentement,
            consentimiento, consentimento""",
        "notes": f"{_NOTES}, background",
    },
    "companies": {
        "external_id": f"{_ID}, company id, account id, organization id, company external id, kundennummer",
        "name": f"name, {_COMPANY}, customer, kunde, client, cliente",
        "domain": """domain, domain name, company domain, company domain name, website, website url,
            web page, url, homepage, webseite, site web, sitio web""",
        "industry": """industry, sector, branche, industrie, secteur, secteur d'activité, industria,
            indústria, setor""",
        "size": """size, employees, number of employees, company size, headcount, mitarbeiter,
            mitarbeiterzahl, effectif, nombre d'employés, empleados, número de empleados, funcionários""",
        "street": """street, street address, address, address 1, address line 1, address 2, address line 2,
            straße, adresse, rue, dirección, calle, endereço, morada, rua""",
        "city": "city, town, ort, stadt, ville, ciudad, cidade, localidad",
        "region": """region, state, state region, state province, province, bundesland, région, provincia,
            estado, região, territory""",
        "postal_code": """postal code, zip, zip code, postcode, plz, postleitzahl, code postal,
            código postal, cep""",
        "country": "country, country region, land, pays, país, office location",
        "tax_id": """tax id, vat, vat id, vat number, vat no, ust-id, ust-idnr, umsatzsteuer-id,
            steuernummer, uid, n° tva, numéro de tva, tva intracommunautaire, nif, cif, nipc, cnpj, ein,
            abn, siret""",
        "owner": f"{_OWNER}, company owner",
        "notes": f"{_NOTES}, description, beschreibung",
    },
    "products": {
        "name": """name, product, product name, item, item name, artikel, produkt, produit, producto,
            produto, article""",
        "category": """category, series, product family, family, type, kategorie, catégorie, categoría,
            categoria""",
        "price": "price, unit price, sales price, list price, preis, einzelpreis, prix, precio, preço",
        "currency": _CURRENCY,
    },
    "deals": {
        "external_id": f"{_ID}, deal id, opportunity id, deal external id",
        "title": """title, deal title, deal name, deal, opportunity, opportunity name, subject, name, titel,
            bezeichnung, betreff, intitulé, affaire, título, nombre, negocio, negócio, nome""",
        "company": f"{_COMPANY}, customer, kunde, client, cliente",
        "company_external_id": """company external id, company id, account id, organization id,
            associated company ids""",
        "company_domain": "company domain, associated company domain",
        "contact": """contact, contact name, contact person, person, primary contact, associated contact,
            ansprechpartner, kontakt, contacto, contato""",
        "contact_email": _CONTACT_EMAIL,
        "contact_external_id": _CONTACT_ID,
        "amount": """amount, value, deal value, deal amount, close value, estimated value, betrag, wert,
            summe, auftragswert, montant, valeur, importe, valor, monto""",
        "currency": f"{_CURRENCY}, deal currency, currency of value",
        "stage": """stage, deal stage, opportunity stage, pipeline stage, sales stage, phase, stufe, étape,
            etapa, fase""",
        "outcome": "outcome, status, deal status, result, ergebnis, statut, estado, resultado, résultat",
        "created": """created, create date, created date, created at, date created, creation date,
            created on, engage date, open date, opened, erstellt, erstellt am, angelegt am, créé le,
            date de création, creado, fecha de creación, criado em, data de criação""",
        "expected_close + closed": """close date, closing date, abschlussdatum, date de clôture,
            fecha de cierre, data de fechamento""",
        "expected_close": """expected close, expected close date, estimated close date, forecast close date,
            erwarteter abschluss, clôture prévue, cierre previsto, fechamento previsto""",
        "closed": """closed, closed date, closed at, date closed, won date, won time, lost time,
            abgeschlossen am, gewonnen am""",
        "reason": """reason, lost reason, closed lost reason, loss reason, grund, verlustgrund, raison,
            motif de perte, motivo, motivo de pérdida, motivo da perda""",
        "product": "product, product name, item, produkt, produit, producto, produto, artikel",
        "quantity": "quantity, qty, menge, anzahl, quantité, cantidad, quantidade",
        "region": "region, territory, région, región, região, gebiet",
        "owner": f"{_OWNER}, deal owner, opportunity owner",
        "source_campaign": _CAMPAIGN,
        "source_channel": _CHANNEL,
        "probability": """probability, deal probability, win probability, wahrscheinlichkeit, probabilité,
            probabilidad""",
        "notes": f"{_NOTES}, description, beschreibung",
    },
    "campaigns": {
        "external_id": f"{_ID}, campaign id",
        "name": "name, campaign, campaign name, title, kampagne, campagne, campaña, campanha, titel, titre",
        "channel": "channel, campaign type, type, category, kanal, canal",
        "objective": "objective, goal, ziel, objectif, objetivo",
        "audience": "audience, target audience, list, zielgruppe, cible, público",
        "message": "message, subject, botschaft, betreff, mensaje, mensagem",
        "status": "status, statut, estado",
        "start": """start, start date, starts, send date, begin, beginn, début, date de début, inicio,
            início, c date""",
        "end": "end, end date, ends, ende, fin, date de fin, fim",
        "budget": "budget, planned cost, budgeted cost, presupuesto, orçamento",
        "currency": _CURRENCY,
        "notes": f"{_NOTES}, description, beschreibung",
    },
    "touches": {
        "contact_external_id": f"{_CONTACT_ID}, external id",
        "contact_email": _CONTACT_EMAIL,
        "campaign": _CAMPAIGN,
        "kind": "kind, type, touch, activity, status, attendee status, art, action",
        "date": f"{_DATE}, created, created at, order date",
        "points": "points, score, punkte",
    },
    "metrics": {
        "campaign": "campaign, campaign name, title, kampagne, campagne, campaña, campanha",
        "channel": "channel, category, medium, kanal, canal",
        "date": f"{_DATE}, c date, send date, month, week",
        "visitors": "visitors, unique visitors, users, besucher",
        "page_views": "page views, pageviews, views, seitenaufrufe",
        "sessions": "sessions, visits, sitzungen",
        "single_page_sessions": "single page sessions, bounced sessions",
        "impressions": "impressions, impressionen",
        "likes": "likes, reactions",
        "comments": "comments, kommentare",
        "shares": "shares, reposts",
        "clicks": "clicks, link clicks, klicks, clics, cliques",
        "sent": "sent, recipients, total recipients, emails sent",
        "delivered": "delivered, successful deliveries",
        "unique_opens": "unique opens",
        "unique_clicks": "unique clicks",
        "unsubscribes": "unsubscribes, unsubscribed, abmeldungen",
        "bounces sum": "bounces, soft bounces, hard bounces",
        "reported_leads": "reported leads, leads",
        "reported_orders": "reported orders, orders, purchases, conversions",
        "reported_revenue": "reported revenue, revenue, umsatz",
    },
    "spend": {
        "date": f"""{_DATE}, booking date, transaction date, posting date, post date, completed date, buchungstag,
            buchungsdatum, buchung, date opération, date de l'opération, fecha operación, data da operação,
            invoice date, c date""",
        "payee": """payee, merchant, merchant name, vendor, supplier, name, partner name, payee name, counterparty,
            empfänger, begünstigter, begünstigter/zahlungspflichtiger, beguenstigter/zahlungspflichtiger,
            zahlungsempfänger, zahlungsempfänger*in, auftraggeber/empfänger, name zahlungsbeteiligter, lieferant,
            bénéficiaire, fournisseur, beneficiario, proveedor, beneficiário, fornecedor""",
        "description": f"""description, details, {_NOTES}, reference, payment reference, transaction description,
            narrative, verwendungszweck, vorgang/verwendungszweck, buchungstext, text, remarque,
            libellé, concepto, descripción, descrição, histórico""",
        "category": "category, kategorie, catégorie, categoría, categoria",
        "campaign": "campaign, campaign name, kampagne, campagne, campaña, campanha",
        "net": "net, net amount, netto, nettobetrag, montant ht, ht, neto, líquido",
        "tax": "tax, vat, tax amount, ust, mwst, umsatzsteuer, tva, iva",
        "gross": """gross, gross amount, amount, total, spend, spent, mark spent, cost, betrag, brutto,
            bruttobetrag, umsatz, umsatz in eur, betrag in eur, amount (eur), amount (gbp), amount (usd), montant,
            montant ttc, ttc, importe, valor, monto""",
        "gross out": """debit, debit amount, money out, paid out, withdrawal, withdrawals, withdrawal amount, soll,
            débit, débit euros, débito, debe, cargo, cargos""",
        "gross in": """credit, credit amount, money in, paid in, deposit, deposits, deposit amount, haben, crédit,
            crédit euros, crédito, haber, abono, abonos""",
        "direction": "direction, s/h, soll/haben, dr/cr, cr/dr, debit/credit, credit/debit, sens",
        "tax_code": "tax code, vat code, steuerschlüssel",
        "currency": _CURRENCY,
        "paid_on": "paid on, payment date, paid, bezahlt am, date de paiement",
    },
    "lifecycle": {
        "contact_external_id": f"{_CONTACT_ID}, external id",
        "contact_email": _CONTACT_EMAIL,
        "stage": "stage, lifecycle, lifecycle stage, phase",
        "date": f"{_DATE}, since, entered",
        "reason": "reason, grund, raison, motivo",
    },
    "owners": {
        "name": f"name, {_OWNER}",
        "region": "region, regional office, territory, office, gebiet, région, región, região",
        "manager": "manager, vorgesetzter, leiter, responsable",
    },
    "activities": {
        "external_id": f"{_ID}, activity id",
        "contact_external_id": _CONTACT_ID,
        "contact_email": _CONTACT_EMAIL,
        "deal_external_id": _DEAL_ID,
        "kind": "kind, type, activity type, art, activity",
        "date": f"{_DATE}, activity date, due date",
        "subject": "subject, title, call meeting title subject, betreff, sujet, asunto, assunto",
        "outcome": "outcome, call outcome, result",
        "notes": f"{_NOTES}, notes description, description",
        "owner": f"{_OWNER}, activity owner",
    },
    "targets": {
        "kind": "kind, target, type, ziel, art",
        "period": "period, month, quarter, zeitraum, monat",
        "value": "value, amount, target value, wert",
    },
    "rates": {
        "currency": f"{_CURRENCY}, code",
        "date": _DATE,
        "rate": "rate, exchange rate, kurs, taux, tipo de cambio, taxa",
    },
    "payments": {
        "deal_external_id": _DEAL_ID,
        "date": f"{_DATE}, payment date, paid on, sales date",
        "amount": "amount, payment, paid, betrag, montant, importe, valor",
        "currency": _CURRENCY,
        "method": "method, payment method, zahlungsart, moyen de paiement",
        "reference": "reference, payment reference, referenz, référence, referencia",
    },
    "follow-ups": {
        "external_id": f"{_ID}, task id",
        "contact_external_id": _CONTACT_ID,
        "contact_email": _CONTACT_EMAIL,
        "deal_external_id": "deal external id, deal id, opportunity id, associated deal id",
        "kind": "kind, type, task type, art",
        "due": "due, due date, task due date, date, fällig, fällig am, échéance, vencimiento",
        "text": "text, task, subject, title, aufgabe, betreff, tâche, tarea, tarefa",
        "done": "done, completed, status, task status, erledigt",
        "due_time": "due time, time, uhrzeit",
        "zone": "zone, time zone",
        "remind_minutes": "remind minutes, reminder",
        "repeats": "repeats, repeat, recurrence",
        "outcome": "outcome, result, ergebnis",
        "campaign": "campaign, kampagne",
        "notes": f"{_NOTES}, description",
    },
}

WHEN_BESIDE: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"birthyear", "birthmonth"}), "birthday", "birthday day"),
    (frozenset({"vorname"}), "name", "family_name"),
    (frozenset({"prenom"}), "nom", "family_name"),
    (frozenset({"apellido", "apellidos"}), "nombre", "given_name"),
    (frozenset({"sobrenome", "apelido", "cognome"}), "nome", "given_name"),
    (frozenset({"voornaam"}), "naam", "family_name"),
)
"""A contact's column that means something else when one of certain columns stands beside it."""


@cache
def words_of(kind: str) -> dict[str, str]:
    """Header key → target specs joined by `` + ``; where two fields share a word, the first has it."""
    specs: dict[str, str] = {}
    for field, words in WORDS[kind].items():
        for word in (field, *words.split(",")):
            specs.setdefault(header_key(word), field)
    return specs


@cache
def known_headers() -> frozenset[str]:
    """The keys of every header that stands for a field of some kind."""
    return frozenset(key for kind in WORDS for key in words_of(kind) if key)
