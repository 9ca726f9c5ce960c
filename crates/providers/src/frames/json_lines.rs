//! JSON lines: a frame is a line.

use serde::de::IgnoredAny;

use super::{Frame, FrameTooLong, Framing, lines::Lines};

/// Cuts a stream of JSON lines.
#[derive(Debug, Default)]
pub struct JsonLines {
    lines: Lines,
    recognised: bool,
}

impl JsonLines {
    fn take(recognised: &mut bool, line: &str, take: &mut dyn FnMut(Frame<'_>)) {
        let line = line.trim();
        *recognised |= line.starts_with('{');
        if !line.is_empty() {
            take(Frame::message(line));
        }
    }
}

impl Framing for JsonLines {
    fn can_begin_with(&self, byte: u8) -> bool {
        // One object is a stream of one line.
        byte != b'['
    }

    fn push(&mut self, bytes: &[u8], take: &mut dyn FnMut(Frame<'_>)) -> Result<(), FrameTooLong> {
        self.lines.push(bytes, |line| Self::take(&mut self.recognised, line, take))
    }

    fn end(&mut self, take: &mut dyn FnMut(Frame<'_>)) {
        // Half a line was cut off; it is not corrupt, there is just no more of it.
        let mut whole = |frame: Frame<'_>| {
            if serde_json::from_str::<IgnoredAny>(frame.data).is_ok() {
                take(frame);
            }
        };
        self.lines.end(|line| Self::take(&mut self.recognised, line, &mut whole));
    }

    fn recognised(&self) -> bool {
        self.recognised
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(framing: &mut JsonLines, bytes: &[u8]) -> Vec<String> {
        let mut frames = Vec::new();
        framing.push(bytes, &mut |frame| frames.push(frame.data.to_owned())).unwrap();
        frames
    }

    #[test]
    fn a_line_is_a_frame_and_blank_lines_are_nothing() {
        let mut framing = JsonLines::default();
        let frames = pushed(&mut framing, b"{\"a\":1}\r\n\n  \n{\"b\":2}\n{\"c\"");
        assert_eq!(frames, ["{\"a\":1}", "{\"b\":2}"]);
    }

    #[test]
    fn a_last_line_without_its_end_counts_if_it_is_whole() {
        for (rest, expected) in [("{\"a\":1}", vec!["{\"a\":1}"]), ("{\"a\":", vec![])] {
            let mut framing = JsonLines::default();
            assert!(pushed(&mut framing, rest.as_bytes()).is_empty());
            let mut frames = Vec::new();
            framing.end(&mut |frame| frames.push(frame.data.to_owned()));
            assert_eq!(frames, expected);
        }
    }
}
