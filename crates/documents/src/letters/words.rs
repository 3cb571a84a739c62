//! The words of the letters. They stand here and nowhere else.

use serde::Serialize;

use super::LetterSheet;

/// What the QR code does, for those who do not see it and beside it.
pub const QR_LABEL: &str = "初回登録の二次元コード";

/// All words that are the same on the letters of a batch.
#[derive(Serialize)]
pub struct Words {
    title: &'static str,
    lead: String,
    code_label: &'static str,
    valid_until: String,
    once: &'static str,
    insurer_code_label: &'static str,
    steps_heading: &'static str,
    steps: Vec<String>,
    qr_label: &'static str,
    notes_heading: &'static str,
    notes: Vec<String>,
    contact: Vec<(&'static str, String)>,
    contact_note: String,
    english: String,
}

/// The words for this batch.
pub fn of(sheet: &LetterSheet) -> Words {
    let LetterSheet { service_name, insurer_name, .. } = sheet;
    let contact = [("電話", &sheet.support_phone), ("受付時間", &sheet.support_hours)];
    Words {
        title: "初回登録コードのお知らせ",
        lead: format!(
            "「{service_name}」は、{insurer_name}にご加入の方が、ご自身の情報やお知らせを確認できるサービスです。ご登録に必要な「初回登録コード」をお届けします。下の手順に沿って、有効期限までにご登録ください。"
        ),
        code_label: "初回登録コード",
        valid_until: format!("有効期限：{}まで", sheet.valid_until),
        once: "宛名のご本人だけが、一度だけ使えます。大文字と小文字の区別や、途中の「-」は、気にせず入力できます。",
        insurer_code_label: "保険者指定コード",
        steps_heading: "登録の手順",
        steps: steps(sheet),
        qr_label: QR_LABEL,
        notes_heading: "ご注意ください",
        notes: notes(sheet),
        contact: contact.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| (label, value.clone())).collect(),
        contact_note: sheet.support_note.clone(),
        english: format!(
            "This letter brings your registration code for “{service_name}”, good through {}. To read the pages in English, choose “English” at the top of each page.",
            sheet.valid_until_in_english
        ),
    }
}

fn steps(sheet: &LetterSheet) -> Vec<String> {
    let papers = "記号・番号は、資格情報のお知らせ、資格確認書、マイナポータルのいずれかで確認できます。";
    let opening = "二次元コードを読み取るか、次のアドレスを開きます。".to_owned();
    let last =
        "ユーザーID、パスワード、メールアドレスを入力し、［作成する］を押します。メールで届く認証コードを入力すると、登録は完了です。"
            .to_owned();
    if sheet.is_asked_for {
        let items = format!("保険者指定コード、健康保険の記号・番号、生年月日、氏名（カナ）を入力し、［認証］を押します。{papers}");
        vec![opening, items, "この書面の初回登録コードを入力し、［認証する］を押します。".to_owned(), last]
    } else {
        let items = format!(
            "保険者指定コード、健康保険の記号・番号、生年月日、氏名（カナ）と、この書面の初回登録コードを入力し、［認証］を押します。{papers}"
        );
        vec![opening, items, last]
    }
}

fn notes(sheet: &LetterSheet) -> Vec<String> {
    vec![
        "初回登録コードは、ほかの方に教えないでください。電話やメールでお尋ねすることはありません。".to_owned(),
        format!(
            "有効期限を過ぎたときや、この書面をなくされたときは、{}へお申し出ください。新しいコードをお届けします。",
            sheet.insurer_name
        ),
        "新しい書面が届いたときは、前の書面のコードは使えなくなります。".to_owned(),
        "すでに登録がお済みの方には、この書面は必要ありません。お手数ですが、破棄してください。".to_owned(),
    ]
}
