//! Server-sent events. Nearly every event is plain and is lent out of the bytes it came in; all others
//! go through the standard's parser.

mod plain;
mod standard;

use serde::de::IgnoredAny;

use self::{
    plain::{Plain, plain},
    standard::Standard,
};
use super::{FRAME_LIMIT, Frame, FrameTooLong, Framing};

/// What ends a stream in the place of an event's data. It is the one text that is not JSON.
const DONE: &str = "[DONE]";

/// Cuts a stream of server-sent events.
///
/// Beyond the standard:
/// - the field `error: {…}`, which older llama.cpp servers and their forks send in mid-stream, becomes
///   an event of the kind `error`;
/// - a last event that the stream's end left unterminated counts if its data is whole;
/// - `data:` lines without the blank lines between them are events of their own. A JSON object that is
///   whole after its first line cannot become one by adding more, so it is given out at once.
#[derive(Default)]
pub struct ServerSentEvents {
    standard: Standard,
    /// The beginning of an event that is plain so far. Only held while `standard` is between events.
    held: Vec<u8>,
}

impl ServerSentEvents {
    /// Adds a line to what is held, and sees what that has become when the line is whole.
    fn hold(&mut self, line: &[u8], take: &mut dyn FnMut(Frame<'_>)) -> Result<(), FrameTooLong> {
        self.held.extend_from_slice(line);
        let found = if line.ends_with(b"\n") || line.ends_with(b"\r") {
            plain(&self.held)
        } else {
            Plain::Unfinished
        };
        match found {
            Plain::Unfinished if self.held.len() > FRAME_LIMIT => return Err(FrameTooLong),
            Plain::Unfinished => return Ok(()),
            Plain::Event(frame, _) => {
                self.standard.passed_over();
                take(frame);
            }
            Plain::Other => self.standard.push(&self.held, take)?,
        }
        self.held.clear();
        Ok(())
    }
}

impl Framing for ServerSentEvents {
    fn can_begin_with(&self, byte: u8) -> bool {
        !matches!(byte, b'{' | b'[')
    }

    fn push(&mut self, bytes: &[u8], take: &mut dyn FnMut(Frame<'_>)) -> Result<(), FrameTooLong> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let under_way = !self.held.is_empty() || !self.standard.is_between_events();
            if !under_way && let Plain::Event(frame, after) = plain(rest) {
                self.standard.passed_over();
                take(frame);
                rest = after;
                continue;
            }
            let (line, after) = first_line(rest);
            if self.standard.is_between_events() {
                self.hold(line, take)?;
            } else {
                self.standard.push(line, take)?;
            }
            rest = after;
        }
        Ok(())
    }

    fn end(&mut self, take: &mut dyn FnMut(Frame<'_>)) {
        let mut whole = |frame: Frame<'_>| {
            if frame.data == DONE || is_json(frame.data) {
                take(frame);
            }
        };
        // What was held was not too long before, so it is not now.
        self.standard.push(&self.held, &mut whole).ok();
        self.standard.end(&mut whole);
    }

    fn recognised(&self) -> bool {
        self.standard.recognised() || self.held.contains(&b'\n') || self.held.contains(&b'\r')
    }
}

/// The first line with its end, and what follows it. All of it where no line ends.
fn first_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some(end) = memchr::memchr2(b'\r', b'\n', bytes) else { return (bytes, &[]) };
    let size = if bytes.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n")) { end + 2 } else { end + 1 };
    bytes.split_at(size)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The kind and the data of a frame.
    type Owned = (String, String);

    fn owned(frame: Frame<'_>) -> Owned {
        (frame.event.to_owned(), frame.data.to_owned())
    }

    fn pushed(framing: &mut ServerSentEvents, bytes: &[u8]) -> Vec<Owned> {
        let mut frames = Vec::new();
        framing.push(bytes, &mut |frame| frames.push(owned(frame))).unwrap();
        frames
    }

    fn ended(framing: &mut ServerSentEvents) -> Vec<Owned> {
        let mut frames = Vec::new();
        framing.end(&mut |frame| frames.push(owned(frame)));
        frames
    }

    fn frames_of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Owned> {
        let mut framing = ServerSentEvents::default();
        let mut frames = Vec::new();
        for piece in pieces {
            frames.extend(pushed(&mut framing, piece));
        }
        frames.extend(ended(&mut framing));
        frames
    }

    fn data_of(text: &str) -> Vec<String> {
        frames_of([text.as_bytes()]).into_iter().map(|(_, data)| data).collect()
    }

    #[test]
    fn a_field_named_error_is_an_event_of_that_kind() {
        let frames = frames_of([b"data: {}\nerror: {\"code\":500}\n".as_slice()]);
        let error = Frame { event: "error", data: "{\"code\":500}" };
        assert_eq!(frames, [Frame::message("{}"), error].map(owned));
    }

    #[test]
    fn a_last_event_without_its_end_counts_if_it_is_whole() {
        assert_eq!(data_of("data: {\"a\":1}\n\ndata: {\"b\":2}"), ["{\"a\":1}", "{\"b\":2}"]);
        assert_eq!(data_of("data: {\"a\":1}\n\ndata: [DONE]"), ["{\"a\":1}", "[DONE]"]);
        assert_eq!(data_of("data: {\"a\":1}\n\ndata: {\"b\":"), ["{\"a\":1}"]);
    }

    #[test]
    fn events_without_blank_lines_between_them_are_given_out_one_by_one() {
        let mut framing = ServerSentEvents::default();
        assert_eq!(pushed(&mut framing, b"data: {\"a\":1}\n"), []);
        assert_eq!(pushed(&mut framing, b"data: {\"b\":2}\n"), [owned(Frame::message("{\"a\":1}"))]);
        assert_eq!(pushed(&mut framing, b"data: [DONE]\n"), [owned(Frame::message("{\"b\":2}"))]);
        assert_eq!(ended(&mut framing), [owned(Frame::message("[DONE]"))]);
    }

    #[test]
    fn a_corrupt_line_among_lines_without_blanks_costs_only_itself() {
        assert_eq!(
            data_of("data: {\"a\ndata: {\"b\":2}\ndata: {\"c\":3}\n\n"),
            ["{\"a", "{\"b\":2}", "{\"c\":3}"]
        );
    }

    #[test]
    fn json_over_several_data_lines_stays_one_frame() {
        assert_eq!(data_of("data: {\ndata:   \"a\": 1\ndata: }\n\n"), ["{\n  \"a\": 1\n}"]);
    }

    #[test]
    fn an_event_that_never_ends_is_an_error_and_not_a_full_memory() {
        let mut framing = ServerSentEvents::default();
        let line = [b"data: ".as_slice(), &vec![b'x'; 1024 * 1024], b"\n"].concat();
        let outcome = (0..9).try_for_each(|_| framing.push(&line, &mut |frame| panic!("{frame:?}")));
        assert_eq!(outcome, Err(FrameTooLong));
    }

    #[test]
    fn comments_are_recognised_and_a_plain_text_is_not() {
        for (text, expected) in
            [(": keep-alive\n", true), ("data: x\n", true), ("Bad gateway\n", false), ("\n\n", false)]
        {
            let mut framing = ServerSentEvents::default();
            pushed(&mut framing, text.as_bytes());
            assert_eq!(framing.recognised(), expected, "{text:?}");
        }
    }

    /// Lines that mean something in every way, and some that do not.
    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let line = prop_oneof![
            4 => Just(b"data: {\"a\":\"\xe4\xbd\xa0\"}".to_vec()),
            4 => Just(Vec::new()),
            1 => prop_oneof![
                Just("data:x"), Just("data: "), Just("data"), Just("data: {"), Just("data: }"), Just("event: x"), Just("event:"),
                Just("id: 7"), Just(": comment"), Just("error: {\"e\":1}"), Just("\u{feff}data: {}"), Just("data: [DONE]"), Just("none"),
            ].prop_map(|line| line.as_bytes().to_vec()),
            1 => "\\PC{0,12}".prop_map(String::into_bytes),
            1 => proptest::collection::vec(any::<u8>(), 0..4),
        ];
        let end = prop_oneof![6 => Just("\n"), 3 => Just("\r\n"), 1 => Just("\r"), 1 => Just("")];
        let lines = proptest::collection::vec((line, end), 0..20);
        lines
            .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end.into()].concat()).collect())
    }

    #[test]
    fn every_framing_case_is_the_same_in_both_lanes() {
        let Some(recordings) = runnel_testkit::recordings() else {
            return eprintln!("skipped: the recordings are not here");
        };
        for case in recordings.framing_cases().as_array().unwrap() {
            let bytes = case["stream_utf8"].as_str().unwrap().as_bytes();
            for size in 1..=bytes.len() {
                let (here, there) = both(bytes.chunks(size));
                assert_eq!(here, there, "{} in pieces of {size}", case["name"]);
            }
        }
    }

    /// What came of each piece, and whether it was recognised: here, and by the standard's parser alone.
    type Each = Vec<(Vec<Owned>, bool)>;

    fn both<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Each, Each) {
        let (mut framing, mut standard) = (ServerSentEvents::default(), Standard::default());
        pieces
            .into_iter()
            .map(|piece| {
                let mut frames = Vec::new();
                standard.push(piece, &mut |frame| frames.push(owned(frame))).unwrap();
                ((pushed(&mut framing, piece), framing.recognised()), (frames, standard.recognised()))
            })
            .unzip()
    }

    proptest! {
        #[test]
        fn plain_events_are_what_the_standards_parser_makes_of_them(
            bytes in stream(), sizes in proptest::collection::vec(1usize..40, 1..10),
        ) {
            let mut rest = bytes.as_slice();
            let pieces: Vec<_> = sizes.iter().cycle().map_while(|size| {
                let (piece, after) = rest.split_at((*size).min(rest.len()));
                rest = after;
                (!piece.is_empty()).then_some(piece)
            }).collect();
            let (here, there) = both(pieces);
            prop_assert_eq!(here, there);
        }

        #[test]
        fn however_the_bytes_are_cut_the_frames_are_the_same(bytes in stream(), size in 1usize..30) {
            prop_assert_eq!(frames_of(bytes.chunks(size)), frames_of([bytes.as_slice()]));
        }
    }
}
