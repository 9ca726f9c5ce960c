#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use runnel_fuzz::a_reply_of_is_read;
use runnel_providers::{Vendor, vendor};

static MINIMAX: LazyLock<Arc<Vendor>> = LazyLock::new(|| vendor("minimax").expect("it is built in"));

fuzz_target!(|bytes: &[u8]| a_reply_of_is_read(&MINIMAX, bytes));
