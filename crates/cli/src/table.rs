//! Columns under each other.

use std::fmt::Write as _;
use std::io;

/// Prints the rows, each column as wide as its widest cell.
///
/// # Errors
/// When the output takes no more.
pub(crate) fn print<const N: usize>(rows: &[[String; N]]) -> io::Result<()> {
    io::Write::write_all(&mut io::stdout().lock(), aligned(rows).as_bytes())
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
            let _ = write!(line, "{cell:<width$}  ");
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
