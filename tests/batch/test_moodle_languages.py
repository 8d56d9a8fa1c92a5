"""Moodle's worksheet in the language of whoever downloaded it, and as a spreadsheet saved it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.judgement.lateness import hours_of
from grader.batch.nouns import Handed, Roster, Row
from grader.batch.outputs import Worksheet, write_outputs
from grader.batch.sheets import SheetError, fill
from grader.batch.sheets.opening import open_sheet
from tests.batch.rows import row

# as the language packs have them: identifier, name, address, status, group, grade, maximum,
# "can be changed", last modified (submission), last modified (grade), comments; then what the
# identifier begins with, "No", and a status that is late
LANGUAGES = {
    "de": (
        "ID,Vollständiger Name,E-Mail-Adresse,Status,Gruppe,Bewertung,Bestwertung,Bewertung kann "
        "geändert werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),"
        "Feedback als Kommentar",
        *("Teilnehmer/in", "Nein", "Zur Bewertung abgegeben - 2 Tage 3 Stunden zu spät"),
    ),
    "fr": (
        "Identifiant,Nom complet,Adresse de courriel,Statut,Groupe,Note,Note maximale,La note peut "
        "être modifiée,Dernière modification (travail remis),Dernière modification (note),"
        "Feedback par commentaires",
        *("Participant", "Non", "Remis pour évaluation - En retard de 2 jours 3 heures"),
    ),
    "es": (
        "Identificador,Nombre completo,Dirección de correo,Estado,Grupo,Calificación,Calificación "
        "máxima,La calificación puede ser cambiada,Última modificación (entrega),Última "
        "modificación (calificación),Comentarios de retroalimentación",
        *("Participante", "No", "Enviado para calificar - 2 días 3 horas después"),
    ),
    "it": (
        "Identificativo,Nome,Indirizzo email,Stato,Gruppo,Valutazione,Valutazione massima,La "
        "valutazione può essere cambiata,Ultima modifica (consegna),Ultima modifica (valutazione),"
        "Commenti",
        *("Partecipante", "No", "Consegnato - 2 giorni 3 ore in ritardo"),
    ),
    "pt": (
        "Identificador,Nome completo,E-mail,Estado,Grupo,Avaliação,Nota máxima,A nota pode ser "
        "alterada.,Última atualização (submissão),Última atualização (avaliação),"
        "Comentários de feedback",
        *("Participante", "Não", "Submetido para avaliação - '2 dias 3 horas' atrasado"),
    ),
    "pt_br": (
        "Identificador,Nome completo,Endereço de email,Status,Grupo,Nota,Nota máxima,Nota pode ser "
        "alterada,Última modificação (envio),Última modificação (nota),Comentários de feedback",
        *("Participante", "Não", "Enviado para avaliação - 2 dias 3 horas atrasado"),
    ),
    "nl": (
        "Identificatie,Volledige naam,E-mailadres,Status,Groep,Cijfer,Maximaal cijfer,Het cijfer "
        "kan gewijzigd worden,Laatst gewijzigd (inzending),Laatst gewijzigd (beoordeling),"
        "Feedback tekstvak",
        *("Deelnemer", "Nee", "Ingestuurd voor beoordeling - 2 dagen 3 uren laat"),
    ),
    "pl": (
        "identyfikator,Pełna nazwa,E-mail,Status,Grupa,Ocena,Maksymalna ocena,Ocena może być "
        "zmieniona,Ostatnia modyfikacja (przesłane rozwiązanie),Ostatnia aktualizacja (ocena),"
        "Komentarz zwrotny",
        *("Uczestnik", "Nie", "Przesłane do oceny - 2 dni 3 godzin po terminie"),
    ),
    "tr": (
        "Tanımlayıcı,Tam adı,E-posta adresi,Durum,Grup,Not,Enyüksek not,Not değiştirilebilir,Son "
        "düzenleme (gönderim),Son düzenleme (not),Geri bildirim yorumları",
        *("Katılımcı", "Hayır", "Not için gönderildi - 2 gün 3 saat sonrası"),
    ),
    "zh_cn": (
        "标识符,全名,电子邮件地址,状态,小组,成绩,最高分,允许更改成绩,上次修改（作业）,上次修改（评分）,反馈意见",
        *("参与人", "否", "已提交 - 迟2 天 3 小时"),
    ),
    "ja": (
        "ID,フルネーム,メールアドレス,ステータス,グループ,評点,最大評点,評点変更可,"
        "最終更新日時 (提出),最終更新日時 (評定),フィードバックコメント",
        *("参加者", "No", "提出済み - 2 日 3 時間 遅く提出"),
    ),
    "ar": (
        "المُعرَّف,الاسم كاملا,عنوان البريد الإلكتروني,الحالة,المجموعة,الدرجة,أعلى تقدير,"
        "يمكن تغيير الدرجة,آخر تعديل (التسليم),آخر تعديل (التقدير),تعليقات الإفادة",
        *("المشارك", "لا", "مُسلَّم - 2 أيام 3 ساعات متأخر"),
    ),
    "ru": (
        "Идентификатор,Полное имя,Адрес электронной почты,Статус,Группы,Оценка,Максимальная оценка,"
        "Оценка может быть изменена,Последнее изменение (ответ),Последнее изменение (оценка),"
        "Отзыв в виде комментария",
        *("Участник", "Нет", "Ответы для оценки - Срок выполнения закончился 2 дн. 3 час. назад"),
    ),
}


def _sheet(language: str) -> str:
    header, participant, no, late = LANGUAGES[language]
    names = header.split(",")
    heads = ",".join(f'"{name}"' if " " in name else name for name in [*names[:4], *names[5:]])
    return (
        f"\ufeff{heads}\n"
        f'{participant}21,"Doe, Jané",jd@x.edu,"{late}",,"17,00",+,"5. Mai 2026, 9:00",-,\n'
        f'{participant}22,Zoë,zo@x.edu,in time,"12,00","17,00",+,-,"6. Mai 2026, 9:00",mine\n'
        f'{participant}23,Lou,l@x.edu,in time,,"17,00",{no},-,-,\n'
    )


def _says(row: Row) -> str:
    return f"{row.points} of 17"


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_comments_locks_and_lateness_in_every_language(language: str) -> None:
    sheet = _sheet(language)
    filled = fill(sheet.encode(), [row("21"), row("22", 15.25), row("23")], _says)
    want = sheet.replace(',,"17,00",+', ',"16,5","17,00",+').replace('"12,00"', '"15,25"')
    ours = '"{}<div class=""cnngrade"">{} of 17</div>"'
    want = want.replace('9:00",-,\n', f'9:00",-,{ours.format("", 16.5)}\n')
    want = want.replace(",mine\n", f",{ours.format('mine', 15.25)}\n")
    assert filled.data.decode() == want
    assert filled.written == ("21", "22")
    assert filled.late == {"21"}
    assert filled.places["21"][0].late == "2 days 3 hours"
    assert hours_of(filled.places["21"][0].late) == 51
    assert any("locked" in note and note.startswith("Lou (23)") for note in filled.notes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_team_is_known_in_every_language(language: str) -> None:
    header, participant, _, _ = LANGUAGES[language]
    text = f'{header}\n{participant}21,Jane,j@x.edu,s,Red,,"17,00",+,-,-,\n'
    handed = (Handed("9", "9", "Red", group=True),)
    filled = fill(text.encode(), [row("9", name="Red")], lambda _: "", Roster("moodle", handed))
    assert filled.written == ("9",)
    assert [place.id for place in filled.places["9"]] == ["21"]


@pytest.mark.parametrize(
    ("status", "late"),
    [
        ("Submitted for grading - 2 days 3 hours late", "2 days 3 hours"),
        ("Submitted for grading - 1 sec late - Graded", "1 second"),
        ("Submitted for grading - 1 day late - Extension granted until: 1 May 2026", "1 day"),
        *[("Submitted for grading", ""), ("", ""), ("late", ""), ("neither early nor late", "")],
        ("Submitted - 1 year 20 days late", "1 year 20 days"),
        ("Submitted - 3 fortnights late", "3 fortnights"),
        ("No submission - Assignment is overdue by: 3 days", ""),
        ("Submitted for grading - Extension granted until: 1 May 2026", ""),
    ],
)
def test_how_late_a_status_says_it_was(status: str, late: str) -> None:
    text = (
        "Identifier,Full name,Status,Grade,Maximum grade,Last modified (grade)\n"
        f"Participant 21,Jane,{status},,17.00,-\n"
    )
    filled = fill(text.encode(), [row("21")], lambda _: "")
    assert filled.late == ({"21"} if late else set())
    assert any(f"Jane (21): {late}." in note for note in filled.notes) == bool(late)


def test_who_was_late_by_the_worksheet_is_late_in_the_table(tmp_path: Path) -> None:
    text = (
        "Identifier,Full name,Status,Grade,Maximum grade,Last modified (grade)\n"
        "Participant 21,Jane,Submitted - 5 mins late,,17.00,-\n"
        "Participant 22,Jim,Submitted,,17.00,-\n"
    )
    roster = Roster("moodle", (Handed("21", "21", "Jane"), Handed("22", "22", "Jim")))
    out = write_outputs(
        tmp_path,
        roster,
        [row("21"), row("22")],
        "Lab",
        Worksheet("w.csv", text.encode()),
    )
    lines = out.grades.read_text(encoding="utf-8-sig").splitlines()
    assert [",late," in line for line in lines[1:]] == [True, False]


# ---- saved by a spreadsheet


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("de", "cp1252"), ("fr", "cp1252"), ("pl", "cp1250"), ("tr", "cp1254"), ("ru", "cp1251"),
     ("ja", "cp932"), ("zh_cn", "gbk"), ("de", "utf-8-sig")],
)  # fmt: skip
def test_what_a_spreadsheet_saved_goes_back_as_it_was(language: str, encoding: str) -> None:
    header, participant, _, _ = LANGUAGES[language]
    names = header.split(",")
    text = ";".join([*names[:4], *names[5:]]) + f"\r\n{participant}21;Jane;j;s;;17;+;-;-;\r\n"
    filled = fill(text.encode(encoding), [row("21")], lambda _: "")
    assert filled.data == text.replace(";s;;", ";s;16.5;").encode(encoding)
    assert any("as Moodle wrote it" in note for note in filled.notes)


def test_a_name_is_read_in_the_code_page_of_the_sheet() -> None:
    text = (
        "Identifier,Full name,Grade,Maximum grade,Last modified (grade)\n"
        "Participant 21,Jörg Müller,,17.00,-\n"
    )
    (entry,) = open_sheet(text.encode("cp1252")).entries
    assert entry.name == "Jörg Müller"


# ---- a language that is not known: by place

UNKNOWN = (
    "Tunnus;Nimi;Sähköposti;Tila;Arvio;Enintään;Muutettavissa;Palautettu;Arvioitu;Palaute\n"
    "Osallistuja21;Jane Doe;jd@x;Palautettu;;17,00;Kyllä;5. toukokuuta 2026;-;\n"
    "Osallistuja22;Zoë;zo@x;Palautettu;12,00;17,00;Kyllä;6. toukokuuta 2026;7. toukokuuta 2026;x\n"
    "Osallistuja23;Lou;l@x;Ei;;17,00;Kyllä;-;-;\n"
).replace(";", "\t")


def _roster(**names: str) -> Roster:
    return Roster("moodle", tuple(Handed(key[1:], key[1:], name) for key, name in names.items()))


def test_a_language_that_is_not_known_is_filled_in_by_place() -> None:
    rows = [row("21", name="Jane Doe"), row("22", 15, name="Zoë")]
    filled = fill(UNKNOWN.encode(), rows, lambda _: "well done", _roster(p21="Jane Doe", p22="Zoë"))
    said = '"<div class=""cnngrade"">well done</div>"'
    want = UNKNOWN.replace("\t\t17,00\tKyllä\t5", "\t16,5\t17,00\tKyllä\t5").replace("12,00", "15")
    want = want.replace("2026\t-\t\n", f"2026\t-\t{said}\n").replace(
        "\tx\n", '\t"x<div class=""cnngrade"">well done</div>"\n'
    )
    assert filled.data.decode() == want
    assert any("language of the worksheet is not known" in note for note in filled.notes)


def test_by_place_a_number_alone_is_not_enough() -> None:
    """A team's folder carries the team's number, which may be another student's."""
    rows = [row("21", name="Team Red"), row("22", 15, name="Zoë")]
    filled = fill(UNKNOWN.encode(), rows, lambda _: "", _roster(p21="Team Red", p22="Zoë"))
    assert filled.written == ("22",)
    assert any("Jane Doe (21) is called Team Red" in note for note in filled.notes)


@pytest.mark.parametrize(
    "swaps",
    [
        {"17,00\tKyllä\t-": "18,00\tKyllä\t-"},  # not one maximum
        {"\t12,00\t": "\thyvä\t"},  # beside it no marks
        {"\t12,00\t": "\t18,00\t"},  # more than the maximum
        {"Osallistuja23": "Osallistuja22"},  # one number twice
        {"Osallistuja23": "Muu23"},  # another word before the number
        {"\tArvioitu\t": "\tNimi\t"},  # two columns of one name
        # two columns may be the maximum
        {"jd@x\tPalautettu": "5\t10", "zo@x\tPalautettu": "6\t10", "l@x\tEi": "\t10"},
    ],
)
def test_where_the_place_is_not_certain_it_is_refused(swaps: dict[str, str]) -> None:
    text = UNKNOWN
    for old, new in swaps.items():
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(SheetError, match="its first line is"):
        open_sheet(text.encode())


def test_one_student_alone_makes_no_place_certain() -> None:
    with pytest.raises(SheetError, match="its first line is"):
        open_sheet("".join(UNKNOWN.splitlines(keepends=True)[:2]).encode())
