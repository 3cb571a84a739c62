//! What each policy asks for: the list on the form, the facts for its script, and the judgement, from one table.

use super::PasswordProblem;
use crate::text::{named_values, nfkc};

named_values! {
    /// The rule by which an insurer's passwords are judged.
    #[derive(Default)]
    PasswordPolicy {
        /// 8 to 20 characters with a letter, a digit and a symbol, as the first-login guide asks.
        #[default]
        Guide = "guide",
        /// 15 or more of any kind, or 8 to 14 with a letter, a digit and a symbol; at most 128.
        Modern = "modern",
        /// 13 to 128 with a letter, a digit and a symbol (guideline 6.0, Q&A シQ-54).
        Mhlw = "mhlw",
        /// 15 to 128 of any kind: for staff, who give a second factor besides (NIST SP 800-63B-4, 3.1.1).
        Staff = "staff",
    }
}

/// A policy as numbers: for the form's script and for texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyFacts {
    /// The fewest characters.
    pub min: usize,
    /// The most characters.
    pub max: usize,
    /// From so many characters on letter, digit and symbol are not asked for; `None` if they always are.
    pub free_from: Option<usize>,
    /// The value of the `passwordrules` attribute: what Safari makes up by it passes every policy. Chrome does not read it.
    pub passwordrules: &'static str,
}

impl PasswordPolicy {
    /// What an insurer can choose for its members.
    pub const OF_MEMBERS: &'static [Self] = &[Self::Guide, Self::Modern, Self::Mhlw];

    /// The policy's numbers.
    ///
    /// ```
    /// use madoguchi_rules::password::PasswordPolicy;
    ///
    /// let facts = PasswordPolicy::Guide.facts();
    /// assert_eq!((facts.min, facts.max, facts.free_from), (8, 20, None));
    /// ```
    pub const fn facts(self) -> PolicyFacts {
        // All ask managers for the same 15 to 20 characters, which pass each policy.
        let passwordrules = "minlength: 15; maxlength: 20; required: lower; required: upper; required: digit; required: [-!#?];";
        match self {
            Self::Guide => PolicyFacts { min: 8, max: 20, free_from: None, passwordrules },
            Self::Modern => PolicyFacts { min: 8, max: 128, free_from: Some(15), passwordrules },
            Self::Mhlw => PolicyFacts { min: 13, max: 128, free_from: None, passwordrules },
            Self::Staff => PolicyFacts { min: 15, max: 128, free_from: Some(15), passwordrules },
        }
    }

    /// Whether a symbol is asked for however long the password is. Then what browsers make up without looking at
    /// `passwordrules` is refused until a symbol is added: Chrome's fifteen letters and digits.
    ///
    /// ```
    /// use madoguchi_rules::password::PasswordPolicy;
    ///
    /// assert!(PasswordPolicy::Guide.always_asks_for_a_symbol());
    /// assert!(!PasswordPolicy::Modern.always_asks_for_a_symbol());
    /// ```
    pub const fn always_asks_for_a_symbol(self) -> bool {
        self.facts().free_from.is_none()
    }
}

/// One line of the list on the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// So many characters.
    Length {
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
    },
    /// A letter, unless there are `free_from` characters.
    Letter {
        /// From so many characters on it is not asked for.
        free_from: Option<usize>,
    },
    /// A digit, unless there are `free_from` characters.
    Digit {
        /// From so many characters on it is not asked for.
        free_from: Option<usize>,
    },
    /// A symbol, unless there are `free_from` characters.
    Symbol {
        /// From so many characters on it is not asked for.
        free_from: Option<usize>,
    },
}

impl Requirement {
    /// Whether what was typed meets this requirement.
    ///
    /// ```
    /// use madoguchi_rules::password::{PasswordPolicy, requirements};
    ///
    /// let met: Vec<bool> = requirements(PasswordPolicy::Guide).iter().map(|line| line.met("abc!")).collect();
    /// assert_eq!(met, [false, true, false, true]);
    /// ```
    pub fn met(self, typed: &str) -> bool {
        self.problem(&nfkc(typed)).is_none()
    }

    fn problem(self, normal: &str) -> Option<PasswordProblem> {
        let count = normal.chars().count();
        let lacks = |free_from: Option<usize>, kind: fn(char) -> bool| {
            free_from.is_none_or(|free_from| count < free_from) && !normal.chars().any(kind)
        };
        match self {
            Self::Length { min, .. } if count < min => Some(PasswordProblem::TooShort { min, count }),
            Self::Length { max, .. } if count > max => Some(PasswordProblem::TooLong { max, count }),
            Self::Letter { free_from } if lacks(free_from, |c| c.is_ascii_alphabetic()) => Some(PasswordProblem::NoLetter),
            Self::Digit { free_from } if lacks(free_from, |c| c.is_ascii_digit()) => Some(PasswordProblem::NoDigit),
            Self::Symbol { free_from } if lacks(free_from, |c| c.is_ascii_punctuation()) => Some(PasswordProblem::NoSymbol),
            _ => None,
        }
    }
}

impl std::fmt::Display for Requirement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (text, free_from) = match self {
            Self::Length { min, max } => return write!(f, "{min}文字以上{max}文字以内"),
            Self::Letter { free_from } => ("英字を1文字以上", free_from),
            Self::Digit { free_from } => ("数字を1文字以上", free_from),
            Self::Symbol { free_from } => ("記号（! # - ? など）を1文字以上", free_from),
        };
        match free_from {
            Some(count) => write!(f, "{text}（{count}文字以上のときは不要）"),
            None => f.write_str(text),
        }
    }
}

/// The list on the form, in order.
///
/// ```
/// use madoguchi_rules::password::{PasswordPolicy, requirements};
///
/// assert_eq!(requirements(PasswordPolicy::Guide)[0].to_string(), "8文字以上20文字以内");
/// ```
pub fn requirements(policy: PasswordPolicy) -> Vec<Requirement> {
    let PolicyFacts { min, max, free_from, .. } = policy.facts();
    let length = Requirement::Length { min, max };
    if free_from.is_some_and(|free_from| free_from <= min) {
        return vec![length];
    }
    vec![length, Requirement::Letter { free_from }, Requirement::Digit { free_from }, Requirement::Symbol { free_from }]
}

pub(super) fn unmet(policy: PasswordPolicy, normal: &str) -> Vec<PasswordProblem> {
    requirements(policy).into_iter().filter_map(|requirement| requirement.problem(normal)).collect()
}
