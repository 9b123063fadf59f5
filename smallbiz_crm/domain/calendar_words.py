"""Names of months and weekdays as people write them in the languages the program reads."""

from __future__ import annotations

_MONTHS = (
    "january jan januar jänner jaenner enero ene janvier janv janeiro gennaio gen",
    "february feb februar febrero février fevrier fév fev févr fevr fevereiro febbraio",
    "march mar mär märz maerz mrz marzo mars março marco",
    "april apr abril abr avril avr aprile",
    "may mai mayo maio maggio mag",
    "june jun juni junio juin junho giugno giu",
    "july jul juli julio juillet juil julho luglio lug",
    "august aug agosto ago août aout",
    "september sep sept septiembre setiembre septembre setembro set settembre",
    "october oct oktober okt octubre octobre outubro out ottobre ott",
    "november nov noviembre novembre novembro",
    "december dec dezember dez diciembre dic décembre decembre déc dezembro dicembre",
)
_WEEKDAYS = (
    "monday mon montag lunes lun lundi segunda-feira segunda lunedì lunedi",
    "tuesday tue tues dienstag martes mardi terça-feira terca-feira terça terca martedì martedi",
    "wednesday wed weds mittwoch miércoles miercoles mercredi quarta-feira quarta mercoledì mercoledi",
    "thursday thu thur thurs donnerstag jueves jeudi quinta-feira quinta giovedì giovedi",
    "friday fri freitag viernes vendredi sexta-feira sexta venerdì venerdi",
    "saturday sat samstag sonnabend sábado sabado samedi sabato",
    "sunday sun sonntag domingo dimanche domenica",
)

MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
"""Lower-case names and abbreviations of months to 1–12."""

WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
"""Lower-case names of weekdays to 0 (Monday) – 6 (Sunday)."""
