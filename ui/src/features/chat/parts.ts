import type { Part, TurnEvent } from '../../contract';

/** The parts of an answer after one more event. Deltas of one kind join into one part. */
export function appended(parts: readonly Part[], event: TurnEvent): readonly Part[] {
  switch (event.type) {
    case 'reasoning':
      return joined(parts, 'reasoning', event.text);
    case 'content':
      return joined(parts, 'text', event.text);
    case 'tool_call':
    case 'opaque':
      return [...parts, event];
    default:
      return parts;
  }
}

function joined(parts: readonly Part[], type: 'reasoning' | 'text', text: string): readonly Part[] {
  const last = parts.at(-1);
  return last?.type === type
    ? [...parts.slice(0, -1), { type, text: last.text + text }]
    : [...parts, { type, text }];
}

/** The words of a message: what is copied, and what is read out. */
export function wordsOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}
