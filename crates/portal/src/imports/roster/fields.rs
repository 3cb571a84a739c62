//! The columns of 加入者データ.

use crate::imports::headers::Field;

/// A column of 加入者データ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RosterField {
    /// 記号.
    Symbol,
    /// 番号.
    Number,
    /// 枝番.
    Branch,
    /// 氏名カナ.
    KanaName,
    /// 氏名.
    Name,
    /// 生年月日.
    BirthDate,
    /// 続柄.
    Relation,
    /// 資格取得日.
    AcquiredOn,
    /// 資格喪失日.
    LostOn,
    /// メールアドレス.
    Email,
    /// 個人キー.
    PersonalKey,
    /// 事業所名.
    Office,
    /// 郵便番号.
    PostalCode,
    /// 住所.
    Address,
    /// 負担割合.
    Burden,
    /// 負担割合発効日.
    BurdenFrom,
    /// 認定日.
    RecognisedOn,
}

impl Field for RosterField {
    const ALL: &'static [Self] = &[
        Self::Symbol,
        Self::Number,
        Self::Branch,
        Self::KanaName,
        Self::Name,
        Self::BirthDate,
        Self::Relation,
        Self::AcquiredOn,
        Self::LostOn,
        Self::Email,
        Self::PersonalKey,
        Self::Office,
        Self::PostalCode,
        Self::Address,
        Self::Burden,
        Self::BurdenFrom,
        Self::RecognisedOn,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Symbol => "記号",
            Self::Number => "番号",
            Self::Branch => "枝番",
            Self::KanaName => "氏名カナ",
            Self::Name => "氏名",
            Self::BirthDate => "生年月日",
            Self::Relation => "続柄",
            Self::AcquiredOn => "資格取得日",
            Self::LostOn => "資格喪失日",
            Self::Email => "メールアドレス",
            Self::PersonalKey => "個人キー",
            Self::Office => "事業所名",
            Self::PostalCode => "郵便番号",
            Self::Address => "住所",
            Self::Burden => "負担割合",
            Self::BurdenFrom => "負担割合発効日",
            Self::RecognisedOn => "認定日",
        }
    }

    fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::Symbol => &[
                "被保険者証記号",
                "被保険者証等記号",
                "被保険者等記号",
                "被保険者記号",
                "保険証記号",
                "組合員証記号",
                "組合員等記号",
                "証記号",
                "健保記号",
                "保険記号",
                "資格記号",
            ],
            Self::Number => &[
                "被保険者証番号",
                "被保険者証等番号",
                "被保険者等番号",
                "被保険者番号",
                "保険証番号",
                "組合員証番号",
                "組合員等番号",
                "組合員番号",
                "証番号",
                "健保番号",
                "保険番号",
                "資格番号",
            ],
            Self::Branch => &["枝番号", "被保険者証枝番", "被保険者証等枝番", "被保険者枝番", "保険証枝番", "個人枝番", "枝"],
            Self::KanaName => &[
                "カナ氏名",
                "カナ",
                "カナ名",
                "氏名フリガナ",
                "フリガナ",
                "ふりがな",
                "氏名ふりがな",
                "氏名かな",
                "氏名カタカナ",
                "加入者氏名カナ",
                "加入者カナ氏名",
                "被保険者氏名カナ",
                "被保険者カナ氏名",
                "半角カナ氏名",
                "氏名半角カナ",
            ],
            Self::Name => &["漢字氏名", "氏名漢字", "名前", "お名前", "加入者氏名", "加入者名", "被保険者氏名", "加入者漢字氏名"],
            Self::BirthDate => &["誕生日", "出生年月日", "生年月日西暦", "生年月日和暦", "加入者生年月日", "被保険者生年月日"],
            Self::Relation => {
                &["続柄名", "続柄名称", "続柄コード", "続柄区分", "本人家族区分", "本人家族", "家族区分", "本家区分", "本人家族別"]
            }
            Self::AcquiredOn => &["取得日", "資格取得年月日", "取得年月日", "資格開始日", "資格開始年月日", "加入日", "加入年月日"],
            Self::LostOn => &["喪失日", "資格喪失年月日", "喪失年月日", "脱退日", "脱退年月日"],
            Self::Email => &[
                "メール",
                "Eメール",
                "Eメールアドレス",
                "電子メール",
                "電子メールアドレス",
                "email",
                "mail",
                "mailaddress",
                "emailaddress",
            ],
            Self::PersonalKey => &["個人ID", "個人コード", "個人識別キー", "加入者ID", "加入者コード", "加入者キー"],
            Self::Office => &["事業所", "事業所名称", "所属事業所", "勤務先", "勤務先名", "会社名"],
            Self::PostalCode => &["郵便", "〒", "住所郵便番号"],
            Self::Address => &["現住所", "住所漢字", "居住地"],
            Self::Burden => &["一部負担割合", "自己負担割合", "負担割合区分"],
            Self::BurdenFrom => {
                &["発効日", "発効年月日", "発効期日", "負担割合発効期日", "負担割合発効年月日", "負担割合適用開始日", "一部負担割合発効日"]
            }
            Self::RecognisedOn => &["認定年月日", "被扶養者認定日", "被扶養者認定年月日", "扶養認定日", "扶養認定年月日"],
        }
    }

    fn is_required(self) -> bool {
        matches!(self, Self::Number | Self::KanaName | Self::BirthDate)
    }
}

impl RosterField {
    /// The columns of the store that this field decides.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Symbol => &["symbol", "symbol_key", "symbol_loose"],
            Self::Number => &["number", "number_key", "number_loose"],
            Self::Branch => &["branch"],
            Self::KanaName => &["kana_name", "kana_unfolded", "kana_folded", "kana_lenient"],
            Self::Name => &["name"],
            Self::BirthDate => &["birth_date"],
            Self::Relation => &["relation"],
            Self::AcquiredOn => &["acquired_on"],
            Self::LostOn => &["lost_on"],
            Self::Email => &["email"],
            Self::PersonalKey => &["personal_key"],
            Self::Office => &["office"],
            Self::PostalCode => &["postal_code"],
            Self::Address => &["address"],
            Self::Burden => &["burden"],
            Self::BurdenFrom => &["burden_from"],
            Self::RecognisedOn => &["recognised_on"],
        }
    }

    /// The field that decides a column of the store.
    pub fn of_column(column: &str) -> Option<RosterField> {
        Self::ALL.iter().copied().find(|field| field.columns().contains(&column))
    }
}
