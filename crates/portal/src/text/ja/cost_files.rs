use crate::text::cost_files::{CostFiles, OfferWords};

pub const COST_FILES: CostFiles = CostFiles {
    link: "書面・データをダウンロードする",
    link_lead: "年間医療費通知（PDF）や、確定申告の準備に使える表を保存できます。",
    title: |year| format!("{year}年の医療費の書面・データ"),
    lead: &[
        "画面でご覧いただける医療費を、書面やデータとして保存できます。",
        "医療費は大切な個人情報です。共用のパソコンなどには保存せず、保存したファイルはほかの方の目に触れないようにしてください。",
        "ログインから15分を過ぎているときは、保存の前に、もう一度パスワードなどを入力していただきます。",
    ],
    numbers: "保険者番号と記号・番号・枝番も入れる",
    numbers_hint: "PDF、CSV、JSONに入ります。税務署に出す書面では、番号が見えないようにするよう案内されているため、ふだんは入れません。",
    offer: |kind| match kind {
        "pdf" => OfferWords {
            title: "年間医療費通知（PDF）", told: &["印刷できるA4の書面です。"], button: "PDFをダウンロード"
        },
        "xlsx" => OfferWords {
            title: "医療費集計フォームに貼り付ける表（Excel）",
            told: &[
                "国税庁の「医療費集計フォーム」に貼り付けるための表です。国税庁の様式ではありません。",
                "集計フォームに入力した医療費には、領収書が必要です。領収書は5年間保管してください。",
            ],
            button: "Excelの表をダウンロード",
        },
        "csv" => OfferWords {
            title: "明細のデータ（CSV）",
            told: &[
                "マイナポータルの「医療費通知情報」のCSVと同じ並びのデータです。家計簿のソフトなどで使えます。確定申告には添付できません。",
            ],
            button: "CSVをダウンロード",
        },
        "xml" => OfferWords {
            title: "医療費通知データ（e-Tax用XML）",
            told: &[
                "保険者の電子署名が付いた、国税庁の様式（TEG700）のデータです。e-Taxでの確定申告（医療費控除）に、医療費通知として使えます。",
                "ファイルの内容を変えると使えなくなります。そのまま保存してください。",
            ],
            button: "e-Tax用データをダウンロード",
        },
        _ => OfferWords {
            title: "明細のデータ（JSON）",
            told: &["プログラムで扱うための、すべての項目が入ったデータです。確定申告には添付できません。"],
            button: "JSONをダウンロード",
        },
    },
    annual_reference: "確認用の書面です。確定申告には添付できません。",
    annual_official: "確定申告（医療費控除）に、医療費通知として添付できます。※の行は使えません。",
    table_sheets: |sheets| format!("集計フォームに入力できるのは995行までのため、{sheets}枚のシートに分けています。"),
    table_cut: |lines| format!("集計フォームに入る文字数に合わせて、{lines}行で名前や名称の後ろを省いています。"),
    table_nameless: |lines| format!("病院などの名称がない行が{lines}行あります。領収書を見て書き加えてください。"),
    etax_left_out: |lines| {
        format!("病院などの名称がないため、このデータに入らない行が{lines}行あります。領収書を見て申告に加えてください。")
    },
    etax_not_made: "e-Tax用データを作成できませんでした",
    etax_told: &[
        "国税庁の様式に合わないところがあったか、電子署名を付けられなかったため、作成を中止しました。操作に誤りはありません。",
        "お急ぎのときは、年間医療費通知（PDF）や、医療費集計フォームに貼り付ける表をご利用ください。",
    ],
    etax_reference: |reference| format!("お問い合わせのときは、受付番号 {reference} をお知らせください。"),
    etax_back: "書面・データの一覧に戻る",
    months: |first, last| if first == last { format!("{first}診療分") } else { format!("{first}診療分から{last}診療分まで") },
};
