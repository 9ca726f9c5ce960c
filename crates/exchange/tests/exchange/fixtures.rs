//! The made-up exports, as the programs would give them.

use std::io::Write as _;

use base64::Engine as _;
use rawzip::{CompressionMethod, ZipArchiveWriter};

/// A picture of one pixel.
pub(crate) const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/", $name))
    };
}

pub(crate) fn pixel() -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(PIXEL).unwrap()
}

/// An archive of these files.
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, content) in files {
        let path = rawzip::path::EntryPath::verbatim(name.as_bytes());
        let (mut entry, config) =
            archive.new_file(path).compression_method(CompressionMethod::DEFLATE).start().unwrap();
        let mut writer =
            config.wrap(flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::best()));
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

pub(crate) fn chatgpt() -> Vec<u8> {
    archive(&[
        ("chat.html", b"<html></html>"),
        ("conversations.json", fixture!("chatgpt.json")),
        ("file-Sea1-sea.png", &pixel()),
        ("file-Sea12.png", b"another"),
        ("user.json", b"{\"id\":\"u\"}"),
    ])
}

pub(crate) fn claude() -> Vec<u8> {
    archive(&[("users.json", b"[]"), ("conversations.json", fixture!("claude.json"))])
}

pub(crate) fn cherry_studio() -> Vec<u8> {
    archive(&[("data.json", fixture!("cherry_studio.json")), ("Data/Files/pot.png", &pixel())])
}

pub(crate) fn jan() -> Vec<u8> {
    archive(&[
        ("threads\\1709564500\\thread.json", fixture!("jan_thread.json")),
        ("threads\\1709564500\\messages.jsonl", fixture!("jan_messages.jsonl")),
    ])
}

pub(crate) fn own() -> Vec<u8> {
    let hash = "497790947d4666760ce38f3c00e852c71fdb66cae849bae8e9ede352719e1581";
    archive(&[
        ("conversations/0197a001-0000-7000-8000-00000000c0de.jsonl", fixture!("own.jsonl")),
        (&format!("attachments/{hash}"), &pixel()),
    ])
}

/// Every export there is, by its name.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("chatgpt", chatgpt()),
        ("claude", claude()),
        ("claude alone", fixture!("claude.json").to_vec()),
        ("open webui", fixture!("open_webui.json").to_vec()),
        ("nextchat", fixture!("nextchat.json").to_vec()),
        ("chatbox", fixture!("chatbox.json").to_vec()),
        ("cherry studio", cherry_studio()),
        ("jan", jan()),
        ("lobechat", fixture!("lobechat.json").to_vec()),
        ("lobechat tables", fixture!("lobechat_tables.json").to_vec()),
        ("own lines", fixture!("own.jsonl").to_vec()),
        ("own", own()),
    ]
}
