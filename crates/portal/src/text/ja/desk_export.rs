use crate::text::DeskExport;

pub const DESK_EXPORT: DeskExport = DeskExport {
    kind: "ファイルの種類",
    kind_hint: "番号の先頭の0を残すには、Excelファイルが確実です。",
    kind_wrong: "ファイルの種類を選んでください。",
    csv: "CSV（UTF-8）",
    csv_cp932: "CSV（Shift_JIS／CP932）",
    xlsx: "Excel（XLSX）",
    purpose: "利用目的",
    purpose_hint: "何のために使うかを入力してください（5文字以上）。操作の記録に残ります。",
    purpose_wrong: "利用目的を、5文字以上200文字以内で入力してください。",
    button: "ダウンロードする",
    gaps_title: "Shift_JISで表せない文字があります",
    gaps_lead: |count| {
        format!("このファイルには、Shift_JIS（CP932）で表せない文字が{count}文字あります。そのまま作成すると、「〓」に置き換わります。")
    },
    gaps_line: "行",
    gaps_column: "項目",
    gaps_character: "文字",
    gaps_what_to_do: "文字を変えずに取り出すには、前の画面に戻って、CSV（UTF-8）かExcel（XLSX）を選んでください。",
    gaps_accept: "「〓」に置き換えてダウンロードする",
};
