//! JSON from strangers. A few bytes of it can stand for a hundred times as many in memory.

use serde_json::Value;

/// Shorter texts are read whatever they hold, in bytes: they cannot become large.
const HARMLESS: usize = 64 * 1024;
/// How much a text may become in memory beside its strings, in bytes: many times the longest list of
/// models.
const LIMIT: usize = 16 * 1024 * 1024;
/// What a parsed object takes in memory at least, in bytes: one node of a tree.
const OBJECT: usize = 700;
/// What any other value takes, in bytes, with room for its list to grow.
const VALUE: usize = 64;

/// The value that a text stands for; `None` where it is not JSON, or more of it than can be meant.
pub(crate) fn parse_json(text: &[u8]) -> Option<Value> {
    if is_bloated(text) { None } else { serde_json::from_slice(text).ok() }
}

/// Whether a text would take far more memory than it is long.
pub(crate) fn is_bloated(text: &[u8]) -> bool {
    if text.len() < HARMLESS {
        return false;
    }
    let mut size = 0;
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        size += match byte {
            b'{' => OBJECT,
            b'[' | b',' => VALUE,
            b'"' => {
                pass_string(&mut bytes);
                0
            }
            _ => 0,
        };
        if size > LIMIT {
            return true;
        }
    }
    false
}

/// Goes on behind the end of the string that has begun.
fn pass_string(bytes: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_values_are_too_much_and_a_long_text_is_not() {
        for (piece, bloated) in [("0,", true), ("[],", true), ("{\"a\":0},", true), ("{", true), (" ", false)]
        {
            let text = format!("[{}", piece.repeat(1024 * 1024 / piece.len()));
            assert_eq!(is_bloated(text.as_bytes()), bloated, "{piece}");
        }
        let long = serde_json::json!({"content": "{[,\\\"".repeat(1024 * 1024)}).to_string();
        assert!(!is_bloated(long.as_bytes()) && parse_json(long.as_bytes()).is_some());
    }

    #[test]
    fn a_long_list_of_models_is_read() {
        let model = serde_json::json!({
            "id": "vendor/model", "architecture": {"input_modalities": ["text", "image"], "tokenizer": null},
            "pricing": {"prompt": "0.1", "completion": "0.2", "image": "0", "request": "0"},
            "supported_parameters": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"],
            "top_provider": {"context_length": 1, "max_completion_tokens": 2}, "limits": null,
        });
        let list = serde_json::json!({"data": vec![model; 3000]}).to_string();
        assert!(parse_json(list.as_bytes()).is_some());
    }

    #[test]
    fn what_is_short_is_read_whatever_it_holds() {
        assert!(parse_json("[[[[]]]]".as_bytes()).is_some());
        assert!(parse_json(b"[1,").is_none());
    }
}
