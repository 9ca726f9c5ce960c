//! The manifest is read completely, and what it names is there.

use runnel_testkit::recordings;

#[test]
fn every_row_has_its_bytes_and_its_expectation() {
    let Some(recordings) = recordings() else {
        return eprintln!("skipped: the recordings are not beside the project");
    };
    assert!(recordings.of_protocol("openai-chat").count() >= 60, "{} rows", recordings.rows().len());
    for row in recordings.rows() {
        assert!(!recordings.bytes(&row.file).is_empty(), "{}", row.file);
        let expected = recordings.expected(&row.file);
        assert_eq!(expected["file"], row.file.as_str());
        assert_eq!(expected["status"], row.status);
        let flags = expected["expected"]["flags"].as_array().map_or(0, Vec::len);
        assert_eq!(flags, row.flags.len(), "{}", row.file);
    }
}

#[test]
fn a_row_tells_what_its_recording_holds() {
    let Some(recordings) = recordings() else {
        return eprintln!("skipped: the recordings are not beside the project");
    };
    let row = recordings.row("ollama/deepseek-r1-think-tags-doc.ndjson");
    assert_eq!((row.provider.as_str(), row.protocol.as_str(), row.status), ("ollama", "ollama-chat", 200));
    assert_eq!(row.content_type.as_deref(), Some("application/x-ndjson"));
    assert_eq!(row.finish_reason.as_deref(), Some("stop"));
    assert_eq!(row.flags, ["think_tags"]);
    assert!(row.think_split_content_sha256.is_some() && row.refusal_sha256.is_none());
    assert!(recordings.framing_cases().is_array() || recordings.framing_cases().is_object());
}
