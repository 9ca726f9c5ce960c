//! Bodies that real providers sent, kept beside the project, and what a correct decoder makes of them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::reply::Reply;

/// Where the recordings are, seen from this crate.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/recordings");

/// The recordings, or `None` where they are not beside the project: a test then says that it skips.
/// In CI (`CI` is set) they have to be there, and their absence panics.
pub fn recordings() -> Option<Recordings> {
    let folder = PathBuf::from(FOLDER);
    if folder.is_dir() {
        return Some(Recordings::read(folder));
    }
    assert!(std::env::var_os("CI").is_none(), "the recordings are not at {FOLDER}");
    None
}

/// All the recordings.
#[derive(Debug)]
pub struct Recordings {
    folder: PathBuf,
    rows: Vec<Recording>,
}

/// One row of the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "they are columns of a table")]
pub struct Recording {
    /// The path within the folder, which is also the recording's name.
    pub file: String,
    /// Who sent it.
    pub provider: String,
    /// `openai-chat`, `ollama-chat`, …; `json` for errors, `models` for listings.
    pub protocol: String,
    /// How close the bytes are to what was on the wire; `raw` is closest.
    pub fidelity: String,
    /// The HTTP status it came with.
    pub status: u16,
    /// The content type it came with.
    pub content_type: Option<String>,
    /// Whether it holds reasoning.
    pub has_reasoning: bool,
    /// Whether it holds usage.
    pub has_usage: bool,
    /// Whether it holds tool calls.
    pub has_tool_calls: bool,
    /// Whether it is or holds an error.
    pub has_error: bool,
    /// How many events, lines or documents it holds.
    pub n_chunks: usize,
    /// The finish reason as the provider wrote it.
    pub finish_reason: Option<String>,
    /// SHA-256 in hexadecimal of the reasoning a correct decoder yields.
    pub reasoning_sha256: String,
    /// The same of the content.
    pub content_sha256: String,
    /// The same of the reasoning once `<think>` is split off; `None` where that changes nothing.
    pub think_split_reasoning_sha256: Option<String>,
    /// The same of the content once `<think>` is split off.
    pub think_split_content_sha256: Option<String>,
    /// The same of the refusal.
    pub refusal_sha256: Option<String>,
    /// The peculiarities it shows, such as `usage_separate_chunk`.
    pub flags: Vec<String>,
    /// What else is to be known about it.
    pub notes: Option<String>,
}

impl Recordings {
    fn read(folder: PathBuf) -> Self {
        let manifest = read_text(&folder.join("manifest.tsv"));
        let mut lines = manifest.lines();
        let names: Vec<_> =
            lines.next().expect("the manifest begins with its column names").split('\t').collect();
        let rows = lines
            .map(|line| {
                let cells: Vec<_> = line.split('\t').collect();
                assert_eq!(cells.len(), names.len(), "a row of the manifest: {line}");
                let cell = |name: &str| {
                    let column = names.iter().position(|known| *known == name);
                    cells[column.unwrap_or_else(|| panic!("the manifest has no column {name}"))]
                };
                Recording::from_row(cell)
            })
            .collect();
        Self { folder, rows }
    }

    /// Every recording.
    pub fn rows(&self) -> &[Recording] {
        &self.rows
    }

    /// The recordings of one protocol, such as `openai-chat`.
    pub fn of_protocol(&self, protocol: &str) -> impl Iterator<Item = &Recording> {
        self.rows.iter().filter(move |recording| recording.protocol == protocol)
    }

    /// The recording of this name.
    pub fn row(&self, file: &str) -> &Recording {
        self.rows
            .iter()
            .find(|row| row.file == file)
            .unwrap_or_else(|| panic!("no recording is called {file}"))
    }

    /// Where the recording of this name lies.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Its bytes.
    pub fn bytes(&self, file: &str) -> Vec<u8> {
        let path = self.path(file);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Everything known about it, with what a correct decoder yields under `expected`.
    pub fn expected(&self, file: &str) -> Value {
        read_json(&self.folder.join("expected").join(file).with_extension("json"))
    }

    /// A reply that plays it with the status and content type it came with.
    pub fn reply(&self, file: &str) -> Reply {
        let row = self.row(file);
        let reply = Reply::recording(self.path(file)).status(row.status);
        match &row.content_type {
            Some(content_type) => reply.content_type(content_type),
            None => reply,
        }
    }

    /// The framing cases: bytes in and server-sent events out, without any provider.
    pub fn framing_cases(&self) -> Value {
        read_json(&self.folder.join("sse-framing.json"))
    }
}

impl Recording {
    /// A row, given the text in each of its columns. The manifest writes `-` for nothing.
    fn from_row<'row>(cell: impl Fn(&str) -> &'row str) -> Self {
        let text = |name: &str| cell(name).to_owned();
        let optional = |name: &str| Some(text(name)).filter(|text| text != "-");
        let number = |name: &str| cell(name).parse::<u32>().unwrap_or_else(|error| panic!("{name}: {error}"));
        Self {
            file: text("file"),
            provider: text("provider"),
            protocol: text("protocol"),
            fidelity: text("fidelity"),
            status: u16::try_from(number("status")).expect("a status has three digits"),
            content_type: optional("content_type"),
            has_reasoning: cell("has_reasoning") == "1",
            has_usage: cell("has_usage") == "1",
            has_tool_calls: cell("has_tool_calls") == "1",
            has_error: cell("has_error") == "1",
            n_chunks: number("n_chunks") as usize,
            finish_reason: optional("finish_reason"),
            reasoning_sha256: text("reasoning_sha256"),
            content_sha256: text("content_sha256"),
            think_split_reasoning_sha256: optional("think_split_reasoning_sha256"),
            think_split_content_sha256: optional("think_split_content_sha256"),
            refusal_sha256: optional("refusal_sha256"),
            flags: optional("flags")
                .map_or_else(Vec::new, |flags| flags.split(',').map(str::to_owned).collect()),
            notes: optional("notes"),
        }
    }
}

fn read_text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&read_text(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
