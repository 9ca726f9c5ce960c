import type { JsonNode } from './value';

/** A list of flat objects as a table; a cell is `null` where the object has no such key. */
export interface Table {
  columns: string[];
  rows: (JsonNode | null)[][];
}

export type Direction = 'ascending' | 'descending';

/** The table that a value is, if it is a list of objects whose values are simple ones. */
export function tableOf(node: JsonNode): Table | null {
  if (node.kind !== 'array' || node.items.length === 0) return null;
  const places = new Map<string, number>();
  const rows: (JsonNode | null)[][] = [];
  for (const item of node.items) {
    if (item.kind !== 'object') return null;
    const row: (JsonNode | null)[] = [];
    for (const [key, value] of item.entries) {
      if (value.kind === 'object' || value.kind === 'array') return null;
      if (!places.has(key)) places.set(key, places.size);
      row[places.get(key)!] = value;
    }
    rows.push(row);
  }
  if (places.size === 0) return null;
  const columns = [...places.keys()];
  return { columns, rows: rows.map((row) => columns.map((_, place) => row[place] ?? null)) };
}

/** A cell as a person and a spreadsheet read it. */
export function cellText(cell: JsonNode | null): string {
  switch (cell?.kind) {
    case 'string':
      return cell.value;
    case 'number':
      return cell.text;
    case 'boolean':
      return String(cell.value);
    default:
      return '';
  }
}

/** The rows by one column: numbers before words, and what is empty last, whichever way. */
export function sorted(rows: Table['rows'], column: number, direction: Direction): Table['rows'] {
  const words = new Intl.Collator(undefined, { numeric: true });
  const turn = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [one, other] = [a[column] ?? null, b[column] ?? null];
    const rank = rankOf(one) - rankOf(other);
    if (rank !== 0 || rankOf(one) === EMPTY)
      return rankOf(one) === EMPTY || rankOf(other) === EMPTY ? rank : turn * rank;
    if (one?.kind === 'number' && other?.kind === 'number')
      return turn * (Number(one.text) - Number(other.text));
    return turn * words.compare(cellText(one), cellText(other));
  });
}

const EMPTY = 2;

function rankOf(cell: JsonNode | null): number {
  if (cell === null || cell.kind === 'null') return EMPTY;
  return cell.kind === 'number' ? 0 : 1;
}
