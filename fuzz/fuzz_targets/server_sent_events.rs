#![no_main]

use libfuzzer_sys::fuzz_target;
use runnel_fuzz::a_stream_is_framed;
use runnel_providers::frames::ServerSentEvents;

fuzz_target!(|bytes: &[u8]| a_stream_is_framed::<ServerSentEvents>(bytes));
