//! Data for e-Tax with a schema, a form and a key of the tests' own.

use std::{fs, path::Path};

use jiff::civil::date;

use super::*;

/// The tests' schema, form and key in a folder, as an operator would put them there.
pub fn prepare(folder: &Path, config: &mut Config) {
    let files: [(&str, &str); 5] = [
        ("teg700.xsd", include_str!("tests/teg700.xsd")),
        ("general.xsd", include_str!("tests/general.xsd")),
        ("xmldsig.xsd", include_str!("tests/xmldsig.xsd")),
        ("form.xml", include_str!("tests/form.xml")),
        ("sakura.pem", include_str!("tests/sakura.pem")),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    config.etax_schema = Some(folder.join("teg700.xsd"));
    config.etax_form = Some(folder.join("form.xml"));
    config.etax_keys = Some(folder.to_owned());
}

/// Whether `xmlsec1` takes the signature of a document for that of the tests' certificate.
pub async fn is_signed(folder: &Path, document: &[u8]) -> bool {
    let config = &mut Config::default();
    prepare(folder, config);
    Etax::of(config, "sakura").unwrap().verify(document).await.is_ok()
}

fn now() -> Timestamp {
    "2026-11-22T01:02:03.004Z".parse().unwrap()
}

fn notice() -> Notice {
    trial("さくら健康保険組合", now(), date(2026, 11, 22))
}

fn etax(folder: &Path) -> Etax {
    let config = &mut Config::default();
    prepare(folder, config);
    Etax::of(config, "sakura").unwrap()
}

#[test]
fn an_insurer_without_a_key_and_an_operator_without_a_schema_have_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = &mut Config::default();
    assert!(Etax::of(config, "sakura").is_none());
    prepare(folder.path(), config);
    assert!(Etax::of(config, "sakura").is_some() && Etax::of(config, "ume").is_none());
    config.etax_schema = None;
    assert!(Etax::of(config, "sakura").is_none());
}

#[tokio::test]
async fn a_document_is_valid_and_signed_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let document = String::from_utf8(etax(folder.path()).signed(&notice()).await.unwrap()).unwrap();
    assert!(document.contains(r#"id="TEG70020261122100203004""#) && document.contains("<WBD00050>3702</WBD00050>"), "{document}");
    assert!(document.contains("http://www.w3.org/2000/09/xmldsig#enveloped-signature") && document.contains("X509Certificate>"));
    assert!(is_signed(folder.path(), document.as_bytes()).await);
    let changed = document.replace("<WBD00050>3702<", "<WBD00050>9702<");
    assert!(!is_signed(folder.path(), changed.as_bytes()).await, "one yen changed is no signature");
}

#[tokio::test]
async fn what_the_schema_refuses_is_never_signed_and_the_reason_names_no_value() {
    let folder = tempfile::tempdir().unwrap();
    let etax = etax(folder.path());
    let mut nameless = notice();
    nameless.lines[0].person = "寿限無".repeat(21);
    let refused = etax.signed(&nameless).await.unwrap_err().to_string();
    assert!(refused.starts_with("the schema (etax_schema) refuses the document") && refused.contains("WBD00020"), "{refused}");
    assert!(!refused.contains("寿限無"));
    let form = include_str!("tests/form.xml").replace("INSURED>", "WBA00010>");
    fs::write(folder.path().join("form.xml"), form).unwrap();
    let refused = etax.signed(&notice()).await.unwrap_err().to_string();
    assert!(refused.contains("WBA00010") && refused.contains("This element is not expected"), "{refused}");
}

#[tokio::test]
async fn a_key_that_is_none_makes_no_document() {
    let folder = tempfile::tempdir().unwrap();
    let etax = etax(folder.path());
    fs::write(folder.path().join("sakura.pem"), "-----BEGIN NOTHING-----\n").unwrap();
    let refused = etax.signed(&notice()).await.unwrap_err();
    assert!(matches!(refused, EtaxError::Signature(_)), "{refused}");
}

#[test]
fn a_form_that_asks_for_what_there_is_not_or_has_another_root_is_refused_with_the_place() {
    let wrong = form::fill_in("<TEG700 id=\"{{ id }}\">\n{{ insured_nam }}</TEG700>", &notice()).unwrap_err().to_string();
    assert!(wrong.contains("line 2"), "{wrong}");
    for other in ["<TEG800 id=\"{{ id }}\"></TEG800>", "<TEG700 id=\"1\"></TEG700>", ""] {
        let wrong = form::fill_in(other, &notice()).unwrap_err().to_string();
        assert!(wrong.contains("its root is not"), "{wrong}");
    }
}

#[tokio::test]
async fn names_with_marks_of_xml_stay_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut hostile = notice();
    hostile.lines[0].institution = "</WBD00040>&{{ id }}'\"医院".to_owned();
    let document = String::from_utf8(etax(folder.path()).signed(&hostile).await.unwrap()).unwrap();
    assert!(document.contains("<WBD00040>&lt;/WBD00040&gt;&amp;{{ id }}'\"医院</WBD00040>"), "{document}");
}
