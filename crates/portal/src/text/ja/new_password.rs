use crate::text::NewPassword;

pub const NEW_PASSWORD: NewPassword = NewPassword {
    rules: "パスワードの決まり",
    made_by_browser: "ブラウザーが自動で作るパスワードには、記号が入っていないことがあります。そのときは、最後に「-」を1つ足してください。",
    make: "パスワードの例を作る",
    made: "例を入力し、表示しています。このまま使うときは、書き留めてからお進みください。",
};
