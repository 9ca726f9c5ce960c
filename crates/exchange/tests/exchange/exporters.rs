//! What is written for people.

use runnel_exchange::TimeZone;
use runnel_exchange::export::{Archive, Export, ExportFormat, ExportLanguage};

use crate::fixtures;
use crate::taken::{Taken, from_bytes};

fn written(taken: &Taken, place: usize, format: ExportFormat, language: ExportLanguage) -> String {
    let pictures = |hash: &str| taken.pictures.get(hash).cloned();
    let export = Export { format, language, zone: TimeZone::UTC, pictures: &pictures };
    let mut out = Vec::new();
    export.one(taken.conversations[place].id, &taken.conversations[place].records, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn markdown_has_the_branch_that_is_read_with_thinking_folded_and_sources_listed() {
    let taken = from_bytes(&fixtures::claude()).unwrap();
    let markdown = written(&taken, 0, ExportFormat::Markdown, ExportLanguage::English);
    assert_eq!(
        markdown,
        "# Bread\n\n2024-03-04 15:01\n\n\
         ## You · 2024-03-04 15:02\n\nHow long does it rise?\n\nrecipe.txt\n\n```\n500 g flour\n```\n\n\
         ## claude (anthropic) · 2024-03-04 15:02 · Branch 1/2\n\n\
         <details>\n<summary>Thinking</summary>\n\nWarm or cold?\n\n</details>\n\n\
         Tool web_search\n\n```json\n{\"query\":\"rise\"}\n```\n\nAn hour.\n\n\
         Sources:\n\n- [Dough](<https://example.org/dough>)\n\n\
         ## You · 2024-03-04 15:04\n\nA long paste.\n\n"
    );
}

#[test]
fn markdown_says_what_was_set_in_the_readers_language() {
    let taken = from_bytes(&fixtures::chatgpt()).unwrap();
    let markdown = written(&taken, 0, ExportFormat::Markdown, ExportLanguage::Chinese);
    assert!(markdown.contains("> **系统提示词**\n>\n> I sail.\n> \n> Answer briefly.\n"), "{markdown}");
    assert!(
        markdown.contains("## 我 · 2024-03-04 15:01\n\n![图片](<data:image/png;base64,iVBOR"),
        "{markdown}"
    );
}

#[test]
fn html_fetches_nothing_runs_nothing_and_holds_its_pictures() {
    let taken = from_bytes(&fixtures::chatgpt()).unwrap();
    let html = written(&taken, 0, ExportFormat::Html, ExportLanguage::English);
    for part in [
        "default-src 'none'; style-src 'sha256-",
        "<title>Tides</title>",
        "<article class=\"question\" aria-label=\"You\">",
        "<img src=\"data:image/png;base64,iVBOR",
        "<summary>Thinking</summary>",
        "The Moon <strong>pulls</strong> the sea.",
        "<a href=\"https://example.org/tides\">Tides</a>",
        "o3 (openai) · 2024-03-04 15:01 · Branch 1/2",
        "--column: 46rem",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    for part in ["<script", " src=\"http", " style=\"", "@import", "url("] {
        assert!(!html.contains(part), "{part} is in {html}");
    }
}

#[test]
fn html_takes_words_for_words_wherever_they_are() {
    let evil = "<script>\\\"&'";
    let chat = format!(
        "[{{\"uuid\":\"{evil}\",\"name\":\"{evil}\",\"chat_messages\":[{{\"uuid\":\"1\",\"sender\":\"human\",\"text\":\"{evil}\"}},\
         {{\"uuid\":\"2\",\"sender\":\"assistant\",\"model\":\"{evil}\",\"content\":[{{\"type\":\"thinking\",\"thinking\":\"{evil}</details>\"}},\
         {{\"type\":\"tool_use\",\"name\":\"{evil}\",\"input\":\"{evil}\"}},{{\"type\":\"text\",\"text\":\"{evil}\"}}]}}]}}]"
    );
    let taken = from_bytes(chat.as_bytes()).unwrap();
    let html = written(&taken, 0, ExportFormat::Html, ExportLanguage::English);
    assert!(!html.contains("<script"), "{html}");
    let markdown = written(&taken, 0, ExportFormat::Markdown, ExportLanguage::English);
    assert_eq!(markdown.matches("</details>").count(), 1, "{markdown}");
}

#[test]
fn an_archive_has_a_file_for_each_and_every_picture_once() {
    let taken = from_bytes(&fixtures::chatgpt()).unwrap();
    let pictures = |hash: &str| taken.pictures.get(hash).cloned();
    let (format, language) = (ExportFormat::Markdown, ExportLanguage::English);
    let export = Export { format, language, zone: TimeZone::UTC, pictures: &pictures };
    let mut archive = Archive::new(export, Vec::new());
    for imported in taken.conversations.iter().chain(&taken.conversations[..0]) {
        archive.add(imported.id, &imported.records).unwrap();
    }
    let bytes = archive.finish().unwrap();
    let archive = rawzip::ZipArchive::from_slice(&bytes).unwrap();
    let mut names = Vec::new();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().unwrap() {
        names.push(entry.file_path().try_normalize().unwrap().as_ref().to_owned());
    }
    let hash = taken.pictures.keys().next().unwrap();
    assert!(names.contains(&format!("attachments/{hash}.png")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("Tides ") && name.contains(".md")), "{names:?}");
    assert_eq!(names.len(), 3);
}
