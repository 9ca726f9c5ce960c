//! Bytes to lines.

use super::{FRAME_LIMIT, FrameTooLong};

/// The UTF-8 byte order mark. One at the very start of a stream is not part of its text.
const BOM: &str = "\u{feff}";

/// Cuts bytes into lines that end in CR, LF or CRLF. A line is decoded only when it is whole, since
/// networks cut inside characters; what is not UTF-8 is replaced, so that it costs its line at most.
#[derive(Debug, Default)]
pub(super) struct Lines {
    partial: Vec<u8>,
    started: bool,
    /// The last byte was a CR: an LF that follows belongs to it.
    after_cr: bool,
}

impl Lines {
    /// Takes in more bytes and hands over each line that they complete, without its end.
    pub(super) fn push(&mut self, bytes: &[u8], mut line: impl FnMut(&str)) -> Result<(), FrameTooLong> {
        let mut rest = bytes;
        if self.after_cr && !rest.is_empty() {
            self.after_cr = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(at) = memchr::memchr2(b'\r', b'\n', rest) {
            let (head, tail) = rest.split_at(at);
            if self.partial.is_empty() {
                self.hand_over(head, &mut line);
            } else {
                self.partial.extend_from_slice(head);
                self.finish(&mut line);
            }
            self.after_cr = tail == b"\r";
            rest = tail.strip_prefix(b"\r\n").or(tail.get(1..)).unwrap_or_default();
        }
        self.partial.extend_from_slice(rest);
        if self.partial.len() > FRAME_LIMIT { Err(FrameTooLong) } else { Ok(()) }
    }

    /// Hands over the last line if the stream ended within it.
    pub(super) fn end(&mut self, mut line: impl FnMut(&str)) {
        if !self.partial.is_empty() {
            self.finish(&mut line);
        }
    }

    /// Whether nothing came of the next line yet, not even an LF that could belong to the last.
    pub(super) fn is_at_start_of_line(&self) -> bool {
        self.partial.is_empty() && !self.after_cr
    }

    /// Another has dealt with whole lines of the stream.
    pub(super) fn passed_over(&mut self) {
        self.started = true;
    }

    fn finish(&mut self, line: &mut impl FnMut(&str)) {
        let mut whole = std::mem::take(&mut self.partial);
        self.hand_over(&whole, line);
        whole.clear();
        self.partial = whole;
    }

    fn hand_over(&mut self, whole: &[u8], line: &mut impl FnMut(&str)) {
        let text = String::from_utf8_lossy(whole);
        let text = if self.started { &text } else { text.strip_prefix(BOM).unwrap_or(&text) };
        line(text);
        self.started = true;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let mut found = Vec::new();
        let mut lines = Lines::default();
        for piece in pieces {
            lines.push(piece, |line| found.push(line.to_owned())).unwrap();
        }
        lines.end(|line| found.push(line.to_owned()));
        found
    }

    #[test]
    fn a_line_ends_in_any_of_the_three_ways() {
        assert_eq!(lines([b"a\nb\r\nc\rd\n\n\r\r\ne".as_slice()]), ["a", "b", "c", "d", "", "", "", "e"]);
    }

    #[test]
    fn a_cut_within_crlf_makes_no_extra_line() {
        assert_eq!(lines([b"a\r".as_slice(), b"\nb\r", b"", b"\n", b"\n"]), ["a", "b", ""]);
    }

    #[test]
    fn a_character_cut_in_two_is_whole_again() {
        assert_eq!(lines([b"\xe4\xbd".as_slice(), b"\xa0\n"]), ["你"]);
    }

    #[test]
    fn bytes_that_are_no_text_cost_only_themselves() {
        assert_eq!(lines([b"a\xffb\nc\n".as_slice()]), ["a\u{fffd}b", "c"]);
    }

    #[test]
    fn one_byte_order_mark_at_the_start_is_dropped() {
        assert_eq!(lines(["\u{feff}\u{feff}a\n\u{feff}b\n".as_bytes()]), ["\u{feff}a", "\u{feff}b"]);
    }

    #[test]
    fn a_line_that_never_ends_is_an_error() {
        let mut lines = Lines::default();
        let piece = vec![b'x'; 1024 * 1024];
        let outcome = (0..9).try_for_each(|_| lines.push(&piece, |_| panic!("no line is whole")));
        assert_eq!(outcome, Err(FrameTooLong));
    }

    proptest! {
        #[test]
        fn however_the_bytes_are_cut_the_lines_are_the_same(
            bytes in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(0xe4), Just(0xbd), Just(0xa0), any::<u8>()], 0..200),
            size in 1usize..20,
        ) {
            prop_assert_eq!(lines(bytes.chunks(size)), lines([bytes.as_slice()]));
        }
    }
}
