//! The file in which a person describes a vendor of their own.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Table, Value};

use crate::{vendor::Vendor, vendors::fields_of};

/// What is wrong with a vendor file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct VendorFileError {
    /// What, in the words of whoever read it.
    pub message: String,
    /// The line, counted from 1, where it is in one.
    pub line: Option<usize>,
}

/// The vendor that a person's own file describes: all the fields of a built-in one, or `like = "ID"` and
/// only what differs from that built-in one, such as another account's name.
///
/// # Errors
/// What is wrong with the file, with its line.
pub fn vendor_from_toml(text: &str) -> Result<Vendor, VendorFileError> {
    let mut own: Table = read(text)?;
    let Some(like) = own.remove("like") else { return read(text) };
    let Some(mut fields) = like.as_str().and_then(fields_of) else {
        let message = format!("`like` names {like}, which is no built-in provider");
        return Err(VendorFileError { message, line: line_of_field(text, "like") });
    };
    if !own.contains_key("id") {
        return Err(VendorFileError { message: "missing field `id`".to_owned(), line: None });
    }
    // One after the other, so that what cannot be taken is known by its name.
    for (name, value) in own {
        fields.insert(name.clone(), value);
        if let Err(error) = Vendor::deserialize(Value::Table(fields.clone())) {
            let message = error.message().to_owned();
            return Err(VendorFileError { message, line: line_of_field(text, &name) });
        }
    }
    Vendor::deserialize(Value::Table(fields))
        .map_err(|error| VendorFileError { message: error.message().to_owned(), line: None })
}

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, VendorFileError> {
    toml::from_str(text).map_err(|error: toml::de::Error| VendorFileError {
        message: error.message().to_owned(),
        line: error.span().map(|span| line_at(text, span.start)),
    })
}

fn line_of_field(text: &str, name: &str) -> Option<usize> {
    let fields: BTreeMap<Spanned<String>, Value> = toml::from_str(text).ok()?;
    let (field, _) = fields.into_iter().find(|(field, _)| field.get_ref() == name)?;
    Some(line_at(text, field.span().start))
}

/// The line, counted from 1, in which a byte stands.
fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::vendor;

    #[test]
    fn a_file_of_ones_own_may_say_only_what_differs() {
        let account = vendor_from_toml(
            "like = \"openai\"\nid = \"openai-work\"\nname = { en = \"Work\", zh = \"工作\" }\norder = 500\n",
        )
        .unwrap();
        let openai = vendor("openai").unwrap();
        assert_eq!((account.id.as_str(), account.name.en.as_str()), ("openai-work", "Work"));
        assert_eq!((&account.base_url, account.models.len()), (&openai.base_url, openai.models.len()));
        for (file, word) in [
            ("like = \"nobody\"\nid = \"a\"\n", "nobody"),
            ("like = \"openai\"\n", "id"),
            ("like = \"openai\"\nid = \"a\"\nneeds_keys = true\n", "needs_keys"),
        ] {
            let refusal = vendor_from_toml(file).unwrap_err().to_string();
            assert!(refusal.contains(word), "{refusal}");
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_line_in_the_persons_own_file() {
        for (file, line) in [
            ("like = \"openai\"\nid = \"a\"\n# a comment\nneeds_keys = true\n", Some(4)),
            ("id = \"a\"\nlike = \"openai\"\n\nneeds_key = 7\n", Some(4)),
            ("id = \"a\"\nlike = \"openai\"\n[[models]]\nid = 7\n", Some(3)),
            ("id = \"a\"\nlike = \"nobody\"\n", Some(2)),
            ("id = \"a\"\nlike = = 3\n", Some(2)),
            ("like = \"openai\"\n", None),
        ] {
            assert_eq!(vendor_from_toml(file).unwrap_err().line, line, "{file}");
        }
    }
}
