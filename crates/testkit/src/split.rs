//! Where a body is cut into the pieces that are written one by one.

use serde::Deserialize;

/// How the bytes of a body are cut into separate writes (and HTTP chunks, where the reply is chunked).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// After each event of an event stream and each line of JSON lines; anything else stays whole.
    #[default]
    Events,
    /// Not at all.
    Whole,
    /// After every so many bytes, wherever that falls; zero counts as one.
    Every(usize),
    /// At these offsets, in any order; those outside the body are ignored.
    At(Vec<usize>),
}

impl Split {
    /// The pieces of `body`, none of them empty, which put together are `body` again.
    pub(crate) fn cut<'body>(&self, content_type: &str, body: &'body [u8]) -> Vec<&'body [u8]> {
        let mut offsets = match self {
            Self::Events => event_ends(content_type, body),
            Self::Whole => Vec::new(),
            Self::Every(bytes) => (0..body.len()).step_by((*bytes).max(1)).collect(),
            Self::At(offsets) => offsets.clone(),
        };
        offsets.push(body.len());
        offsets.sort_unstable();

        let mut pieces = Vec::new();
        let mut start = 0;
        for end in offsets {
            if end > start && end <= body.len() {
                pieces.push(&body[start..end]);
                start = end;
            }
        }
        pieces
    }
}

/// The offsets just after each event: a blank line in an event stream, every line in JSON lines.
fn event_ends(content_type: &str, body: &[u8]) -> Vec<usize> {
    let blank_line_ends_event = content_type.starts_with("text/event-stream");
    if !blank_line_ends_event && !content_type.starts_with("application/x-ndjson") {
        return Vec::new();
    }
    let mut offset = 0;
    body.split_inclusive(|byte| *byte == b'\n')
        .filter_map(|line| {
            offset += line.len();
            let ends = !blank_line_ends_event || matches!(line, b"\n" | b"\r\n");
            ends.then_some(offset)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Split;

    fn pieces(split: &Split, content_type: &str, body: &str) -> Vec<String> {
        split
            .cut(content_type, body.as_bytes())
            .iter()
            .map(|p| String::from_utf8_lossy(p).into_owned())
            .collect()
    }

    #[test]
    fn an_event_stream_is_cut_after_its_blank_lines() {
        let body = "event: a\ndata: 1\n\ndata: 2\r\n\r\ndata: 3";
        let expected = ["event: a\ndata: 1\n\n", "data: 2\r\n\r\n", "data: 3"];
        assert_eq!(pieces(&Split::Events, "text/event-stream; charset=utf-8", body), expected);
    }

    #[test]
    fn json_lines_are_cut_after_each_line() {
        assert_eq!(pieces(&Split::Events, "application/x-ndjson", "{}\n{}\n{"), ["{}\n", "{}\n", "{"]);
    }

    #[test]
    fn what_has_no_events_stays_whole() {
        assert_eq!(pieces(&Split::Events, "text/html", "a\n\nb"), ["a\n\nb"]);
        assert_eq!(pieces(&Split::Whole, "text/event-stream", "a\n\nb"), ["a\n\nb"]);
    }

    #[test]
    fn every_two_bytes_cuts_inside_a_character() {
        let body = "é€".as_bytes();
        assert_eq!(Split::Every(2).cut("text/plain", body), [&body[..2], &body[2..4], &body[4..]]);
    }

    #[test]
    fn offsets_may_come_in_any_order_and_lie_outside() {
        assert_eq!(pieces(&Split::At(vec![9, 3, 0, 1, 3]), "text/plain", "abcd"), ["a", "bc", "d"]);
    }

    fn any_split() -> impl Strategy<Value = Split> {
        prop_oneof![
            Just(Split::Events),
            Just(Split::Whole),
            (0usize..20).prop_map(Split::Every),
            prop::collection::vec(0usize..300, 0..20).prop_map(Split::At),
        ]
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_body(
            split in any_split(),
            content_type in prop_oneof![Just("text/event-stream"), Just("application/x-ndjson"), Just("image/png")],
            body in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200),
        ) {
            let pieces = split.cut(content_type, &body);
            prop_assert!(pieces.iter().all(|piece| !piece.is_empty()));
            prop_assert_eq!(pieces.concat(), body);
        }
    }
}
