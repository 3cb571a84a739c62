//! JSON in the database that this program wrote. What cannot be read is an error, never an empty value.

use madoguchi_store::StoreError;
use serde::de::DeserializeOwned;

/// Reads the JSON of a column. `column` is for the log.
///
/// # Errors
/// [`StoreError::Unreadable`], without the value, which may be personal.
pub fn json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable {
        column,
        problem: format!("not the JSON that was expected, line {}, column {}", error.line(), error.column()),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_an_error_without_the_value() {
        assert_eq!(json::<Vec<i64>>("table.column", "[1,2]").unwrap(), [1, 2]);
        for wrong in ["", "[", "\"福田 結衣\""] {
            let told = json::<Vec<i64>>("table.column", wrong).unwrap_err().to_string();
            assert!(told.contains("table.column") && !told.contains("福田"), "{told}");
        }
    }
}
