use crate::text::Limits;

pub const LIMITS: Limits = Limits {
    used_up_title: "しばらくお待ちください",
    used_up_body: |until| {
        format!(
            "ご本人の確認ができない入力が続いたため、この内容での確認は{until}まで受け付けられません。時間をおいて、もう一度お試しください。"
        )
    },
    letters_used_up_body: |until| {
        format!(
            "初回登録コードの誤った入力が続いたため、この記号・番号での入力は{until}まで受け付けられません。時間をおいて、もう一度お試しください。"
        )
    },
    closed_title: "ただいま画面からの確認を休止しています",
    closed_body: |until| {
        format!(
            "確認できない入力が多く続いているため、画面での確認を{until}まで休止しています。安全のための措置です。時間をおいて、もう一度お試しください。"
        )
    },
    other_ways: "お急ぎの方は",
    letter_way: "初回登録コードの書面をお持ちの方は、そのコードで今すぐ手続きを続けられます。",
    desk_way: "保険者の窓口でもお手続きができます。連絡先は、この画面の下にあります。",
    proof_title: "安全の確認をしています",
    proof_body: "機械による不正な入力を防ぐための確認です。お客様に入力していただくことはありません。",
    proof_working: "確認しています。数秒で次の画面に進みます。",
    proof_wait: |seconds| format!("{seconds}秒ほどお待ちになってから、「続ける」を押してください。入力された内容は保たれています。"),
    proof_button: "続ける",
};
