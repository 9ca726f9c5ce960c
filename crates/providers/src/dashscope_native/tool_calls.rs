//! The joining of tool calls, which arrive as texts do.

use runnel_conversation::ToolCall;

use super::wire::ToolCallPiece;
use crate::growing::Growing;

/// The tool calls of a turn so far.
#[derive(Debug, Default)]
pub(super) struct ToolCalls {
    /// In the order they began.
    calls: Vec<Growth>,
    held: usize,
}

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
        let place = self.calls.iter().position(|known| known.index == index).unwrap_or(self.calls.len());
        if place == self.calls.len() {
            let call = ToolCall { id: String::new(), name: String::new(), arguments: String::new() };
            self.calls.push(Growth { index, call, arguments: Growing::default() });
        }
        let Some(Growth { call, arguments, .. }) = self.calls.get_mut(place) else { return };
        if let Some(id) = piece.id.filter(|id| !id.is_empty()) {
            call.id = id;
        }
        if let Some(name) = function.name.filter(|name| !name.is_empty()) {
            call.name = name;
        }
        let new = arguments.push(&function.arguments.unwrap_or_default(), last);
        self.held += size_of::<Growth>() + new.len();
        call.arguments.push_str(&new);
    }

    /// How many bytes the pieces had, at least.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// The calls, whole. A piece that never got a name is none.
    pub(super) fn take(&mut self) -> impl Iterator<Item = ToolCall> {
        std::mem::take(&mut self.calls)
            .into_iter()
            .map(|known| known.call)
            .filter(|call| !call.name.is_empty())
    }
}
