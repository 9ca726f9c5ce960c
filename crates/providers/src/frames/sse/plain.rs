//! The event that nearly every event is: data on one line, perhaps named.

use crate::frames::Frame;

/// What bytes at the beginning of an event are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plain<'a> {
    /// A plain event, and what follows it.
    Event(Frame<'a>, &'a [u8]),
    /// What may become one.
    Unfinished,
    /// Something else, for the standard's parser.
    Other,
}

/// Looks for a plain event: a line `data: …`, perhaps after one `event: …`, and a blank line. It says the
/// same as the standard's parser would, out of the bytes themselves.
pub(super) fn plain(bytes: &[u8]) -> Plain<'_> {
    let (event, at_data) = match field(bytes, b"event:") {
        Field::Value(event, rest) => (event, rest),
        Field::Unfinished => return Plain::Unfinished,
        Field::Other => ("message", bytes),
    };
    let (data, at_end) = match field(at_data, b"data:") {
        Field::Value(data, rest) => (data, rest),
        Field::Unfinished => return Plain::Unfinished,
        Field::Other => return Plain::Other,
    };
    match at_end {
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => Plain::Event(Frame { event, data }, rest),
        [] => Plain::Unfinished,
        // Even of a single CR, which ends the event whether an LF follows it or not.
        _ => Plain::Other,
    }
}

enum Field<'a> {
    /// Its value, and what follows its line.
    Value(&'a str, &'a [u8]),
    Unfinished,
    Other,
}

/// The field of this name, colon included, in a line that ends in LF or CRLF.
fn field<'a>(bytes: &'a [u8], name: &[u8]) -> Field<'a> {
    let Some(after) = bytes.strip_prefix(name) else {
        return if name.starts_with(bytes) { Field::Unfinished } else { Field::Other };
    };
    let Some(end) = memchr::memchr2(b'\r', b'\n', after) else { return Field::Unfinished };
    let (value, at_end) = after.split_at(end);
    let rest = match at_end {
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => rest,
        [b'\r'] => return Field::Unfinished,
        _ => return Field::Other,
    };
    let value = value.strip_prefix(b" ").unwrap_or(value);
    // Of nothing and of what is no text the standard has more to say.
    match std::str::from_utf8(value) {
        Ok(value) if !value.is_empty() => Field::Value(value, rest),
        _ => Field::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_of_data_is_plain_with_a_name_or_without() {
        for (text, event, data, rest) in [
            ("data: a b\n\nrest", "message", "a b", "rest"),
            ("data:a\n\n", "message", "a", ""),
            ("data:  a\r\n\r\nrest", "message", " a", "rest"),
            ("event: x\ndata: 你好\n\n\n", "x", "你好", "\n"),
        ] {
            assert_eq!(
                plain(text.as_bytes()),
                Plain::Event(Frame { event, data }, rest.as_bytes()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn every_beginning_of_a_plain_event_may_become_one() {
        let event = b"event: x\r\ndata: a\r\n";
        for end in 0..=event.len() {
            assert_eq!(plain(&event[..end]), Plain::Unfinished, "{end}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        let others: [&[u8]; 11] = [
            b"data: a\ndata: b\n\n",
            b"data: a\nid: 1\n\n",
            b"data: \n\n",
            b"data: a\rb\n\n",
            b"data: a\r\n\r",
            b"data: \xff\n\n",
            b"event: x\nevent: y\n",
            b"\xef\xbb\xbfdata: a\n\n",
            b": comment\n\n",
            b"datum: a\n\n",
            b"\ndata: a\n\n",
        ];
        for bytes in others {
            assert_eq!(plain(bytes), Plain::Other, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
