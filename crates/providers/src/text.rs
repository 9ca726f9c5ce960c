//! Text out of JSON without a copy of it.

use std::borrow::Cow;

use serde::Deserialize;

/// A JSON string, lent out of the text around it unless it holds escapes. (A `Cow` by itself, within an
/// `Option`, is always a copy.)
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Text<'_>> for String {
    fn from(text: Text<'_>) -> Self {
        text.0.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_with_escapes_is_copied() {
        #[derive(Deserialize)]
        struct Held<'a>(#[serde(borrow)] Option<Text<'a>>);
        let text = |json| serde_json::from_str::<Held<'_>>(json).unwrap().0.unwrap().0;
        assert!(matches!(text("\"你好\""), Cow::Borrowed("你好")));
        assert!(matches!(text("\"a\\nb\""), Cow::Owned(text) if text == "a\nb"));
    }
}
