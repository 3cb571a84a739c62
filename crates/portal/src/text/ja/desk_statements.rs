use crate::text::DeskStatements;

pub const DESK_STATEMENTS: DeskStatements = DeskStatements {
    title: "医療費などの取込",
    lead: "医療費、ジェネリック医薬品差額、適正受診、給付金支給決定のファイルを取り込みます。ファイルを送ったあと、何が変わるかを確認してから確定します。確定するまで、明細は変わりません。",
    send_file: "ファイルを取り込む",
    none: "取り込んだファイルはまだありません。",
    latest: "最近の取込（医療費など）",

    kind: "ファイルの種類",
    kind_hint: "会員に表示するには、設定の「提供するサービス」にその通知が入っている必要があります。",
    kind_wrong: "ファイルの種類を選んでください。",
    costs: "医療費",
    savings: "ジェネリック医薬品差額",
    advice: "適正受診",
    benefits: "給付金支給決定",
    mode: "取込の方法",
    mode_hint: "遅れて届いた請求は「追加」、ある月の全体を直すときは「月の置き換え」を選びます。",
    mode_wrong: "取込の方法を選んでください。",
    add: "追加（まだない明細だけを加える）",
    replace: "月の置き換え（ファイルがその月のすべて）",
    addition: "追加",
    replaced: "月の置き換え",
    month: "置き換える診療年月",
    month_hint: "「月の置き換え」のときだけ入力します。例：2026-06、2026年6月",
    month_missing: "置き換える診療年月を入力してください。",
    month_wrong: "診療年月として読み取れないか、今月より先です。例：2026-06、2026年6月",
    month_not_with_add: "「追加」では、診療年月を空にしてください。ファイルの明細ごとの診療年月を使います。",
    release: "公開日",
    release_hint: "この日から会員に見えます。今日にすると、確定するとすぐに見えます。例：2026-12-05",
    release_out_of_range: |first, last| format!("公開日は、{first}から{last}までの日を入力してください。"),

    counts: "明細の数",
    months: "診療年月ごとの明細",
    care_month: "診療年月",
    month_name: |year, month| format!("{year}年{month}月"),
    added: "加わる明細",
    unchanged: "すでにある明細",
    removed: "なくなる明細",
    people: "何かが変わる人",
    set_aside: "どなたのものかわからず、取り込まない明細",
    removals: |month, before, after| {
        format!(
            "公開中の{month}の明細が、{before}行から{after}行に減ります（10％を超える減少）。ファイルがその月のすべての明細か確かめてください。"
        )
    },
    nothing_here: "該当する行はありません。",
    gone: "行の一覧は、送ってから7日たったため、消えました。",
    download_lead: "読み取れない行と注意のすべてを、ファイルとして取り出します。行と列だけで、明細の内容は入りません。",
    download_name: |day| format!("医療費などの取込_{day}"),

    calendar: "公開の予定",
    calendar_lead: "診療年月ごとに、取り込んだ明細と公開日を示します。公開日が来るまで、会員には見えません。",
    to_calendar: "公開の予定へ戻る",
    sets: "取り込んだ明細",
    lines: "明細の数",
    released: "公開中",
    waits: "公開前",
    older_months: "これより前の月",
    change_release: "公開日を変える",
    reason: "理由",
    reason_hint: "操作の記録に残ります。",
    reason_missing: "公開日を変える理由を入力してください。",
    is_released: "すでに公開されているため、公開日は変えられません。内容を直すときは、その月を置き換えて取り込んでください。",
    before_replacement: |day| {
        format!("この月の置き換えが{day}に公開されます。この明細はそれに加えるものなので、{day}以降の日を入力してください。")
    },
    after_addition: |day| {
        format!("この置き換えに加えた明細が{day}に公開されます。{day}以前の日にするか、先に加えた明細の公開日を後の日に変えてください。")
    },
};
