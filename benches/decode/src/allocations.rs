//! What a thread takes from the memory.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// The system's allocator, with a count for each thread, so that the server's thread is not in the readers'.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static COUNT: Cell<Allocations> = const { Cell::new(Allocations { times: 0, bytes: 0 }) };
}

/// How often memory was asked for, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocations {
    /// Growing in place counts as well.
    pub times: u64,
    /// Bytes asked for, whether they were given back or not.
    pub bytes: u64,
}

impl Allocations {
    /// Of this thread, so far.
    pub fn so_far() -> Self {
        COUNT.get()
    }

    /// Of this thread, since an earlier count.
    pub fn since(earlier: Self) -> Self {
        let now = Self::so_far();
        Self { times: now.times - earlier.times, bytes: now.bytes - earlier.bytes }
    }
}

fn count(bytes: usize) {
    // A thread that is ending has no count any more.
    let _ = COUNT.try_with(|count| {
        let Allocations { times, bytes: so_far } = count.get();
        count.set(Allocations { times: times + 1, bytes: so_far + bytes as u64 });
    });
}

// SAFETY: every call is the system allocator's own, with what it was given.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size.saturating_sub(layout.size()));
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}
