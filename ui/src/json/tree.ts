import { countOf, type JsonNode } from './value';

/** How many values are shown at once: more than these are shown as ranges of so many. */
export const RANGE = 100;

/** A line of the tree: a value, or a range of the values in one that holds many. */
export interface Twig {
  /** Where it is: the places on the way to it, and for a range its ends. */
  id: string;
  /** Its value; for a range the value it is a part of. */
  node: JsonNode;
  /** Its key or index; `null` for the root and for ranges. */
  label: string | number | null;
  /** Where it is, as a JSON pointer; for a range that of the value it is a part of. */
  pointer: string;
  /** Which of the values in `node` are below it: from the first up to, not including, the second. */
  from: number;
  to: number;
  isRange: boolean;
}

/** A line as it is seen. */
export interface Row {
  twig: Twig;
  /** How deep, from 1. */
  level: number;
  /** Its place among the lines below the same line, from 1, and how many they are. */
  place: number;
  siblings: number;
  /** Whether what is below it is shown; `null` where there is nothing. */
  isOpen: boolean | null;
}

export function rootOf(node: JsonNode): Twig {
  return { id: '', node, label: null, pointer: '', from: 0, to: countOf(node), isRange: false };
}

/** What is directly below a line. */
export function below(twig: Twig): Twig[] {
  const step = stepOf(twig);
  const count = Math.ceil((twig.to - twig.from) / step);
  return Array.from({ length: count }, (_, place) => part(twig, twig.from + place * step, step));
}

/** The lines that are seen when these are open. */
export function rowsOf(root: Twig, open: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const waiting: Row[] = [row(root, 1, 1, 1, open)];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    rows.push(next);
    if (!next.isOpen) continue;
    const { twig, level } = next;
    const twigs = below(twig);
    for (let place = twigs.length; place > 0; place -= 1) {
      waiting.push(row(twigs[place - 1]!, level + 1, place, twigs.length, open));
    }
  }
  return rows;
}

/** What is open at first: whole levels from the top, as long as there are no more than so many lines. */
export function openAtFirst(root: Twig, most: number): Set<string> {
  const open = new Set([root.id]);
  let level = below(root);
  let rows = 1 + level.length;
  while (level.length > 0) {
    const next = level.flatMap((twig) => (hasBelow(twig) ? below(twig) : []));
    rows += next.length;
    if (rows > most) break;
    for (const twig of level) if (hasBelow(twig)) open.add(twig.id);
    level = next;
  }
  return open;
}

/** The lines from the root to the value at a JSON pointer, as far as there is one. */
export function wayTo(root: Twig, pointer: string): Twig[] {
  const way = [root];
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    let twig = way.at(-1)!;
    const place = placeOf(twig.node, name);
    if (place < 0) break;
    do {
      const step = stepOf(twig);
      twig = part(twig, place - ((place - twig.from) % step), step);
      way.push(twig);
    } while (twig.isRange);
  }
  return way;
}

export const hasBelow = (twig: Twig): boolean => twig.to > twig.from;

function row(twig: Twig, level: number, place: number, siblings: number, open: ReadonlySet<string>): Row {
  return { twig, level, place, siblings, isOpen: hasBelow(twig) ? open.has(twig.id) : null };
}

/** The part of what is below a line that begins with this value and is so many values long. */
function part(twig: Twig, from: number, length: number): Twig {
  if (length > 1) {
    const to = Math.min(from + length, twig.to);
    return { ...twig, id: `${ownerOf(twig)}:${from}-${to}`, label: null, from, to, isRange: true };
  }
  const [label, node] = entryOf(twig.node, from);
  return {
    id: `${ownerOf(twig)}/${from}`,
    node,
    label,
    pointer: `${twig.pointer}/${String(label).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    from: 0,
    to: countOf(node),
    isRange: false,
  };
}

function entryOf(node: JsonNode, index: number): [label: string | number, node: JsonNode] {
  const entry = node.kind === 'object' ? node.entries[index] : undefined;
  const item = node.kind === 'array' ? node.items[index] : undefined;
  return entry ?? [index, item ?? { kind: 'null' }];
}

function placeOf(node: JsonNode, name: string): number {
  // Where a key comes twice, the last one holds.
  if (node.kind === 'object') return node.entries.findLastIndex(([key]) => key === name);
  return node.kind === 'array' && /^\d+$/.test(name) && Number(name) < node.items.length ? Number(name) : -1;
}

/** The id of the value that a line is, or is a range of. */
const ownerOf = (twig: Twig) => (twig.isRange ? twig.id.slice(0, twig.id.lastIndexOf(':')) : twig.id);

/** How many values each line below this one stands for: so many that no more than `RANGE` lines are needed. */
function stepOf({ from, to }: Twig): number {
  let step = 1;
  while ((to - from) / step > RANGE) step *= RANGE;
  return step;
}
