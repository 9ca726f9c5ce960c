//! The built-in demonstration: a model made of texts, for the first minute, for tests and for pictures
//! of the application. It answers through the same events as any other and opens no connection.

use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use runnel_conversation::{FinishReason, Thinking, TurnEvent, Usage};

use crate::request::ChatRequest;

/// The time between two pieces.
const PACE: Duration = Duration::from_millis(15);
/// About how many pieces an answer comes in, thinking included: three seconds of them.
const PIECES: usize = 200;
/// How many characters of a question are repeated back.
const QUOTE: usize = 200;

/// What is said in one language.
struct Script {
    thinking: &'static str,
    answer: &'static str,
    /// What is said of pictures, with their number in place of `{{count}}`.
    pictures: &'static str,
}

const ENGLISH: Script = Script {
    thinking: include_str!("scripted/thinking.en.md"),
    answer: include_str!("scripted/answer.en.md"),
    pictures: "With pictures: {{count}}. They arrived here, but I have no eyes to see them.",
};

const CHINESE: Script = Script {
    thinking: include_str!("scripted/thinking.zh.md"),
    answer: include_str!("scripted/answer.zh.md"),
    pictures: "附有 {{count}} 张图片。它们到了这里，只是我没有眼睛去看。",
};

/// The answer, at a reading pace when a stream was asked for and at once otherwise.
pub(crate) fn answer(request: ChatRequest) -> impl Stream<Item = TurnEvent> + Send {
    stream! {
        for event in events(&request) {
            if request.stream && !event.is_ending() {
                tokio::time::sleep(PACE).await;
            }
            yield event;
        }
    }
}

/// Everything that is said in a turn.
fn events(request: &ChatRequest) -> Vec<TurnEvent> {
    let question = request.messages.last();
    let asked = question.map(|question| quotable(&question.text)).unwrap_or_default();
    let pictures = question.map_or(0, |question| question.images.len());
    let script = if asked.chars().any(is_chinese) { CHINESE } else { ENGLISH };

    let pictures = match pictures {
        0 => String::new(),
        count => format!("\n{}\n", script.pictures.replace("{{count}}", &count.to_string())),
    };
    let thinking = match request.parameters.thinking {
        Some(Thinking::Off) => String::new(),
        _ => script.thinking.trim_end().replace("{{question}}", &asked),
    };
    let answer = script.answer.trim_end().replace("{{pictures}}", &pictures).replace("{{question}}", &asked);

    let size = if request.stream {
        (thinking.chars().count() + answer.chars().count()).div_ceil(PIECES)
    } else {
        usize::MAX
    };
    let mut events = Vec::new();
    events.extend(pieces(&thinking, size).map(|text| TurnEvent::Reasoning { text }));
    events.extend(pieces(&answer, size).map(|text| TurnEvent::Content { text }));
    events.push(TurnEvent::Usage(usage(request, &thinking, &answer)));
    events.push(TurnEvent::Finished { reason: FinishReason::Stop });
    events
}

/// A question on one line and not too long, to be quoted.
fn quotable(question: &str) -> String {
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTE) {
        Some((cut, _)) => line.split_at(cut).0.to_owned() + "…",
        None => line,
    }
}

/// A text in pieces of so many characters.
fn pieces(text: &str, size: usize) -> impl Iterator<Item = String> {
    let mut rest = text.chars().peekable();
    std::iter::from_fn(move || {
        rest.peek()?;
        Some(rest.by_ref().take(size).collect())
    })
}

/// A rough count, since there is no model here with tokens of its own: a Chinese character is one, a
/// word of anything else is one.
fn usage(request: &ChatRequest, thinking: &str, answer: &str) -> Usage {
    let asked = request.messages.iter().map(|message| message.text.as_str());
    let prompt: u64 = asked.chain(request.system.as_deref()).map(tokens).sum();
    let (reasoning, answer) = (tokens(thinking), tokens(answer));
    Usage {
        prompt_tokens: Some(prompt),
        completion_tokens: Some(reasoning + answer),
        total_tokens: Some(prompt + reasoning + answer),
        cached_tokens: None,
        reasoning_tokens: Some(reasoning),
    }
}

fn tokens(text: &str) -> u64 {
    let words = text.split(|c: char| c.is_whitespace() || is_chinese(c)).filter(|word| !word.is_empty());
    let characters = text.chars().filter(|c| is_chinese(*c));
    words.map(|_| 1).chain(characters.map(|_| 1)).sum()
}

/// Whether a character is a Chinese one: the unified ideographs and their first extension.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;
    use tokio::time::Instant;

    use super::*;
    use crate::request::{ChatMessage, Picture, Role};

    fn request(question: &str) -> ChatRequest {
        ChatRequest::new("demo", vec![ChatMessage::new(Role::User, question)])
    }

    fn said(events: &[TurnEvent]) -> (String, String) {
        let (mut thinking, mut answer) = (String::new(), String::new());
        for event in events {
            match event {
                TurnEvent::Reasoning { text } => thinking.push_str(text),
                TurnEvent::Content { text } => answer.push_str(text),
                _ => {}
            }
        }
        (thinking, answer)
    }

    #[test]
    fn an_answer_shows_everything_and_says_what_it_is() {
        let (thinking, answer) = said(&events(&request("What is\nthis?")));
        assert!(thinking.contains("“What is this?”"));
        for part in ["built-in demonstration", "> What is this?", "\n- ", "```rust", "|---", "$$\n"] {
            assert!(answer.contains(part), "{part}");
        }
        assert!(!(thinking + &answer).contains("{{"));
    }

    #[test]
    fn a_question_in_chinese_is_answered_in_chinese() {
        let (thinking, answer) = said(&events(&request("hello 你好")));
        assert!(thinking.contains("我不是语言模型"));
        assert!(answer.contains("内置演示") && answer.contains("> hello 你好"));
    }

    #[test]
    fn pictures_are_mentioned_when_there_are_any() {
        let mut request = request("hi");
        assert!(!said(&events(&request)).1.contains("pictures:"));
        request.messages[0].images = vec![Picture::Link("https://example.com/a.png".into()); 2];
        assert!(said(&events(&request)).1.contains("pictures: 2"));
    }

    #[test]
    fn a_long_question_is_quoted_in_part() {
        let (_, answer) = said(&events(&request(&"很".repeat(500))));
        assert!(answer.contains(&format!("> {}…\n", "很".repeat(QUOTE))));
    }

    #[test]
    fn thinking_can_be_turned_off() {
        let mut request = request("hi");
        request.parameters.thinking = Some(Thinking::Off);
        assert_eq!(said(&events(&request)).0, "");
    }

    #[test]
    fn tokens_are_words_and_chinese_characters() {
        assert_eq!(tokens("two words"), 2);
        assert_eq!(tokens("三个字"), 3);
        assert_eq!(tokens("混排 mixed文字"), 5);
        let events = events(&request("two words"));
        let [.., TurnEvent::Usage(usage), TurnEvent::Finished { reason: FinishReason::Stop }] =
            events.as_slice()
        else {
            panic!("{events:?}")
        };
        assert_eq!(usage.prompt_tokens, Some(2));
        assert!(usage.reasoning_tokens < usage.completion_tokens);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_takes_two_to_four_seconds_in_small_pieces() {
        let start = Instant::now();
        let events: Vec<_> = answer(request("hi")).collect().await;
        let taken = start.elapsed();
        assert!((Duration::from_secs(2)..Duration::from_secs(4)).contains(&taken), "{taken:?}");
        assert!((150..220).contains(&events.len()), "{}", events.len());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_streamed_comes_at_once() {
        let start = Instant::now();
        let mut request = request("hi");
        request.stream = false;
        let events: Vec<_> = answer(request).collect().await;
        assert_eq!((events.len(), start.elapsed()), (4, Duration::ZERO));
    }
}
