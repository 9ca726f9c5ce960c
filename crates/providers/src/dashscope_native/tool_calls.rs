//! The joining of tool calls, which arrive as texts do.

use runnel_conversation::ToolCall;

use super::wire::ToolCallPiece;
use crate::growing::Growing;

/// The tool calls of a turn so far, in the order they began.
#[derive(Debug, Default)]
pub(super) struct ToolCalls(Vec<Growth>);

#[derive(Debug)]
struct Growth {
    index: u64,
    call: ToolCall,
    arguments: Growing,
}

impl ToolCalls {
    /// Takes in a piece. An id or a name that comes again empty leaves what is known.
    pub(super) fn add(&mut self, piece: ToolCallPiece, last: bool) {
        let index = piece.index.unwrap_or(0);
        let function = piece.function.unwrap_or_default();
        let place = self.0.iter().position(|known| known.index == index).unwrap_or(self.0.len());
        if place == self.0.len() {
            let call = ToolCall { id: String::new(), name: String::new(), arguments: String::new() };
            self.0.push(Growth { index, call, arguments: Growing::default() });
        }
        let Some(Growth { call, arguments, .. }) = self.0.get_mut(place) else { return };
        if let Some(id) = piece.id.filter(|id| !id.is_empty()) {
            call.id = id;
        }
        if let Some(name) = function.name.filter(|name| !name.is_empty()) {
            call.name = name;
        }
        call.arguments.push_str(&arguments.push(&function.arguments.unwrap_or_default(), last));
    }

    /// The calls, whole. A piece that never got a name is none.
    pub(super) fn take(&mut self) -> impl Iterator<Item = ToolCall> {
        std::mem::take(&mut self.0).into_iter().map(|known| known.call).filter(|call| !call.name.is_empty())
    }
}
