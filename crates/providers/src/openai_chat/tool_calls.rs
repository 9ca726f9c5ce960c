//! The joining of tool calls, which arrive in pieces.

use runnel_conversation::ToolCall;
use serde_json::Value;

use super::wire::ToolCallDelta;

/// The tool calls of a turn so far.
#[derive(Debug, Default)]
pub(super) struct ToolCalls {
    /// In the order they began.
    calls: Vec<(Option<u64>, ToolCall)>,
    held: usize,
}

impl ToolCalls {
    /// Takes in a piece. Pieces belong together by their index, which may begin anywhere or be missing;
    /// an id or a name that comes again empty leaves what is known.
    pub(super) fn add(&mut self, piece: ToolCallDelta) {
        let id = piece.id.unwrap_or_default();
        let function = piece.function.unwrap_or_default();
        let name = function.name.unwrap_or_default();
        let arguments = match function.arguments {
            Value::Null => String::new(),
            Value::String(text) => text,
            object => object.to_string(),
        };
        self.held += size_of::<ToolCall>() + id.len() + name.len() + arguments.len();
        // Whole calls may all carry one index: another id with a name of its own is another call.
        let continues = |(index, call): &(Option<u64>, ToolCall)| {
            let another = !id.is_empty() && id != call.id && !call.id.is_empty() && !name.is_empty();
            !another && (piece.index.is_none() || *index == piece.index)
        };
        match self.calls.iter_mut().rev().find(|known| continues(known)) {
            Some((_, call)) => {
                if call.id.is_empty() {
                    call.id = id;
                }
                if call.name.is_empty() {
                    call.name = name;
                }
                call.arguments.push_str(&arguments);
            }
            None => self.calls.push((piece.index, ToolCall { id, name, arguments })),
        }
    }

    /// How many bytes the pieces had, at least.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// The calls, whole. A piece that never got a name is none.
    pub(super) fn take(&mut self) -> impl Iterator<Item = ToolCall> {
        std::mem::take(&mut self.calls).into_iter().map(|(_, call)| call).filter(|call| !call.name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn joined(pieces: &[Value]) -> Vec<(String, String, String)> {
        let mut calls = ToolCalls::default();
        for piece in pieces {
            calls.add(serde_json::from_value(piece.clone()).unwrap());
        }
        calls.take().map(|ToolCall { id, name, arguments }| (id, name, arguments)).collect()
    }

    fn call(id: &str, name: &str, arguments: &str) -> (String, String, String) {
        (id.to_owned(), name.to_owned(), arguments.to_owned())
    }

    #[test]
    fn pieces_join_by_their_index_wherever_it_begins() {
        let pieces = [
            json!({"index": 1, "id": "a", "function": {"name": "add", "arguments": ""}}),
            json!({"index": 2, "id": "b", "function": {"name": "mul", "arguments": "{\"y\""}}),
            json!({"index": 1, "function": {"arguments": "{\"x\":1}"}}),
            json!({"index": 2, "function": {"arguments": ":2}"}}),
        ];
        assert_eq!(joined(&pieces), [call("a", "add", "{\"x\":1}"), call("b", "mul", "{\"y\":2}")]);
    }

    #[test]
    fn an_empty_id_or_name_overwrites_nothing() {
        let pieces = [
            json!({"index": 0, "id": "a", "function": {"name": "add", "arguments": "{"}}),
            json!({"index": 0, "id": "", "function": {"name": "", "arguments": "}"}}),
            json!({"index": 0, "id": null, "function": {"name": null, "arguments": null}}),
        ];
        assert_eq!(joined(&pieces), [call("a", "add", "{}")]);
    }

    #[test]
    fn whole_calls_without_an_index_or_with_the_same_one_stay_apart() {
        for index in [Value::Null, json!(0)] {
            let pieces = [
                json!({"index": index, "id": "a", "function": {"name": "add", "arguments": "{}"}}),
                json!({"index": index, "id": "b", "function": {"name": "add", "arguments": {"x": 1}}}),
            ];
            assert_eq!(joined(&pieces), [call("a", "add", "{}"), call("b", "add", "{\"x\":1}")]);
        }
    }

    #[test]
    fn a_tool_may_take_no_arguments() {
        assert_eq!(
            joined(&[json!({"id": "a", "function": {"name": "now", "arguments": ""}})]),
            [call("a", "now", "")]
        );
        assert_eq!(joined(&[json!({"index": 0})]), []);
    }
}
