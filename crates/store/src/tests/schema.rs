//! `docs/file-format.schema.json` is true: what is documented and what is written are as it says.

use jsonschema::Validator;
use runnel_conversation::*;
use serde_json::{Value, json};

use super::support::*;
use crate::*;

const SCHEMA: &str = include_str!("../../../../docs/file-format.schema.json");
const PAGE: &str = include_str!("../../../../docs/file-format.md");

/// The schema of a record, or of what is defined below it.
fn schema(definition: Option<&str>) -> Validator {
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    if let Some(name) = definition {
        let definitions = schema["$defs"].take();
        schema = json!({"$ref": format!("#/$defs/{name}"), "$defs": definitions});
    }
    jsonschema::validator_for(&schema).unwrap()
}

fn assert_valid(schema: &Validator, line: &str) {
    let line: Value = serde_json::from_str(line).unwrap();
    let errors: Vec<_> = schema.iter_errors(&line).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{line}: {errors:?}");
}

#[test]
fn every_example_on_the_page_is_as_the_schema_says() {
    let examples: Vec<_> =
        PAGE.split("```jsonl\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let [conversation, journal] = examples[..] else { panic!("a page with other examples") };
    for line in conversation.lines() {
        assert_valid(&schema(None), line);
    }
    assert_valid(&schema(Some("journal_head")), journal.lines().next().unwrap());
    for line in journal.lines().skip(1) {
        assert_valid(&schema(Some("journal_batch")), line);
    }
}

fn problem(code: ProblemCode) -> Problem {
    Problem {
        status: Some(500),
        retry_after_ms: Some(1),
        raw: Some("{".into()),
        ..Problem::new(code, "gone")
    }
}

fn every_part() -> Vec<Part> {
    let source = Source { url: "https://example.org".into(), title: None };
    let attachment = Image::Attachment { hash: "ab".repeat(32), media_type: "image/png".into() };
    let media = |kind| Part::Media(MediaLink { kind, url: "https://example.org/a".into() });
    vec![
        Part::Text { text: String::new() },
        Part::Reasoning { text: "因为".into() },
        Part::Image(Image::Link { url: "https://example.org/a.png".into() }),
        Part::Image(attachment),
        media(MediaKind::Audio),
        media(MediaKind::Video),
        Part::Source(source),
        Part::ToolCall(ToolCall { id: "1".into(), name: "look".into(), arguments: "{}".into() }),
        Part::Opaque { protocol: "anthropic".into(), data: "{}".into() },
    ]
}

fn every_adjustment() -> Vec<Adjustment> {
    use Parameter::*;
    let parameters = [Temperature, TopP, TopK, MaxTokens, FrequencyPenalty, PresencePenalty, Seed, Stop];
    let dropped = parameters.map(|parameter| Adjustment::Dropped { parameter });
    let others = [
        Adjustment::Bounded { parameter: Temperature, value: 1.5 },
        Adjustment::JsonByPrompt,
        Adjustment::SchemaByPrompt,
        Adjustment::JsonWordAdded,
        Adjustment::ThinkingUnavailable,
        Adjustment::ThinkingStays,
        Adjustment::ThinkingApproximated,
        Adjustment::SearchUnavailable,
        Adjustment::Streamed,
        Adjustment::HistoryMayBeCut,
    ];
    dropped.into_iter().chain(others).collect()
}

fn every_ending() -> Vec<Ending> {
    use FinishReason::*;
    use ProblemCode::*;
    let reasons = [Stop, Length, ToolCalls, ContentFilter, Other("eos".into())];
    let codes = [
        BadKey,
        NoMoney,
        ModelMissing,
        ContextTooLong,
        RateLimited,
        Overloaded,
        Blocked,
        Unsupported,
        Network,
        Timeout,
        Truncated,
        Protocol,
        Storage,
    ];
    let finished = reasons.map(|reason| Ending::Finished { reason });
    let failed = codes.map(|code| Ending::Failed { problem: problem(code) });
    finished.into_iter().chain(failed).chain([Ending::Stopped, Ending::Interrupted]).collect()
}

fn every_kind() -> Vec<RecordKind> {
    let answer = |ending| Answer {
        provider: "dashscope".into(),
        model: "qwen3-max".into(),
        ending,
        usage: Some(Usage { total_tokens: Some(3), ..Usage::default() }),
        timing: Timing { total_ms: Some(1), ..Timing::default() },
        cost: Some(Cost { amount: 0.0003, currency: "CNY".into() }),
        adjustments: every_adjustment(),
    };
    let answers = every_ending().into_iter().map(|ending| {
        RecordKind::Message(MessageBody::Assistant { parts: every_part(), answer: answer(ending) })
    });
    let thinking = [Thinking::Off, Thinking::On, Thinking::Budget { tokens: 9 }]
        .into_iter()
        .chain([Effort::Low, Effort::Medium, Effort::High].map(|level| Thinking::Effort { level }));
    let set_up = thinking.map(|thinking| {
        RecordKind::Parameters(Parameters {
            seed: Some(-1),
            stop: vec!["END".into()],
            thinking: Some(thinking),
            format: Some(AnswerFormat::JsonSchema { schema: json!({"type": "object"}) }),
            extra: json!({"a": [1]}).as_object().cloned(),
            ..Parameters::default()
        })
    });
    let others = [
        RecordKind::Conversation { conversation: chat(), format: FORMAT },
        RecordKind::Message(MessageBody::User { parts: every_part() }),
        RecordKind::Title { title: "Tides".into() },
        RecordKind::Model(ModelChoice { provider: "ollama".into(), model: "qwen3:8b".into() }),
        RecordKind::Parameters(Parameters::default()),
        RecordKind::Head { message: id(2) },
        RecordKind::Deleted,
        RecordKind::Restored,
        RecordKind::MessageDeleted { message: id(2) },
        RecordKind::MessageRestored { message: id(2) },
        RecordKind::Pin { pinned: false },
        RecordKind::Folder { folder: None },
        RecordKind::Folder { folder: Some("Work".into()) },
        RecordKind::Tags { tags: vec!["光".into()] },
        RecordKind::Seen { message: id(2) },
        RecordKind::Summary { until: id(2), text: "Short.".into() },
    ];
    answers.chain(set_up).chain(others).collect()
}

#[test]
fn every_record_that_is_written_is_as_the_schema_says() {
    let home = TestHome::new();
    let records: Vec<_> = every_kind().into_iter().zip(1..).map(|(kind, n)| record(n, kind)).collect();
    home.conversations().append(chat(), &records).unwrap();
    let text = std::fs::read_to_string(home.file()).unwrap();
    assert!(text.lines().count() >= records.len());
    let schema = schema(None);
    for line in text.lines() {
        assert_valid(&schema, line);
    }
    for kind in crate::lines::KINDS {
        assert!(text.contains(&format!("\"kind\":\"{kind}\"")), "no record of the kind {kind} was written");
    }
}

#[test]
fn every_line_of_a_journal_is_as_the_schema_says() {
    let home = TestHome::new();
    let mut journal = home.journals().begin(&head(2)).unwrap();
    let source = Source { url: "https://example.org".into(), title: Some("Example".into()) };
    let events = vec![
        TurnEvent::Started { provider: "offline".into(), model: "scripted".into() },
        TurnEvent::Reasoning { text: "因为".into() },
        TurnEvent::Content { text: String::new() },
        TurnEvent::ToolCall(ToolCall { id: "1".into(), name: "look".into(), arguments: "{}".into() }),
        TurnEvent::Opaque { protocol: "gemini".into(), data: "x".into() },
        TurnEvent::Source(source),
        TurnEvent::Adjusted { adjustment: Adjustment::Streamed },
        TurnEvent::Retrying { after_ms: 5, problem: problem(ProblemCode::Overloaded) },
        TurnEvent::Usage(Usage::default()),
        TurnEvent::Finished { reason: FinishReason::Stop },
        TurnEvent::Stopped,
        TurnEvent::Failed { problem: problem(ProblemCode::Timeout) },
    ];
    journal.write(&JournalBatch { number: 1, events }).unwrap();
    let text = std::fs::read_to_string(home.path(&format!("journals/{}.jsonl", id(2)))).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_valid(&schema(Some("journal_head")), lines[0]);
    assert_valid(&schema(Some("journal_batch")), lines[1]);
}

#[test]
fn the_schema_refuses_what_is_no_record_and_leaves_unknown_kinds_alone() {
    let schema = schema(None);
    let valid = |change: Value| {
        let mut line = json!({"id": id(2), "parent": null, "at": 5, "kind": "title", "title": "Tides"});
        for (key, value) in change.as_object().unwrap() {
            line[key] = value.clone();
        }
        schema.is_valid(&line)
    };
    assert!(valid(json!({})) && valid(json!({"unknown": "field"})));
    assert!(valid(json!({"kind": "sticker", "shape": "star"})));
    for wrong in [
        json!({"id": "x"}),
        json!({"at": "today"}),
        json!({"title": 5}),
        json!({"kind": "pin"}),
        json!({"kind": "pin", "pinned": "yes"}),
        json!({"kind": "seen", "message": "last"}),
        json!({"kind": "message", "role": "assistant", "parts": []}),
        json!({"kind": "message", "role": "user", "parts": [{"type": "image", "from": "attachment", "hash": "no"}]}),
        json!({"kind": "message", "role": "user", "parts": [{"type": "poem"}]}),
        json!({"kind": "conversation", "conversation": id(1), "format": 2}),
    ] {
        assert!(!valid(wrong.clone()), "{wrong}");
    }
}
