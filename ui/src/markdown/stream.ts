import type { Token } from 'marked';

import { parse } from './dialect';
import { OpenFence } from './fence';
import { update, type Piece } from './pieces';
import { shapesOf } from './shape';

/**
 * A text on the page, while it grows. Its settled blocks were built once and are never looked at
 * again; its tail, from the last block on, is parsed anew when something is added to it.
 */
export class MarkdownStream {
  /** The whole text, as it came. */
  private text = '';
  /** What is not settled, with `\n` at its line ends. */
  private tail = '';
  private pieces: Piece[] = [];
  private fence: OpenFence | undefined;

  constructor(private readonly root: Element) {}

  /** Shows a text; one that continues the last one costs only what it adds. */
  show(text: string): void {
    if (!text.startsWith(this.text)) this.clear();
    const more = normalized(text.slice(this.text.length), this.text.endsWith('\r'));
    this.text = text;
    if (more === '') return;
    this.tail += more;
    if (!this.fence?.append(more)) this.parseTail();
  }

  private clear(): void {
    this.text = '';
    this.tail = '';
    this.pieces = [];
    this.fence = undefined;
    this.root.replaceChildren();
  }

  private parseTail(): void {
    const blocks = parse(this.tail);
    const settled = settledBlocks(blocks, startOfLastWholeLine(this.tail));
    const settledShapes = shapesOf(blocks.slice(0, settled));
    const openShapes = shapesOf(blocks.slice(settled));
    update(this.root, this.pieces, [...settledShapes, ...openShapes]);

    this.pieces.splice(0, settledShapes.length);
    this.tail = this.tail.slice(lengthOf(blocks.slice(0, settled)));
    const [piece, ...others] = this.pieces;
    this.fence =
      piece?.shape.kind === 'code' && piece.text && others.length === 0
        ? OpenFence.in(this.tail, piece.text)
        : undefined;
  }
}

/**
 * How many blocks nothing that follows can change: all before the last one whose first two lines are
 * whole. Before that a line may still turn out to belong to the block above it, as the `1` of `1. …`
 * and the header of what looked like a table do.
 */
function settledBlocks(blocks: readonly Token[], lastWholeLine: number): number {
  let settled = 0;
  let start = 0;
  blocks.forEach((block, index) => {
    if (block.type !== 'space' && start < lastWholeLine) settled = index;
    start += block.raw.length;
  });
  return settled;
}

function startOfLastWholeLine(text: string): number {
  const end = text.lastIndexOf('\n');
  return end > 0 ? text.lastIndexOf('\n', end - 1) + 1 : 0;
}

function lengthOf(blocks: readonly Token[]): number {
  return blocks.reduce((length, block) => length + block.raw.length, 0);
}

/** Every line end as `\n`; one that was cut between its two characters was already given. */
function normalized(text: string, afterReturn: boolean): string {
  const rest = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
  return rest.replace(/\r\n?/g, '\n');
}
