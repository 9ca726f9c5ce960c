//! A long answer: Markdown in which a lost, doubled or moved piece shows.

/// How many bytes a delta of a flood has at most: about two tokens.
const CHUNK_BYTES: usize = 12;

/// Exactly this many bytes of Markdown, always the same: prose in English and Chinese, lists, tables and
/// code, every section and line numbered so that no two stretches are alike.
pub fn flood_text(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 1024);
    for number in 1.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&section(number));
    }
    text.truncate(text.floor_char_boundary(bytes));
    // A character may straddle the end.
    text.extend(std::iter::repeat_n('.', bytes - text.len()));
    text
}

/// The flood in the deltas it is sent in, none cut inside a character.
pub(crate) fn flood_chunks(bytes: usize) -> Vec<String> {
    let text = flood_text(bytes);
    let mut rest = text.as_str();
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK_BYTES));
        chunks.push(chunk.to_owned());
        rest = after;
    }
    chunks
}

fn section(number: usize) -> String {
    let next = number + 1;
    format!(
        r"## Section {number}: 第 {number} 节

Water finds its way in step {number}, and **every word of it** should arrive once, in order, *unchanged*.
这是第 {number} 段文字，**“一个字也不能少”**，混排 English words 与数字 {number}。See also [section {next}](#section-{next}).

- item {number}.1 with `inline code`
- 第 {number}.2 项，其中有 ~~删去的~~ 内容
  1. nested {number}.2.1
  2. 嵌套 {number}.2.2

```rust
fn section_{number}(deltas: &[&str]) -> usize {{
    // 第 {number} 段代码
    deltas.iter().map(|delta| delta.len()).sum::<usize>() + {number}
}}
```

| row | 名称 | value |
|----:|------|-------|
| {number} | 甲 {number} | a{number} |
| {next} | 乙 {next} | b{next} |

> Quoted in section {number}: 引用第 {number} 句。

"
    )
}

#[cfg(test)]
mod tests {
    use super::{CHUNK_BYTES, flood_chunks, flood_text};

    #[test]
    fn the_text_has_exactly_the_bytes_asked_for() {
        for bytes in (0..4000).chain([100_000]) {
            assert_eq!(flood_text(bytes).len(), bytes);
        }
    }

    #[test]
    fn a_longer_flood_begins_like_a_shorter_one() {
        let short = flood_text(5_000);
        assert!(flood_text(50_000).starts_with(short.trim_end_matches('.')));
    }

    #[test]
    fn the_chunks_put_together_are_the_text() {
        let chunks = flood_chunks(100_000);
        assert!(chunks.iter().all(|chunk| !chunk.is_empty() && chunk.len() <= CHUNK_BYTES));
        assert_eq!(chunks.concat(), flood_text(100_000));
    }
}
