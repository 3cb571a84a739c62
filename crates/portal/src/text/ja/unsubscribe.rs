use crate::text::Unsubscribe;

pub const UNSUBSCRIBE: Unsubscribe = Unsubscribe {
    title: "お知らせのメールの停止",
    lead: "「停止する」を押すと、お知らせのメールをお送りしないようにします。お知らせは、ログインするといつでもご覧いただけます。",
    essential: "認証コードなど手続きに必要なメールと、とくに大切なご連絡のメールは、停止できません。",
    button: "停止する",
    done_title: "お知らせのメールを停止しました",
    done: "これからは、お知らせのメールをお送りしません。",
    again: "もう一度受け取れるようにする（ログインが必要です）",
};
