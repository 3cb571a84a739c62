//! Passwords: one policy per insurer, shown on the form by the same code that judges.
//!
//! Length is counted in code points after NFKC. Symbols are all of printable ASCII that is neither letter, digit nor
//! space; a space and what is not ASCII are allowed and count to the length only (contract, section 5).

mod guessable;
mod policy;

use jiff::civil::Date;
use zeroize::Zeroizing;

pub use policy::{PasswordPolicy, PolicyFacts, Requirement, requirements};

use crate::text::{nfkc, unprintable};

/// The longest password that is looked at, in bytes, typed as well as normalised.
pub const MAX_BYTES: usize = 512;

/// A password in its normal form, as it is hashed. It is wiped when dropped and does not print.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The password itself.
    ///
    /// ```
    /// # use madoguchi_rules::password::normalize;
    /// assert_eq!(normalize("ａｂｃ！").unwrap().as_normalized(), "abc!");
    /// ```
    pub fn as_normalized(&self) -> &str {
        &self.0
    }
}

/// A password that its policy accepts.
#[derive(Clone)]
pub struct AcceptedPassword(Secret);

impl AcceptedPassword {
    /// The password itself, to be hashed.
    ///
    /// ```
    /// # use madoguchi_rules::password::{PasswordContext, PasswordPolicy, judge};
    /// let accepted = judge(PasswordPolicy::Guide, "yuki!gumo7ra", &PasswordContext::default()).unwrap();
    /// assert_eq!(accepted.as_normalized(), "yuki!gumo7ra");
    /// ```
    pub fn as_normalized(&self) -> &str {
        self.0.as_normalized()
    }
}

unprintable!(Secret, AcceptedPassword);

/// What is known of the person and may not be in the password. Blank and `None` if unknown.
#[derive(Clone, Copy, Default)]
pub struct PasswordContext<'a> {
    /// The user ID as chosen.
    pub user_id: &'a str,
    /// The insurer's code.
    pub insurer_code: &'a str,
    /// The insurer's name.
    pub insurer_name: &'a str,
    /// The person's birth date.
    pub birth_date: Option<Date>,
}

/// Why a password is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer characters than the policy asks for.
    #[error("{min}文字以上にしてください（入力は{count}文字です）。")]
    TooShort {
        /// The fewest.
        min: usize,
        /// How many there are.
        count: usize,
    },
    /// More characters than the policy takes.
    #[error("{max}文字以内にしてください（入力は{count}文字です）。")]
    TooLong {
        /// The most.
        max: usize,
        /// How many there are.
        count: usize,
    },
    /// More bytes than are looked at.
    #[error("長すぎます。")]
    TooManyBytes,
    /// No letter.
    #[error("英字がひとつも入っていません。A～Z、a～zのどれかを1文字以上足してください。")]
    NoLetter,
    /// No digit.
    #[error("数字がひとつも入っていません。0～9のどれかを1文字以上足してください。")]
    NoDigit,
    /// No symbol. What Chrome makes up has none, and it does not read `passwordrules`.
    #[error(
        "記号がひとつも入っていません。! # - ? などを1文字以上足してください。ブラウザーが作ったパスワードは、最後に「-」を足せば使えます。"
    )]
    NoSymbol,
    /// Few guesses find it.
    #[error("推測されやすいパスワードです。並びやくり返しを避け、関係のない言葉を組み合わせてください。")]
    Guessable,
    /// A word from the lists that attackers try first, decorated or not.
    #[error("よく使われる言葉に数字や記号を付けただけのパスワードは使えません。")]
    ListedWord,
    /// Four or more characters of the user ID.
    #[error("ユーザーIDと同じ文字の並び（4文字以上）は使えません。")]
    UserId,
    /// The insurer's code or name.
    #[error("保険者の名前や保険者指定コードは使えません。")]
    Insurer,
    /// The birth date in any form.
    #[error("生年月日は使えません。")]
    BirthDate,
    /// Four or fewer distinct characters.
    #[error("5種類以上の文字を使ってください。")]
    FewCharacters,
}

/// Judges a password; every reason to refuse it is given at once.
///
/// # Errors
/// The problems, in the order of the form's list and then of the words that may not be in it.
///
/// ```
/// use madoguchi_rules::password::{PasswordContext, PasswordPolicy, PasswordProblem, judge};
///
/// let context = PasswordContext { user_id: "hanako", ..Default::default() };
/// assert!(judge(PasswordPolicy::Guide, "yuki!gumo7ra", &context).is_ok());
///
/// let problems = judge(PasswordPolicy::Guide, "hanako7!", &context).unwrap_err();
/// assert!(problems.contains(&PasswordProblem::UserId));
/// ```
pub fn judge(policy: PasswordPolicy, typed: &str, context: &PasswordContext<'_>) -> Result<AcceptedPassword, Vec<PasswordProblem>> {
    let password = normalize(typed).ok_or_else(|| vec![PasswordProblem::TooManyBytes])?;
    let mut problems = policy::unmet(policy, password.as_normalized());
    if !password.as_normalized().is_empty() {
        problems.extend(guessable::problems(password.as_normalized(), context));
    }
    if problems.is_empty() { Ok(AcceptedPassword(password)) } else { Err(problems) }
}

/// The form in which a typed password is hashed and verified; `None` for one that no policy would have accepted.
///
/// ```
/// use madoguchi_rules::password::normalize;
///
/// assert_eq!(normalize("Ｐａｓｓ").unwrap().as_normalized(), "Pass");
/// assert!(normalize(&"x".repeat(513)).is_none());
/// ```
pub fn normalize(typed: &str) -> Option<Secret> {
    if typed.len() > MAX_BYTES {
        return None;
    }
    let normal = Zeroizing::new(nfkc(typed));
    (normal.len() <= MAX_BYTES).then_some(Secret(normal))
}
