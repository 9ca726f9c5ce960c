//! The joining of tool calls, whose input arrives in pieces.

use runnel_conversation::ToolCall;
use serde_json::Value;

use super::decode::text_in;

/// The tool calls of a message so far.
#[derive(Debug, Default)]
pub(super) struct ToolCalls {
    /// In the order they began, each with the index of its block.
    calls: Vec<(u64, Call)>,
    held: usize,
}

#[derive(Debug)]
struct Call {
    id: String,
    name: String,
    /// The input as it was when the block began: usually `{}`, and all of it in a whole message.
    input: Value,
    /// The text of the input so far.
    json: String,
}

impl ToolCalls {
    /// Takes in a `tool_use` block.
    pub(super) fn begin(&mut self, index: u64, block: &Value) {
        let call = Call {
            id: text_in(block, "id").unwrap_or_default(),
            name: text_in(block, "name").unwrap_or_default(),
            input: block.get("input").cloned().unwrap_or_default(),
            json: String::new(),
        };
        self.held += size_of::<Call>() + call.id.len() + call.name.len();
        self.calls.push((index, call));
    }

    /// Takes in more of an input. Tools that the provider runs itself get theirs the same way, from
    /// blocks that are not known here.
    pub(super) fn add(&mut self, index: u64, json: &str) {
        if let Some((_, call)) = self.calls.iter_mut().rev().find(|(known, _)| *known == index) {
            self.held += json.len();
            call.json.push_str(json);
        }
    }

    /// How many bytes the blocks had, at least.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// The calls, whole. What never got a name is none.
    pub(super) fn take(&mut self) -> impl Iterator<Item = ToolCall> {
        std::mem::take(&mut self.calls)
            .into_iter()
            .map(|(_, call)| call.whole())
            .filter(|call| !call.name.is_empty())
    }
}

impl Call {
    fn whole(self) -> ToolCall {
        let empty = self.input.as_object().is_none_or(serde_json::Map::is_empty);
        let arguments = if self.json.is_empty() && !empty { self.input.to_string() } else { self.json };
        ToolCall { id: self.id, name: self.name, arguments }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taken(mut calls: ToolCalls) -> Vec<(String, String, String)> {
        calls.take().map(|ToolCall { id, name, arguments }| (id, name, arguments)).collect()
    }

    fn call(id: &str, name: &str, arguments: &str) -> (String, String, String) {
        (id.to_owned(), name.to_owned(), arguments.to_owned())
    }

    #[test]
    fn pieces_join_by_the_index_of_their_block() {
        let mut calls = ToolCalls::default();
        calls.begin(1, &json!({"id": "a", "name": "add", "input": {}}));
        calls.begin(2, &json!({"id": "b", "name": "mul", "input": {}}));
        for (index, json) in [(1, ""), (2, "{\"y\""), (1, "{\"x\": 1}"), (2, ":2}"), (7, "{}")] {
            calls.add(index, json);
        }
        assert_eq!(taken(calls), [call("a", "add", "{\"x\": 1}"), call("b", "mul", "{\"y\":2}")]);
    }

    #[test]
    fn an_input_that_was_there_from_the_start_is_one_unless_it_is_told_again() {
        let mut calls = ToolCalls::default();
        calls.begin(0, &json!({"id": "a", "name": "add", "input": {"x": 1}}));
        calls.begin(1, &json!({"id": "b", "name": "add", "input": {"x": 1}}));
        calls.add(1, "{\"x\": 1}");
        assert_eq!(taken(calls), [call("a", "add", "{\"x\":1}"), call("b", "add", "{\"x\": 1}")]);
    }

    #[test]
    fn a_tool_may_take_no_input_but_must_have_a_name() {
        let mut calls = ToolCalls::default();
        calls.begin(0, &json!({"id": "a", "name": "now", "input": {}}));
        calls.begin(1, &json!({"id": "b", "name": null, "input": null}));
        assert_eq!(taken(calls), [call("a", "now", "")]);
    }
}
