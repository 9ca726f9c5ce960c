/** The alignment of a column of a table. */
export type Align = 'left' | 'center' | 'right' | null;

/** What a block is, beside what it contains. */
export type Kind =
  | { kind: 'document' }
  | { kind: 'quote' }
  | { kind: 'list'; marker: string; start: number | null; loose: boolean }
  | { kind: 'item'; indent: number; task: boolean | null }
  | { kind: 'note'; label: string }
  | { kind: 'paragraph' }
  | { kind: 'heading'; level: number }
  | { kind: 'rule' }
  | { kind: 'code'; info: string; fence: { mark: string; indent: number } | null }
  | { kind: 'math'; close: string }
  | { kind: 'table'; aligns: Align[] }
  | { kind: 'row'; cells: string[] };

/**
 * A block of a text. A line changes blocks that are open and adds new ones; what was closed by a line that is
 * whole stays as it is for ever.
 */
export class Block {
  children: Block[] = [];
  /** The lines of code or mathematics. */
  lines: string[] = [];
  /** The words of a paragraph or heading. */
  text = '';
  /** The number of the line that closed it; `Infinity` while it is open. */
  closedBy = Infinity;

  constructor(public is: Kind) {}

  /** Makes it what it is now again, whatever one more line did to it. */
  remembered(): () => void {
    const { is, text, closedBy, children, lines } = this;
    const [childCount, lineCount] = [children.length, lines.length];
    const last = children.at(-1);
    const loose = is.kind === 'list' && is.loose;
    return () => {
      if (is.kind === 'list') is.loose = loose;
      this.is = is;
      this.text = text;
      this.closedBy = closedBy;
      children.length = childCount;
      if (last) children[childCount - 1] = last;
      lines.length = lineCount;
    };
  }
}
