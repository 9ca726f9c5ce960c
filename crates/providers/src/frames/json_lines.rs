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
    fn take(recognised: &mut bool, line: &str, frames: &mut Vec<Frame>) {
        let line = line.trim();
        *recognised |= line.starts_with('{');
        if !line.is_empty() {
            frames.push(Frame::message(line));
        }
    }
}

impl Framing for JsonLines {
    fn can_begin_with(&self, byte: u8) -> bool {
        // One object is a stream of one line.
        byte != b'['
    }

    fn push(&mut self, bytes: &[u8]) -> Result<Vec<Frame>, FrameTooLong> {
        let mut frames = Vec::new();
        self.lines.push(bytes, |line| Self::take(&mut self.recognised, line, &mut frames))?;
        Ok(frames)
    }

    fn end(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        self.lines.end(|line| Self::take(&mut self.recognised, line, &mut frames));
        // Half a line was cut off; it is not corrupt, there is just no more of it.
        frames.retain(|frame| serde_json::from_str::<IgnoredAny>(&frame.data).is_ok());
        frames
    }

    fn recognised(&self) -> bool {
        self.recognised
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_frame_and_blank_lines_are_nothing() {
        let mut framing = JsonLines::default();
        let frames = framing.push(b"{\"a\":1}\r\n\n  \n{\"b\":2}\n{\"c\"").unwrap();
        assert_eq!(frames, [Frame::message("{\"a\":1}"), Frame::message("{\"b\":2}")]);
    }

    #[test]
    fn a_last_line_without_its_end_counts_if_it_is_whole() {
        for (rest, expected) in [("{\"a\":1}", vec![Frame::message("{\"a\":1}")]), ("{\"a\":", vec![])] {
            let mut framing = JsonLines::default();
            assert_eq!(framing.push(rest.as_bytes()).unwrap(), []);
            assert_eq!(framing.end(), expected);
        }
    }
}
