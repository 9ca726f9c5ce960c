//! What several programs write alike.

use runnel_conversation::{MediaKind, Part, Source, ToolCall};

use crate::Reason;
use crate::foreign::{By, Said, reasoning, text};
use crate::json::Json;
use crate::pictures::is_web;
use crate::reading::Reading;

/// What models put around their thinking where nobody takes it apart.
const THINKING: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

/// Words that begin with the model's thinking, taken apart.
pub(super) fn thought_and_said(words: &str) -> Vec<Part> {
    let trimmed = words.trim_start();
    let apart = THINKING.iter().find_map(|(begin, end)| trimmed.strip_prefix(begin)?.split_once(end));
    match apart {
        Some((thought, said)) => reasoning(thought).into_iter().chain(text(said.trim_start())).collect(),
        None => text(words).into_iter().collect(),
    }
}

/// A content as the API of `OpenAI` has it: words, or a list of typed parts.
pub(super) fn content(content: &Json, reading: &mut Reading<'_>) -> Vec<Part> {
    if let Some(words) = content.text() {
        return thought_and_said(words);
    }
    let mut parts = Vec::new();
    for part in content.items() {
        match part.get("type").text() {
            Some("text" | "input_text" | "output_text") => {
                let words = part.get("text");
                parts.extend(
                    words.text().or(words.get("value").text()).map(thought_and_said).unwrap_or_default(),
                );
            }
            Some("reasoning" | "thinking") => {
                let words = part.get("text");
                parts.extend(words.text().or(words.get("value").text()).and_then(reasoning));
            }
            Some("image_url" | "input_image" | "image") => {
                let address = part.first_of(&["image_url", "url", "image"]);
                match address.text().or(address.get("url").text()) {
                    Some(address) => parts.extend(reading.picture(address)),
                    None => reading.leave_out(Reason::PictureMissing, None),
                }
            }
            Some("audio_url") => {
                parts.extend(reading.media(MediaKind::Audio, part.at(&["audio_url", "url"]).text()));
            }
            Some("video_url") => {
                parts.extend(reading.media(MediaKind::Video, part.at(&["video_url", "url"]).text()));
            }
            kind => reading.leave_out(Reason::UnknownContent, kind),
        }
    }
    parts
}

/// A call of a tool as the API of `OpenAI` has it.
pub(super) fn tool_call(call: &Json) -> Option<Part> {
    let function = call.get("function");
    let name = function.get("name").text()?.to_owned();
    let arguments = arguments(function.get("arguments"));
    Some(Part::ToolCall(ToolCall { id: call.get("id").name().unwrap_or_default(), name, arguments }))
}

/// What a tool was asked for, as JSON text.
pub(super) fn arguments(arguments: &Json) -> String {
    match arguments {
        Json::Null => "{}".to_owned(),
        Json::Text(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Pages on the web, each once; each is an object with a `url` and perhaps a `title`.
pub(super) fn sources<'a>(pages: impl IntoIterator<Item = &'a Json>) -> Vec<Part> {
    let mut sources: Vec<Source> = Vec::new();
    for page in pages {
        let Some(url) = page.first_of(&["url", "link"]).text().filter(|url| is_web(url)) else { continue };
        if sources.iter().all(|source| source.url != url) {
            sources.push(Source { url: url.to_owned(), title: page.get("title").text().map(str::to_owned) });
        }
    }
    sources.into_iter().map(Part::Source).collect()
}

/// The name of a message; one that has none is told by its place.
pub(super) fn name_of(message: &Json, place: usize) -> String {
    message.get("id").name().unwrap_or_else(|| format!("#{place}"))
}

/// A message that only passes on what follows it.
pub(super) fn nobody(name: String, parent: Option<String>) -> Said {
    Said { name, parent, at: None, by: By::Nobody, parts: Vec::new(), goes_on: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinking_at_the_beginning_is_taken_apart() {
        let apart = thought_and_said("<think>\nhm\n</think>\n\nyes");
        assert_eq!(apart, [Part::Reasoning { text: "hm".into() }, Part::Text { text: "yes".into() }]);
        let whole = "use <think> and </think>";
        assert_eq!(thought_and_said(whole), [Part::Text { text: whole.into() }]);
        assert_eq!(thought_and_said("<think>never ends").len(), 1);
        assert_eq!(thought_and_said(" "), []);
    }
}
