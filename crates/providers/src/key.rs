//! A secret that cannot print.

use std::fmt;

use zeroize::Zeroizing;

/// What stands where a key was.
const REDACTED: &str = "…";

/// An API key, or another secret. It has no `Display` and no `Serialize`, its `Debug` shows nothing, and its memory is
/// wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
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

    /// The text with `…` in every place where it holds the key, plainly or escaped as in JSON: providers
    /// echo keys in errors.
    pub fn redact(&self, text: &str) -> String {
        let Some(first) = self.0.chars().next() else {
            return text.to_owned();
        };
        let mut redacted = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if (next == first || next == '\\')
                && let Some(after) = after_key(rest, &self.0)
            {
                redacted.push_str(REDACTED);
                rest = after;
            } else {
                redacted.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
        }
        redacted
    }

    /// The key itself. Only `http` (to send it) and the keychain (to keep it) call this.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// What follows the key, if the text begins with it, whichever of its characters are escaped.
fn after_key<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    key.chars().try_fold(text, after_character)
}

fn after_character(text: &str, character: char) -> Option<&str> {
    if let Some(after) = text.strip_prefix(character) {
        // A backslash of the key that stands there escaped is two of them.
        return Some(if character == '\\' { after.strip_prefix('\\').unwrap_or(after) } else { after });
    }
    let escaped = text.strip_prefix('\\')?;
    if let Some(code) = escaped.strip_prefix('u') {
        let (digits, after) = code.split_at_checked(4)?;
        let unit = u32::from_str_radix(digits, 16).ok()?;
        return (unit == u32::from(character)).then_some(after);
    }
    escaped.strip_prefix(character)
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
    fn a_key_is_taken_out_however_it_is_escaped() {
        let key = ApiKey::new("sk-ab/cd\"ef".into());
        for echoed in [r#"sk-ab/cd"ef"#, r#"sk-ab\/cd\"ef"#, r"\u0073k\u002Dab/cd\u0022ef"] {
            assert_eq!(key.redact(&format!("<{echoed}> {echoed}")), "<…> …", "{echoed}");
        }
        for other in [r"sk-ab\u", "sk-ab/c", r"\", "中\\文", ""] {
            assert_eq!(key.redact(other), other);
        }
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
