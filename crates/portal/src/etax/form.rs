//! The document before it is signed: the operator's form, filled in, with a signature to be filled in at its end.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, value::Serde};
use serde::Serialize;

use super::EtaxError;

/// The root element of the form.
pub const ROOT: &str = "TEG700";

/// What a form is filled in with. Money in whole yen; only lines that have all six items of the law.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    /// The document's identifier, `TEG700` and 17 digits.
    pub id: String,
    /// The day on which it is made, `YYYY-MM-DD`.
    pub created_on: String,
    /// The tax year.
    pub year: i16,
    /// 保険者の名称.
    pub insurer_name: String,
    /// 保険者番号; blank when there is none.
    pub insurer_number: String,
    /// 被保険者の氏名.
    pub insured_name: String,
    /// 支払った医療費の額 of all lines.
    pub own_share: i64,
    /// The lines, person after person, by month.
    pub lines: Vec<LineOfNotice>,
}

/// A line of care.
#[derive(Clone, Debug, Serialize)]
pub struct LineOfNotice {
    /// 療養を受けた者.
    pub person: String,
    /// 療養を受けた年.
    pub year: i16,
    /// 療養を受けた月, 1 to 12.
    pub month: i8,
    /// 病院・診療所・薬局等の名称.
    pub institution: String,
    /// 診療区分, in words.
    pub kind: String,
    /// 支払った医療費の額.
    pub own_share: i64,
}

/// Fills the form in. Values stand as text, whatever they contain.
///
/// # Errors
/// [`EtaxError::Form`] for a form that asks for what there is not, or has another root.
pub fn fill_in(form: &str, notice: &Notice) -> Result<String, EtaxError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let filled = environment.render_str(form, Serde(notice)).map_err(|error| EtaxError::Form(place_of(&error)))?;
    let root_is_named = filled.contains(&format!("<{ROOT} ")) && filled.contains(&format!("id=\"{}\"", notice.id));
    let end = filled.rfind(&format!("</{ROOT}>")).filter(|_| root_is_named);
    let Some(end) = end else {
        return Err(EtaxError::Form(format!("its root is not <{ROOT} … id=\"{{{{ id }}}}\"> … </{ROOT}>")));
    };
    let (before, after) = filled.split_at(end);
    Ok(format!("{before}{}{after}", signature_of(&notice.id)))
}

/// What is wrong, and where in the form; never what was to be filled in.
fn place_of(error: &minijinja::Error) -> String {
    let line = error.line().map_or_else(String::new, |line| format!(" (line {line})"));
    format!("{}{line}", error.kind())
}

/// An enveloped signature over the whole document, without its values.
fn signature_of(id: &str) -> String {
    const W3: &str = "http://www.w3.org";
    format!(
        r##"<dsig:Signature xmlns:dsig="{W3}/2000/09/xmldsig#"><dsig:SignedInfo><dsig:CanonicalizationMethod Algorithm="{W3}/TR/2001/REC-xml-c14n-20010315"/><dsig:SignatureMethod Algorithm="{W3}/2001/04/xmldsig-more#rsa-sha256"/><dsig:Reference URI="#{id}"><dsig:Transforms><dsig:Transform Algorithm="{W3}/2000/09/xmldsig#enveloped-signature"/></dsig:Transforms><dsig:DigestMethod Algorithm="{W3}/2001/04/xmlenc#sha256"/><dsig:DigestValue/></dsig:Reference></dsig:SignedInfo><dsig:SignatureValue/><dsig:KeyInfo><dsig:X509Data/></dsig:KeyInfo></dsig:Signature>"##
    )
}
