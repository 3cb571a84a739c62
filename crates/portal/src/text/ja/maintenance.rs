use crate::text::Maintenance;

pub const MAINTENANCE: Maintenance = Maintenance {
    title: "メンテナンス中です",
    until: |moment| format!("{moment}まで、メンテナンスのためサービスを停止しています。ご不便をおかけし、申し訳ございません。"),
    overdue: "メンテナンスのため、サービスを停止しています。予定の時刻を過ぎておりますが、もうしばらくお待ちください。",
    nothing_was_taken: "この画面が表示される直前に送信された内容は、受け付けられていません。登録などの手続きの途中だった方は、再開後に、同じ端末で続きから進められます。",
    again: "もう一度開く",
    in_a_hurry: "お急ぎの方は",
};
