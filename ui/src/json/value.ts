import { printParseErrorCode, visit, type ParseErrorCode } from 'jsonc-parser';

/**
 * A JSON value as it was written: numbers keep their digits, objects the order of their keys and keys
 * that come twice, none of which survives `JSON.parse`.
 */
export type JsonNode =
  | { kind: 'object'; entries: [key: string, node: JsonNode][] }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; text: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' };

/** Where a text stops being JSON; lines and columns count from 1. */
export class NotJson extends Error {
  constructor(
    readonly line: number,
    readonly column: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** Reads a JSON text. Throws `NotJson`. */
export function parse(text: string): JsonNode {
  const reading = new Reading();
  const container = (node: JsonNode) => () => {
    reading.put(node);
    reading.open.push(node);
  };
  const close = () => void reading.open.pop();
  try {
    visit(
      text,
      {
        onObjectBegin: () => container({ kind: 'object', entries: [] })(),
        onArrayBegin: () => container({ kind: 'array', items: [] })(),
        onObjectEnd: close,
        onArrayEnd: close,
        onObjectProperty: (key) => void (reading.key = key),
        onLiteralValue: (value, offset, length) =>
          reading.put(leaf(value, text.slice(offset, offset + length))),
        onError: (code, _offset, _length, line, column) => {
          throw new NotJson(line + 1, column + 1, printParseErrorCode(code as ParseErrorCode));
        },
      },
      { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
    );
  } catch (error) {
    // Nested deeper than the stack is: nobody can look at that as a tree.
    if (error instanceof RangeError) throw new NotJson(1, 1, error.message);
    throw error;
  }
  if (!reading.root) throw new NotJson(1, 1, 'empty');
  return reading.root;
}

/** What has been read so far, and where the next value goes. */
class Reading {
  root: JsonNode | null = null;
  key = '';
  readonly open: JsonNode[] = [];

  put(node: JsonNode): void {
    const into = this.open.at(-1);
    if (into?.kind === 'object') into.entries.push([this.key, node]);
    else if (into?.kind === 'array') into.items.push(node);
    else this.root = node;
  }
}

function leaf(value: unknown, text: string): JsonNode {
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  return value === null ? { kind: 'null' } : { kind: 'number', text };
}

/** How many values are directly within one. */
export function countOf(node: JsonNode): number {
  if (node.kind === 'object') return node.entries.length;
  return node.kind === 'array' ? node.items.length : 0;
}
