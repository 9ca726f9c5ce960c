#![no_main]

use libfuzzer_sys::fuzz_target;
use runnel_fuzz::a_reply_is_read;
use runnel_providers::Protocol;

fuzz_target!(|bytes: &[u8]| a_reply_is_read(Protocol::Gemini, bytes));
