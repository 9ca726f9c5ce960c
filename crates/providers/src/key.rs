//! A secret that cannot print.

use std::fmt;

use zeroize::Zeroizing;

/// What stands where a key was.
const REDACTED: &str = "…";

/// An API key. It has no `Display` and no `Serialize`, its `Debug` shows nothing, and its memory is
/// wiped when it is dropped.
#[derive(Clone)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// A key, without the white space that copying leaves around it.
    pub fn new(key: String) -> Self {
        let key = Zeroizing::new(key);
        Self(Zeroizing::new(key.trim().to_owned()))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last four characters, for a person to tell keys apart. Empty for a key of fewer than 12
    /// characters, which four of them would give away.
    pub fn last_four(&self) -> String {
        let characters = self.0.chars().count();
        if characters < 12 {
            return String::new();
        }
        self.0.chars().skip(characters - 4).collect()
    }

    /// The text with `…` in every place where it holds the key: providers echo keys in errors.
    pub fn redact(&self, text: &str) -> String {
        if self.is_empty() { text.to_owned() } else { text.replace(self.0.as_str(), REDACTED) }
    }

    /// The key itself. Only `http.rs` (to send it) and the keychain (to keep it) call this.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_not_print() {
        let key = ApiKey::new("sk-canary-0123456789".into());
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
        assert_eq!(format!("{:#?}", Some(key)), "Some(\n    ApiKey(…),\n)");
    }

    #[test]
    fn white_space_around_a_key_is_not_part_of_it() {
        assert_eq!(ApiKey::new(" sk-1 \n".into()).expose(), "sk-1");
        assert!(ApiKey::new(" \n".into()).is_empty());
    }

    #[test]
    fn four_characters_tell_long_keys_apart_and_give_no_short_key_away() {
        assert_eq!(ApiKey::new("sk-canary-0123456789".into()).last_four(), "6789");
        assert_eq!(ApiKey::new("12345678901".into()).last_four(), "");
        assert_eq!(ApiKey::new("钥匙钥匙钥匙钥匙一二三四".into()).last_four(), "一二三四");
    }

    #[test]
    fn every_echo_of_a_key_is_redacted() {
        let key = ApiKey::new("sk-1".into());
        assert_eq!(key.redact("sk-1 is not sk-12"), "… is not …2");
        assert_eq!(ApiKey::new(String::new()).redact("nothing to hide"), "nothing to hide");
    }
}
