//! The data export of ChatGPT: `conversations.json` in an archive, beside the pictures.
//!
//! A conversation has a `mapping` of nodes by name, each with its `parent`, its `children` and mostly a `message`.
//! A turn of the model is a chain of such nodes: thoughts, calls of tools, what those gave back, and text.

use runnel_conversation::{Ending, FinishReason, Part, ToolCall};

use super::common;
use crate::Reason;
use crate::foreign::{By, Foreign, Said, answer, file, reasoning, text};
use crate::json::Json;
use crate::reading::Reading;

pub(super) fn read(item: &Json, reading: &mut Reading<'_>) -> Option<Foreign> {
    let nodes = item.get("mapping");
    if !nodes.is_object() {
        return None;
    }
    let model = item.get("default_model_slug").text();
    let mut system = Vec::new();
    let messages =
        nodes.fields().iter().map(|(name, node)| said(name, node, model, &mut system, reading)).collect();
    let name = item.first_of(&["conversation_id", "id"]).name().or_else(|| first_node(nodes))?;
    Some(Foreign {
        name,
        title: item.get("title").text().map(str::to_owned),
        created: reading.moment(item.get("create_time")),
        system: (!system.is_empty()).then(|| system.join("\n\n")),
        messages,
        read_last: item.get("current_node").name(),
        pinned: item.get("is_starred").is_true(),
        ..Foreign::default()
    })
}

/// The oldest exports name no conversation; what it begins with has a name in all of them.
fn first_node(nodes: &Json) -> Option<String> {
    let root = nodes.fields().iter().find(|(_, node)| node.get("parent").is_null())?;
    Some(root.0.clone())
}

fn said(
    name: &str,
    node: &Json,
    model: Option<&str>,
    system: &mut Vec<String>,
    reading: &mut Reading<'_>,
) -> Said {
    reading.in_message(name);
    let message = node.get("message");
    let metadata = message.get("metadata");
    let hidden = metadata.get("is_visually_hidden_from_conversation").is_true();
    let role = message.at(&["author", "role"]).text().unwrap_or_default();
    let by = match role {
        "user" if !hidden => By::Person,
        "assistant" | "tool" if !hidden => {
            let mut answer = answer("openai", metadata.get("model_slug").text().or(model));
            answer.ending = ending(message);
            By::Model(Box::new(answer))
        }
        _ => By::Nobody,
    };
    let content = message.get("content");
    // What a person told about themselves in the settings is hidden, and went along with every question.
    system.extend(told_in_settings(content));
    if role == "system" && !hidden {
        system.extend(content.get("parts").items().iter().filter_map(Json::text).map(str::to_owned));
    }
    let parts = match by {
        By::Nobody => Vec::new(),
        _ => parts(role, message, content, reading),
    };
    let parent = node.get("parent").name();
    Said {
        name: name.to_owned(),
        parent,
        at: reading.moment(message.get("create_time")),
        by,
        parts,
        goes_on: true,
    }
}

fn told_in_settings(content: &Json) -> Vec<String> {
    let told = ["user_profile", "user_instructions"].map(|field| content.get(field).text());
    told.into_iter().flatten().map(str::to_owned).collect()
}

fn ending(message: &Json) -> Ending {
    let finished = |reason| Ending::Finished { reason };
    match message.at(&["metadata", "finish_details", "type"]).text() {
        Some("max_tokens") => finished(FinishReason::Length),
        Some("interrupted") => Ending::Stopped,
        _ if message.get("status").text() == Some("in_progress") => Ending::Interrupted,
        _ => finished(FinishReason::Stop),
    }
}

fn parts(role: &str, message: &Json, content: &Json, reading: &mut Reading<'_>) -> Vec<Part> {
    let kind = content.get("content_type").text().unwrap_or("text");
    let mut parts = Vec::new();
    match kind {
        "text" | "multimodal_text" if role == "tool" => {
            let pieces = content.get("parts").items();
            // A tool that draws gives its pictures back.
            let pictures = pieces.iter().filter(|piece| piece.is_object());
            parts.extend(pictures.filter_map(|picture| piece(picture, reading)));
            if pieces.iter().any(|piece| piece.text().is_some()) {
                reading.leave_out(Reason::ToolResult, message.at(&["author", "name"]).text());
            }
        }
        "text" | "multimodal_text" => {
            parts.extend(content.get("parts").items().iter().filter_map(|part| piece(part, reading)));
        }
        "thoughts" => {
            let thoughts = content.get("thoughts").items().iter().map(thought).collect::<Vec<_>>();
            parts.extend(reasoning(&thoughts.join("\n\n")));
        }
        "code" => parts.extend(call(message, content)),
        "reasoning_recap" | "user_editable_context" | "model_editable_context" => {}
        "execution_output" | "tether_quote" | "tether_browsing_display" | "system_error" => {
            reading.leave_out(Reason::ToolResult, Some(kind));
        }
        _ => reading.leave_out(Reason::UnknownContent, Some(kind)),
    }
    parts.extend(sources(message.get("metadata")));
    parts
}

fn thought(thought: &Json) -> String {
    let words = [thought.get("summary").text(), thought.get("content").text()];
    words.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

/// What was written for a tool; without one, code that is part of the answer.
fn call(message: &Json, content: &Json) -> Option<Part> {
    let code = content.get("text").text()?;
    match message.get("recipient").text() {
        Some(tool) if tool != "all" => {
            let id = message.get("id").name().unwrap_or_default();
            let arguments = match Json::within(code) {
                Some(arguments) if arguments.is_object() => code.to_owned(),
                _ => Json::Object(vec![("code".to_owned(), Json::Text(code.to_owned()))]).to_string(),
            };
            Some(Part::ToolCall(ToolCall { id, name: tool.to_owned(), arguments }))
        }
        _ => file(None, code),
    }
}

fn piece(part: &Json, reading: &mut Reading<'_>) -> Option<Part> {
    if let Some(words) = part.text() {
        return text(words);
    }
    match part.get("content_type").text() {
        Some("image_asset_pointer") => {
            let pointer = part.get("asset_pointer").text()?;
            reading.picture_beginning(pointer.rsplit('/').next()?)
        }
        Some("audio_transcription") => text(part.get("text").text()?),
        Some(kind) if kind.contains("audio") || kind.contains("video") => {
            reading.leave_out(Reason::Media, Some(kind));
            None
        }
        Some(kind) => {
            reading.leave_out(Reason::UnknownContent, Some(kind));
            None
        }
        None => None,
    }
}

/// The pages that an answer names, of the two ways in which they are noted.
fn sources(metadata: &Json) -> Vec<Part> {
    let cited = metadata.get("citations").items().iter().map(|citation| citation.get("metadata"));
    let references = metadata.get("content_references").items().iter();
    common::sources(cited.chain(references.flat_map(|reference| reference.get("items").items())))
}
