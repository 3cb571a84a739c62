use crate::text::{MailFacts, MailWords, Mailbox, Mails};

pub const MAILS: Mails = Mails {
    sign_up_code: MailWords {
        subject: "初回登録の認証コード",
        body: |facts| code_mail("初回登録", facts, "このまま何もなさらなければ、登録は行われません。"),
    },
    registered: MailWords {
        subject: "登録が完了しました",
        body: |facts| {
            format!(
                "{service}の初回登録が完了しました。\n\nユーザーID: {user_id}\n\n\
                 次回からは、このユーザーIDと、ご自身で決めた\nパスワードでログインしてください。\n\
                 パスワードは、メールではお知らせしません。\n\nログイン画面\n{address}\n\n\
                 {not_you}",
                service = facts.service,
                user_id = facts.user_id,
                address = facts.address,
                not_you = not_you("登録をした覚えがない場合は"),
            )
        },
    },
    account_made: MailWords {
        subject: "初回登録のお知らせ",
        body: |facts| {
            format!(
                "{moment}に、{service}で\nアカウントが作成されました。\n\n\
                 登録には、このメールアドレスとは別のアドレスが\n使われています。\
                 このアドレスは健康保険の加入者情報に\n登録されているため、確認のためにお知らせしています。\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                not_you = not_you("ご本人による登録でない場合は"),
            )
        },
    },
    account_exists: MailWords {
        subject: "すでに登録されています",
        body: |facts| {
            format!(
                "{moment}に、{service}で\n初回登録の操作がありました。\n\
                 アカウントはすでに作成されていますので、\nあらためて登録する必要はありません。\n\n\
                 次の画面からログインしてください。ユーザーIDや\nパスワードをお忘れのときも、同じ画面からお進みください。\n{address}\n\n\
                 {not_you}",
                moment = facts.moment,
                service = facts.service,
                address = facts.address,
                not_you = not_you("この操作に心当たりがない場合は"),
            )
        },
    },
    recovery_code: MailWords {
        subject: "パスワード再設定の認証コード",
        body: |facts| code_mail("パスワード再設定", facts, "このまま何もなさらなければ、パスワードは変わりません。"),
    },
    user_id_reminder: MailWords {
        subject: "ユーザーIDのお知らせ",
        body: |facts| {
            format!(
                "お問い合わせのユーザーIDをお知らせします。\n\nユーザーID: {user_id}\n\n\
                 このメールアドレスをご家族で共用されている場合は、\n上に記した保険者にご加入の方のユーザーIDです。\n\n\
                 ログイン画面\n{address}\n\n\
                 お問い合わせに心当たりがない場合も、パスワードが\n知られたわけではありません。このメールを他の方に\n転送しないでください。",
                user_id = facts.user_id,
                address = facts.address,
            )
        },
    },
    password_changed: MailWords {
        subject: "パスワードを変更しました",
        body: |facts| {
            format!(
                "{moment}に、{service}の\nパスワードが変更されました。\n\n{not_you}\n\n\
                 パスワードは、次の画面の「パスワードを忘れた方は\nこちら」から設定し直すことができます。\n{address}",
                moment = facts.moment,
                service = facts.service,
                address = facts.address,
                not_you = not_you("変更した覚えがない場合は"),
            )
        },
    },
    email_change_code: MailWords {
        subject: "メールアドレス変更の認証コード",
        body: |facts| code_mail("メールアドレス変更", facts, "このまま何もなさらなければ、メールアドレスは変わりません。"),
    },
    email_check_code: MailWords {
        subject: "メールの到着確認の認証コード",
        body: |facts| code_mail("メールの到着確認", facts, "このまま何もなさらなければ、登録内容は変わりません。"),
    },
    email_changed: MailWords {
        subject: "メールアドレスを変更しました",
        body: |facts| {
            format!(
                "{moment}に、{service}に\n登録されているメールアドレスが変更されました。\n\
                 このお知らせは、変更前と変更後の両方のアドレスに\nお送りしています。\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                not_you = not_you("変更した覚えがない場合は"),
            )
        },
    },
    login_after_failures: MailWords {
        subject: "ログインのお知らせ",
        body: |facts| {
            format!(
                "{moment}に、ログインの失敗が続いたあとで、\n{service}へのログインがありました。\n\n\
                 ご本人による操作であれば、何もなさる必要は\nありません。\n\n\
                 心当たりがない場合は、次の画面の「パスワードを\n忘れた方はこちら」から、すぐにパスワードを設定し\n直してください。\n{address}",
                moment = facts.moment,
                service = facts.service,
                address = facts.address,
            )
        },
    },
    account_closed: MailWords {
        subject: "退会の手続きが完了しました",
        body: |facts| {
            format!(
                "{moment}に、{service}の\n退会の手続きが完了し、アカウントは使えなくなりました。\n\
                 ご利用いただき、ありがとうございました。\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                not_you = not_you("退会した覚えがない場合は"),
            )
        },
    },
    announcement: MailWords {
        subject: "お知らせ",
        body: |facts| {
            format!(
                "{notice}\n\n{also}\n\nお知らせのメールが不要な方は、次の画面で受け取りを\n止めることができます。\n{settings}",
                notice = facts.notice,
                also = shown_too(facts),
                settings = facts.settings,
            )
        },
    },
    essential_announcement: MailWords {
        subject: "大切なお知らせ",
        body: |facts| {
            format!(
                "{notice}\n\n{also}\n\n大切なご連絡のため、お知らせのメールの受け取りを\n止めている方にもお送りしています。",
                notice = facts.notice,
                also = shown_too(facts),
            )
        },
    },
    statements_released: MailWords {
        subject: "医療費などのお知らせを掲載しました",
        body: |facts| {
            format!(
                "{service}に、医療費などの新しいお知らせを掲載しました。\nログインして、ご確認ください。\n{address}\n\n\
                 どのお知らせか、また、その内容は、このメールには書いていません。\n\n\
                 お知らせのメールが不要な方は、次の画面で受け取りを\n止めることができます。\n{settings}",
                service = facts.service,
                address = facts.address,
                settings = facts.settings,
            )
        },
    },
    factor_enrolled: MailWords {
        subject: "二つ目の認証手段が登録されました",
        body: |facts| {
            format!(
                "{moment}に、{service}の\nアカウントに二つ目の認証手段が登録されました。\n\
                 次回から、ログインのときにお使いください。\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                not_you = not_you("登録した覚えがない場合は"),
            )
        },
    },
    factor_removed: MailWords {
        subject: "二つ目の認証手段が削除されました",
        body: |facts| {
            format!(
                "{moment}に、{service}の\nアカウントから二つ目の認証手段が削除されました。\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                not_you = not_you("削除した覚えがない場合は"),
            )
        },
    },
    staff_invitation: MailWords {
        subject: "窓口業務への招待",
        body: |facts| {
            format!(
                "{sender}の窓口業務の担当者として\n招待されました。次のリンクを開き、お名前とパスワードを\n決めてください。\n\n{address}\n\n\
                 リンクは一度だけ、{moment}まで\n使えます。ほかの方に転送しないでください。\n\n\
                 心当たりがない場合は、このメールを削除してください。",
                sender = facts.sender,
                address = facts.address,
                moment = facts.moment,
            )
        },
    },
    staff_access: MailWords {
        subject: "窓口業務の担当が追加されました",
        body: |facts| {
            format!(
                "{sender}の窓口業務の担当者に\n登録されました。いつものメールアドレスとパスワードで\nログインしてお使いください。\n\n{address}",
                sender = facts.sender,
                address = facts.address,
            )
        },
    },
    staff_password_changed: MailWords {
        subject: "窓口業務のパスワードが変更されました",
        body: |facts| format!("{}に、窓口業務の\nパスワードが変更されました。\n\n{STAFF_NOT_YOU}", facts.moment),
    },
    staff_factor_changed: MailWords {
        subject: "窓口業務の認証手段が変更されました",
        body: |facts| format!("{}に、窓口業務の\n二つ目の認証手段が登録または削除されました。\n\n{STAFF_NOT_YOU}", facts.moment),
    },
    recovery_offered: MailWords {
        subject: "パスワードを設定し直す方法",
        body: |facts| {
            format!(
                "窓口へのお電話を受けて、パスワードを設定し直す方法を\nお知らせします。\n\nユーザーID: {user_id}\n\n\
                 次の画面の「パスワードを忘れた方はこちら」から、\n上のユーザーIDと、このメールアドレスを入力して\nお進みください。\n{address}\n\n\
                 新しいパスワードは、ご自身で決めていただきます。\n窓口の職員がパスワードをお聞きすることはありません。\n\n{not_you}",
                user_id = facts.user_id,
                address = facts.address,
                not_you = not_you("お電話をした覚えがない場合は"),
            )
        },
    },
    address_corrected: MailWords {
        subject: "窓口でメールアドレスを変更しました",
        body: |facts| {
            format!(
                "{moment}に、窓口での手続きにより、\n{service}に登録されている\nメールアドレスが変更されました。\n\
                 このお知らせは、変更前と変更後の両方のアドレスに\nお送りしています。\n\n\
                 安全のため、今から72時間は、パスワードの再設定が\nできません。\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                not_you = not_you("手続きをした覚えがない場合は"),
            )
        },
    },
    roster_address_corrected: MailWords {
        subject: "加入者情報のメールアドレスを変更しました",
        body: |facts| {
            format!(
                "{moment}に、窓口での手続きにより、\n健康保険の加入者情報に登録されている\nメールアドレスが変更されました。\n\
                 このお知らせは、変更前と変更後の両方のアドレスに\nお送りしています。\n\n\
                 すでに{service}に登録されている方は、\n安全のため、今から72時間は、パスワードの再設定が\nできません。\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                not_you = not_you("手続きをした覚えがない場合は"),
            )
        },
    },
    factors_reset: MailWords {
        subject: "二段階認証の設定を取り消しました",
        body: |facts| {
            format!(
                "{moment}に、窓口での手続きにより、\n{service}の二段階認証の設定が\n取り消されました。ログインのあとで、もう一度設定して\nください。\n\n\
                 安全のため、今から72時間は、パスワードの再設定が\nできません。\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                not_you = not_you("手続きをした覚えがない場合は"),
            )
        },
    },
    account_released: MailWords {
        subject: "アカウントを終了しました",
        body: |facts| {
            format!(
                "{moment}に、窓口での手続きにより、\n{service}のアカウントを終了しました。\n\
                 これまでのユーザーIDとパスワードは使えません。\n\n\
                 次の画面から、あらためて初回登録をしてください。\n{address}\n\n{not_you}",
                moment = facts.moment,
                service = facts.service,
                address = facts.address,
                not_you = not_you("手続きをした覚えがない場合は"),
            )
        },
    },
    test: MailWords {
        subject: "送信テスト",
        body: |facts| {
            format!(
                "{service}からの送信テストです。\nこのメールが届いていれば、メールの送信は正しく\n設定されています。",
                service = facts.service
            )
        },
    },
    subject: |sender, subject| format!("{sender}：{subject}"),
    code: |code| format!("認証コード: {code}"),
    telephone: |number| format!("電話：{number}"),
    hours: |hours| format!("受付時間：{hours}"),
    service: |service, operator| match operator {
        "" => service.to_owned(),
        operator => format!("{service}（運営：{operator}）"),
    },
    no_replies: "このメールは送信専用です。ご返信いただいても、\nお答えできません。",
    replies: "このメールは自動でお送りしています。",
    mailbox: Mailbox {
        title: "デモの受信箱",
        about: "このデモが送信したメールを、新しい順に表示しています。実際には、どこにも送信されていません。",
        empty: "まだメールはありません。",
        again: "新しいメールを確認する",
        from: "差出人",
        to: "宛先",
        at: "日時",
    },
};

fn code_mail(what: &str, facts: &MailFacts, harmless: &str) -> String {
    format!(
        "{what}の画面に、このコードを入力してください。\n有効期限は、{moment}です。\n\n\
         コードは、ほかの方に教えないでください。\n窓口の職員がコードをお聞きすることはありません。\n\n\
         このメールに心当たりがない場合は、ほかの方が\nアドレスを誤って入力した可能性があります。\n{harmless}\nこのメールは削除してください。",
        moment = facts.moment,
    )
}

const STAFF_NOT_YOU: &str = "心当たりがない場合は、すぐに管理者または運営担当者へ\n連絡してください。";

fn not_you(when: &str) -> String {
    format!("{when}、ほかの方が操作した\nおそれがあります。すぐに下記の窓口へご連絡ください。")
}

fn shown_too(facts: &MailFacts) -> String {
    format!("このお知らせは、{service}にログインしてもご覧いただけます。\n{address}", service = facts.service, address = facts.address)
}
