//! Columns under each other.

use std::io::{self, Write as _};

/// Prints the rows, each column as wide as its widest cell.
///
/// # Errors
/// When the output takes no more.
pub(crate) fn print<const N: usize>(rows: &[[String; N]]) -> io::Result<()> {
    io::stdout().lock().write_all(aligned(rows).as_bytes())
}

fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut table = String::new();
    for row in rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [["a", "bb", ""], ["ccc", "d", "e"]].map(|row| row.map(str::to_owned));
        assert_eq!(aligned(&rows), "a    bb\nccc  d   e\n");
    }
}
