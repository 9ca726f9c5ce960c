//! What one settings file says and another does not.

use toml_edit::{Item, TableLike};

/// Adds to `file` what `other` says and `file` does not. Gives how many settings were added.
pub(super) fn add(file: &mut dyn TableLike, other: &dyn TableLike) -> usize {
    add_below(file, other, &depth)
}

/// How many levels below this key hold settings of their own. Whatever lies deeper is one value, such as a model and its
/// provider: half of one and half of another would be neither.
fn depth(key: &str) -> usize {
    match key {
        "parameters" | "backup" => 1,
        "providers" => 2,
        _ => 0,
    }
}

fn add_below(file: &mut dyn TableLike, other: &dyn TableLike, depth: &dyn Fn(&str) -> usize) -> usize {
    let mut added = 0;
    for (key, theirs) in other.iter() {
        let Some(ours) = file.get_mut(key) else {
            file.insert(key, theirs.clone());
            added += 1;
            continue;
        };
        let depth = depth(key);
        if let (true, Some(ours), Some(theirs)) =
            (depth > 0, ours.as_table_like_mut(), Item::as_table_like(theirs))
        {
            added += add_below(ours, theirs, &|_| depth - 1);
        }
    }
    added
}
