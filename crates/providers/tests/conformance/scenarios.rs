//! What every protocol is held to.

mod answers;
mod connections;
mod failures;

use std::{future::Future, pin::Pin};

use crate::dialects::Dialect;

/// Something that holds in every protocol. It panics where it does not.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&'static Dialect) -> Pin<Box<dyn Future<Output = ()> + Send>>,
}

macro_rules! scenarios {
    ($($module:ident { $($name:ident)* })*) => {
        &[$($(Scenario { name: stringify!($name), run: |dialect| Box::pin($module::$name(dialect)) },)*)*]
    };
}

pub(crate) const SCENARIOS: &[Scenario] = scenarios! {
    answers {
        an_answer_arrives_whole_however_it_is_cut
        an_answer_that_was_not_streamed_is_the_same
        garbage_costs_itself_and_nothing_else
        nothing_but_garbage_is_not_the_protocol
        a_stream_that_is_cut_off_keeps_what_had_come
        silence_ends_the_turn_and_keeps_what_had_come
        signs_of_life_are_no_silence
        a_server_that_forgets_to_hang_up_after_the_finish_fails_nothing
        an_event_that_never_ends_does_not_fill_the_memory
    }
    failures {
        a_status_is_told_as_what_can_be_done_about_it
        a_web_page_is_not_shown_as_an_answer
        an_error_under_a_good_status_is_an_error
        a_plain_text_under_a_good_status_is_not_the_protocol
        an_error_in_the_middle_ends_the_turn_and_keeps_what_had_come
        an_error_before_the_first_word_is_asked_again_and_one_after_it_is_not
    }
    connections {
        started_comes_before_any_connection
        dropping_the_stream_closes_the_connection
        a_server_that_is_not_there_is_named
        a_key_is_sent_when_there_is_one_and_only_then
        a_key_that_cannot_be_one_is_refused_before_anything_is_sent
        a_key_does_not_follow_a_redirect
        a_key_that_is_echoed_is_not_seen
    }
};
