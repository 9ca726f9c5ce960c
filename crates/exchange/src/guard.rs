//! A reader that gives a document of text and nothing else: UTF-8, no larger and with no longer text than may be.

use std::io::{self, Read};

use memchr::{memchr, memchr2};

use crate::Refused;
use crate::limits::{LARGEST_DOCUMENT, LONGEST_TEXT};

/// A byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Looks at every byte that passes.
pub(crate) struct Guard<R> {
    inner: R,
    passed: u64,
    /// The bytes of a character that was cut by the end of a read.
    cut: Vec<u8>,
    text: Text,
    largest: u64,
    longest_text: u64,
}

/// Where the bytes are, as JSON.
#[derive(Default)]
struct Text {
    inside: bool,
    escaped: bool,
    length: u64,
}

impl<R: Read> Guard<R> {
    pub(crate) fn new(inner: R) -> Self {
        let (largest, longest_text) = (LARGEST_DOCUMENT, LONGEST_TEXT);
        Self { inner, passed: 0, cut: Vec::new(), text: Text::default(), largest, longest_text }
    }

    fn look_at(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        self.passed += bytes.len() as u64;
        if self.passed > self.largest {
            return Err(Refused::TooLarge { limit_bytes: self.largest });
        }
        // In JSON a zero is written as an escape; UTF-16 is half zeros.
        if bytes.contains(&0) {
            return Err(Refused::WrongEncoding);
        }
        self.hold_to_utf8(bytes)?;
        if self.text.longest_in(bytes) > self.longest_text {
            return Err(Refused::TooLarge { limit_bytes: self.longest_text });
        }
        Ok(())
    }

    fn hold_to_utf8(&mut self, mut bytes: &[u8]) -> Result<(), Refused> {
        while let (false, Some((first, rest))) = (self.cut.is_empty(), bytes.split_first()) {
            self.cut.push(*first);
            bytes = rest;
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) if error.error_len().is_some() => return Err(Refused::WrongEncoding),
                Err(_) => {}
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => Ok(()),
            Err(error) if error.error_len().is_some() => Err(Refused::WrongEncoding),
            Err(error) => {
                self.cut.extend(bytes.get(error.valid_up_to()..).unwrap_or_default());
                Ok(())
            }
        }
    }
}

impl Text {
    /// The length of the longest text that these bytes begin, go on with or end.
    fn longest_in(&mut self, mut bytes: &[u8]) -> u64 {
        let mut longest = 0;
        if let (true, Some((_, rest))) = (self.escaped, bytes.split_first()) {
            self.escaped = false;
            self.length += 1;
            bytes = rest;
        }
        while !bytes.is_empty() {
            let found = if self.inside { memchr2(b'"', b'\\', bytes) } else { memchr(b'"', bytes) };
            let before = found.unwrap_or(bytes.len());
            if self.inside {
                self.length += before as u64;
                longest = longest.max(self.length);
            }
            let rest = bytes.get(before..).unwrap_or_default();
            bytes = match rest {
                [b'"', rest @ ..] => {
                    *self = Self { inside: !self.inside, ..Self::default() };
                    rest
                }
                [_, _, rest @ ..] => {
                    self.length += 1;
                    rest
                }
                [_] => {
                    self.escaped = true;
                    &[]
                }
                [] => &[],
            };
        }
        longest.max(self.length)
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let first = self.passed == 0;
        let mut read = self.inner.read(buffer)?;
        if first && read > 0 {
            // Enough to see a mark, however small the pieces are.
            while read < MARK.len() {
                let more = self.inner.read(buffer.get_mut(read..).unwrap_or_default())?;
                if more == 0 {
                    break;
                }
                read += more;
            }
            if buffer.get(..read).is_some_and(|read| read.starts_with(MARK)) {
                buffer.copy_within(MARK.len()..read, 0);
                read -= MARK.len();
                self.passed += MARK.len() as u64;
                if read == 0 {
                    return self.read(buffer);
                }
            }
        }
        let bytes = buffer.get(..read).unwrap_or_default();
        if read == 0 && !self.cut.is_empty() && !buffer.is_empty() {
            return Err(Refused::WrongEncoding.into());
        }
        self.look_at(bytes)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives its bytes in pieces of this size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let size = self.1.min(self.0.len()).min(buffer.len());
            let (piece, rest) = self.0.split_at(size);
            buffer[..size].copy_from_slice(piece);
            self.0 = rest;
            Ok(size)
        }
    }

    fn guarded(bytes: &[u8], piece: usize) -> Result<Vec<u8>, Refused> {
        let mut all = Vec::new();
        Guard::new(Pieces(bytes, piece)).read_to_end(&mut all)?;
        Ok(all)
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_however_it_is_cut() {
        for piece in 1..6 {
            assert_eq!(guarded(b"\xef\xbb\xbf[1]", piece).unwrap(), b"[1]");
            assert_eq!(guarded(b"\xef\xbb\xbf", piece).unwrap(), b"");
        }
    }

    #[test]
    fn what_is_not_utf8_is_refused() {
        for wrong in [&b"[\"\xc4\xe3\xba\xc3\"]"[..], b"\xff\xfe[\0]\0", b"[\0]\0", b"[\"\xe4\xbd"] {
            assert_eq!(guarded(wrong, 2), Err(Refused::WrongEncoding), "{wrong:?}");
        }
    }

    #[test]
    fn a_text_longer_than_may_be_is_refused_before_it_is_there() {
        let mut guard = Guard::new(&b"[\"aaaa\\\"a\", \"aaaaaaaa\"]"[..]);
        guard.longest_text = 6;
        let error = guard.read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(Refused::from(error), Refused::TooLarge { limit_bytes: 6 });
    }

    #[test]
    fn a_document_longer_than_may_be_is_refused_in_little_memory() {
        let mut endless = Guard::new(io::repeat(b' '));
        endless.largest = 1_000_000;
        let error = io::copy(&mut endless, &mut io::sink()).unwrap_err();
        assert_eq!(Refused::from(error), Refused::TooLarge { limit_bytes: 1_000_000 });
    }

    /// The longest text, byte by byte.
    fn plainly(bytes: &[u8]) -> u64 {
        let (mut inside, mut escaped, mut length, mut longest) = (false, false, 0, 0);
        for byte in bytes {
            match (inside, escaped, byte) {
                (_, false, b'"') => (inside, length) = (!inside, 0),
                (true, false, b'\\') => escaped = true,
                (true, ..) => (escaped, length) = (false, length + 1),
                (false, ..) => {}
            }
            longest = longest.max(length);
        }
        longest
    }

    proptest! {
        #[test]
        fn the_longest_text_is_found_however_it_is_cut(bytes in "[a\"\\\\]{0,40}", piece in 1usize..9) {
            let mut text = Text::default();
            let longest = bytes.as_bytes().chunks(piece).map(|piece| text.longest_in(piece)).max();
            prop_assert_eq!(longest.unwrap_or(0), plainly(bytes.as_bytes()));
        }

        #[test]
        fn text_passes_as_it_is_however_it_is_cut(text in "[^\0\u{feff}]{0,40}", piece in 1usize..9) {
            prop_assert_eq!(guarded(text.as_bytes(), piece).unwrap(), text.as_bytes());
        }
    }
}
