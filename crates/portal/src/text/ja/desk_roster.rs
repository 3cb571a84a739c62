use crate::text::DeskRoster;

pub const DESK_ROSTER: DeskRoster = DeskRoster {
    title: "加入者データの取込",
    lead: "加入者データのファイルを取り込みます。ファイルを送ったあと、何が変わるかを確認してから反映します。確認するまで、台帳は変わりません。",
    send_file: "ファイルを取り込む",
    none: "取り込んだファイルはまだありません。",

    mode: "取込の方法",
    mode_hint: "「全件」では、いま資格があり、ファイルにない方は、反映した日に資格を失います。",
    mode_wrong: "取込の方法を選んでください。",
    merge: "追加・変更（ファイルにない方はそのまま）",
    full: "全件（ファイルにない方は資格喪失）",

    state: "状態",
    counts: "人数",
    added: "新しく加わる人",
    missing: "ファイルになく、資格を失う人",
    changed: "内容が変わる人",
    rekeyed: "世帯の中で番号・氏名が変わる人",
    replaced: "番号が別の人のものになる人",
    moves: "記号番号の変更と思われる人",
    unchanged: "変わらない人",
    eligible_before: "いま資格のある人",

    leavers: |left, eligible, limit| {
        format!(
            "いま資格のある{eligible}人のうち、{left}人が資格を失います（設定の上限 {limit}％）。ファイルが途中で切れていないか確かめてください。"
        )
    },
    emptied_mail: "メールアドレスの列がすべて空です。列がずれていないか確かめてください。",
    bulk_moves: "多くの人の記号・番号・枝番または氏名が変わります。番号の付け替えや事業所の合併があったか確かめてください。",

    nobody_here: "該当する人はいません。",
    gone: "明細は、送ってから7日たったか、取りやめたため、消えました。",
    card: "記号-番号-枝番",
    name: "氏名",
    birth_date: "生年月日",
    relation: "続柄",
    acquired: "資格取得日",
    what_changes: "変わる内容",
    from_to: |field, before, now| format!("{field}：{before} → {now}"),
    blank: "（空欄）",
    new_person: "この番号の新しい人",

    moves_lead: "前の記号番号の人と、同じ人と思われます。同じ人であることを確かめて確認すると、反映のときにアカウント・同意・医療費を引き継ぎます。確認しなければ、別の人のままです。",
    old_card: "前の記号番号",
    new_card: "新しい記号番号",
    unsure: "資格のない期間があるか、ほかにも当てはまる人がいます",
    confirmed: "確認済み",
    not_confirmed: "未確認",
    confirm: "同じ人と確認する",
    unconfirm: "確認を取り消す",
    confirm_all: "問題のない人をまとめて確認する",

    download_lead: "この取込で変わることと、読み取れない行のすべてを、ファイルとして取り出します。",
    before: "いままで",
    now: "ファイル",
    download_name: |day| format!("加入者データの取込_{day}"),
};
