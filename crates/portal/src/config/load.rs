//! Reading the configuration: the file, then the environment over it. Whatever is unknown or unreadable is an error.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::{Config, Problem};

/// The file that is read when it exists and no other is named.
const USUAL_FILE: &str = "madoguchi.toml";
/// What the variables of the environment begin with.
const PREFIX: &str = "MADOGUCHI_";

/// How a variable's text becomes a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    List,
    Number,
}

const KEYS: [(&str, Kind); 25] = [
    ("database_url", Kind::Text),
    ("listen", Kind::Text),
    ("base_url", Kind::Text),
    ("desk_listen", Kind::Text),
    ("desk_base_url", Kind::Text),
    ("admin_listen", Kind::Text),
    ("tls_cert", Kind::Text),
    ("tls_key", Kind::Text),
    ("trusted_proxies", Kind::List),
    ("smtp_url", Kind::Text),
    ("mail_dir", Kind::Text),
    ("mail_from", Kind::Text),
    ("bounce_address", Kind::Text),
    ("dkim_selector", Kind::Text),
    ("dkim_key_file", Kind::Text),
    ("secret_file", Kind::Text),
    ("signup_aliases", Kind::List),
    ("service_name", Kind::Text),
    ("operator_name", Kind::Text),
    ("support", Kind::Text),
    ("log", Kind::Text),
    ("max_import_bytes", Kind::Number),
    ("etax_schema", Kind::Text),
    ("etax_form", Kind::Text),
    ("etax_keys", Kind::Text),
];

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {source}\nName another file with --config, or remove the option.", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file is no TOML, or has an unknown key or a value of the wrong type.
    #[error("{}: {problem}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Line, column, what was found, what was expected.
        problem: String,
    },
    /// A variable of the environment.
    #[error("environment variable {variable}: {problem}")]
    Variable {
        /// Its name.
        variable: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Values that do not go, or do not go together.
    #[error("the configuration does not go:\n{}", .0.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
}

/// Loads the configuration: `file`, or `madoguchi.toml` if it exists, then the variables of the environment, then the checks.
///
/// # Errors
/// [`ConfigError`], which says what was found, what was expected and what to do.
pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Config, ConfigError> {
    let usual = Path::new(USUAL_FILE);
    let table = match file.or_else(|| usual.is_file().then_some(usual)) {
        Some(path) => read_file(path)?,
        None => Table::new(),
    };
    let config = overlay(table, environment)?;
    let problems = config.problems();
    if problems.is_empty() { Ok(config) } else { Err(ConfigError::Problems(problems)) }
}

/// The configuration, key by key, passwords in addresses masked.
///
/// # Errors
/// When a path is not UTF-8.
pub fn masked(config: &Config) -> Result<serde_json::Map<String, serde_json::Value>, serde_json::Error> {
    let mut shown = config.clone();
    shown.database_url = without_password(&shown.database_url);
    shown.smtp_url = shown.smtp_url.as_deref().map(without_password);
    serde_json::from_value(serde_json::to_value(&shown)?)
}

fn read_file(path: &Path) -> Result<Table, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::File { path: path.to_owned(), source })?;
    let unreadable = |error: toml::de::Error| ConfigError::Unreadable { path: path.to_owned(), problem: error.to_string() };
    // The whole file first: this error knows line and column.
    toml::from_str::<Config>(&text).map_err(unreadable)?;
    toml::from_str(&text).map_err(unreadable)
}

fn overlay(mut table: Table, environment: impl Iterator<Item = (String, String)>) -> Result<Config, ConfigError> {
    let mut variables: Vec<(String, String)> =
        environment.filter(|(name, _)| name.starts_with(PREFIX) && !belongs_to_the_tests(name)).collect();
    variables.sort();
    for (variable, text) in variables {
        let refused = |problem: String| ConfigError::Variable { variable: variable.clone(), problem };
        let key = variable[PREFIX.len()..].to_lowercase();
        let Some((key, kind)) = KEYS.iter().find(|(known, _)| *known == key) else {
            let known: Vec<String> = KEYS.iter().map(|(key, _)| format!("{PREFIX}{}", key.to_uppercase())).collect();
            return Err(refused(format!("there is no such key; known: {}", known.join(", "))));
        };
        table.insert((*key).to_owned(), value_of(&text, *kind).ok_or_else(|| refused("expected a whole number".to_owned()))?);
        Config::deserialize(table.clone()).map_err(|error| refused(error.message().to_owned()))?;
    }
    // A certificate is the desk's too, also where nobody says what the desk is called.
    if table.contains_key("tls_cert") && !table.contains_key("desk_base_url") {
        table.insert("desk_base_url".to_owned(), Value::String("https://localhost:8082".to_owned()));
    }
    Config::deserialize(table).map_err(|error| ConfigError::Variable { variable: PREFIX.to_owned(), problem: error.message().to_owned() })
}

/// `MADOGUCHI_TEST_…` and `MADOGUCHI_BIN` say to the scripts of the repository where the test database and the binary are; they may
/// stand in the same shell.
fn belongs_to_the_tests(variable: &str) -> bool {
    variable == "MADOGUCHI_BIN" || variable.starts_with("MADOGUCHI_TEST_")
}

fn value_of(text: &str, kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::Text => Value::String(text.to_owned()),
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        Kind::Number => Value::Integer(text.trim().parse().ok()?),
    })
}

/// An address without its password: `smtp://user:****@host`.
pub fn without_password(address: &str) -> String {
    match url::Url::parse(address) {
        Ok(mut url) if url.password().is_some() => match url.set_password(Some("****")) {
            Ok(()) => url.to_string(),
            Err(()) => "****".to_owned(),
        },
        Ok(_) => address.to_owned(),
        Err(_) => "****".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn with_a_certificate_the_desk_is_https_also_by_default() {
        let tls = [("MADOGUCHI_TLS_CERT", "cert.pem"), ("MADOGUCHI_TLS_KEY", "key.pem"), ("MADOGUCHI_BASE_URL", "https://localhost")];
        assert_eq!(from_environment(&tls).unwrap().desk_base_url.as_str(), "https://localhost:8082/");
        assert_eq!(from_environment(&[]).unwrap().desk_base_url.as_str(), "http://localhost:8082/");
    }

    fn from_environment(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        overlay(Table::new(), variables)
    }

    #[test]
    fn every_key_can_come_from_the_environment() {
        let full = Config {
            tls_cert: Some("c".into()),
            tls_key: Some("k".into()),
            smtp_url: Some("smtp://127.0.0.1".to_owned()),
            dkim_selector: Some("s".to_owned()),
            dkim_key_file: Some("d".into()),
            ..Config::default()
        };
        let table = masked(&full).unwrap();
        let mut keys: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        let mut fields: Vec<&str> = table.keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(keys, fields);
    }

    #[test]
    fn a_variable_wins_and_lists_are_separated_by_commas() {
        let config = from_environment(&[("MADOGUCHI_TRUSTED_PROXIES", "10.0.0.0/8, ::1"), ("MADOGUCHI_MAX_IMPORT_BYTES", "7")]).unwrap();
        assert_eq!(config.trusted_proxies, ["10.0.0.0/8", "::1"]);
        assert_eq!(config.max_import_bytes, 7);
    }

    #[test]
    fn an_unknown_variable_is_an_error_that_lists_the_known_ones() {
        let error = from_environment(&[("MADOGUCHI_COLOUR", "red")]).unwrap_err().to_string();
        assert!(error.contains("MADOGUCHI_COLOUR") && error.contains("MADOGUCHI_BASE_URL"), "{error}");
        assert!(from_environment(&[("MADOGUCHI_TEST_POSTGRES", "postgres://"), ("MADOGUCHI_BIN", "x")]).is_ok());
    }

    #[test]
    fn a_value_of_the_wrong_form_names_its_variable() {
        let error = from_environment(&[("MADOGUCHI_LISTEN", "everywhere")]).unwrap_err().to_string();
        assert!(error.contains("MADOGUCHI_LISTEN"), "{error}");
    }

    #[test]
    fn an_unknown_key_of_the_file_is_an_error_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        std::fs::write(&file, "log = \"info\"\ncolour = \"red\"\n").unwrap();
        let error = load(Some(&file), std::iter::empty()).unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("colour") && error.contains("base_url"), "{error}");
    }

    #[test]
    fn passwords_are_masked() {
        let config = Config {
            database_url: "postgres://portal:hush@db/portal".to_owned(),
            smtp_url: Some("smtps://portal:hush@relay:465".to_owned()),
            ..Config::default()
        };
        let shown = serde_json::to_string(&masked(&config).unwrap()).unwrap();
        assert!(!shown.contains("hush") && shown.contains("portal:****@db"), "{shown}");
    }
}
