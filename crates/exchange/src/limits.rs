//! What an import may take of this computer. What needs more is refused with its reason.

const MIB: u64 = 1024 * 1024;

/// The largest document, in bytes of text after it was unpacked. The largest exports that people show are about half of that.
pub const LARGEST_DOCUMENT: u64 = 512 * MIB;

/// The most memory that the values of one conversation may take, or of one document that cannot be read piece by piece. While it is read it may take half as much again, which bounds the memory of an import.
pub const LARGEST_VALUE: u64 = 256 * MIB;

/// The longest text in a document, in bytes: a picture of 20 MB in base64, and as much again.
pub const LONGEST_TEXT: u64 = 64 * MIB;

/// The largest picture, in bytes: what the strictest of the big providers take.
pub const LARGEST_PICTURE: u64 = 20 * MIB;

/// How deep values may lie in each other.
pub const DEEPEST: usize = 100;

/// The most files in an archive or a folder.
pub const MOST_FILES: usize = 100_000;

/// The most bytes that the names of those files take together.
pub const LONGEST_NAMES: usize = 16 * 1024 * 1024;

/// How many times larger than its archive what was unpacked may be, once it is over [`UNPACKED_FREELY`]. Text
/// comes to about 10, and deflate cannot exceed 1032.
pub const UNPACKED_TIMES: u64 = 200;

/// What is unpacked without looking at how much larger it is, in bytes.
pub const UNPACKED_FREELY: u64 = 16 * MIB;

/// How many of the things that were left out are named; the others are counted.
pub const NAMED_LEFT_OUT: usize = 1_000;
