import type { Align } from './block';

const DELIMITER_ROW = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** How the columns of a table are aligned, if the line is one that says so. */
export function alignsOf(line: string): Align[] | null {
  if (!line.includes('|') || !DELIMITER_ROW.test(line)) return null;
  return cellsOf(line).map((cell) => {
    if (cell.startsWith(':')) return cell.endsWith(':') ? 'center' : 'left';
    return cell.endsWith(':') ? 'right' : null;
  });
}

/** The cells of a row. A bar with a backslash before it is a bar, in code too. */
export function cellsOf(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  for (const piece of line.trim().split(/(\\\||\|)/)) {
    if (piece === '|') {
      cells.push(cell.trim());
      cell = '';
    } else {
      cell += piece === '\\|' ? '|' : piece;
    }
  }
  if (cell.trim() !== '') cells.push(cell.trim());
  return line.trimStart().startsWith('|') ? cells.slice(1) : cells;
}
