import type { TextRange } from '../../contract';

/** A part of a text that has what was looked for, or has it not. */
export interface Piece {
  text: string;
  found: boolean;
}

/** A text, cut where what was found in it begins and ends. */
export function piecesOf(text: string, ranges: readonly TextRange[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    if (start > at) pieces.push({ text: text.slice(at, start), found: false });
    // One may begin within the one before it.
    if (end > at) pieces.push({ text: text.slice(Math.max(start, at), end), found: true });
    at = Math.max(at, end);
  }
  if (at < text.length) pieces.push({ text: text.slice(at), found: false });
  return pieces;
}
