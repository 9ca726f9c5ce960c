import { Block, type Kind } from './block';
import { Cursor } from './cursor';
import { alignsOf, cellsOf } from './table';
import { takeDefinitions, type Definitions } from './definitions';

/** How deep quotes and lists may lie in each other; what is deeper is text. */
const DEEPEST = 32;

const HEADING = /^(#{1,6})(?:[ \t]+|$)/;
const UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const RULE = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const FENCE = /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/;
const BULLET = /^([-+*])(?=[ \t]|$)/;
const NUMBER = /^(\d{1,9})([.)])(?=[ \t]|$)/;
const TASK = /^\[([ xX])\][ \t]+(?=\S)/;
const NOTE = /^\[\^([^\]\s]{1,99})\]:/;
const MATH: readonly (readonly [open: string, close: string])[] = [
  ['$$', '$$'],
  ['\\[', '\\]'],
];

/**
 * The blocks of a text, line by line: CommonMark's first phase. A line costs what is in it, however much came
 * before, since only the blocks that are open are looked at.
 */
export class BlockParser {
  readonly document = new Block({ kind: 'document' });
  /** How many lines were read. */
  lineNumber = 0;
  /** The blocks that are open, from the document in. */
  private open: Block[] = [this.document];
  /** The outermost open block that the last line left a blank line in; `Infinity` if that line was not blank. */
  private blankFrom = Infinity;

  constructor(private readonly definitions: Definitions) {}

  /** The innermost block that is open. */
  get tip(): Block {
    return this.open[this.open.length - 1] as Block;
  }

  /** Reads a line that may yet grow. Returns what takes it back. */
  tryLine(line: string): () => void {
    const { open, lineNumber, blankFrom } = this;
    const takeBack = open.map((block) => block.remembered());
    this.open = [...open];
    this.line(line);
    return () => {
      for (const each of takeBack) each();
      Object.assign(this, { open, lineNumber, blankFrom });
    };
  }

  /** Closes all that is open: nothing follows. */
  end(): void {
    this.lineNumber += 1;
    this.closeFrom(0);
  }

  /** Reads a line, without its end. */
  line(line: string): void {
    this.lineNumber += 1;
    const cursor = new Cursor(line);
    const matched = this.matchContainers(cursor);
    const isWhole = matched === this.open.length || !isContainer(this.open[matched] as Block);
    const tip = this.tip;
    if (isWhole && this.continueVerbatim(tip, cursor, matched)) return;

    for (let depth = matched, isFirst = true; ; depth = this.open.length, isFirst = false) {
      const paragraph = isWhole && isFirst && tip.is.kind === 'paragraph' ? tip : null;
      if (this.startLeaf(cursor, depth, paragraph)) return this.forgetBlank();
      if (this.startContainer(cursor, depth, paragraph !== null)) continue;
      return this.words(cursor, depth, isFirst);
    }
  }

  /** How many of the open containers go on in this line; what marks them is taken from it. */
  private matchContainers(cursor: Cursor): number {
    let matched = 1;
    for (; matched < this.open.length; matched++) {
      const block = this.open[matched] as Block;
      if (!isContainer(block) || !goesOn(block, cursor)) break;
    }
    return matched;
  }

  /** Code and mathematics take a line as it is. Returns whether they did. */
  private continueVerbatim(tip: Block, cursor: Cursor, depth: number): boolean {
    const { is } = tip;
    if (is.kind === 'code' && is.fence) {
      const { mark, indent } = is.fence;
      const words = cursor.words;
      const closes = cursor.indent < 4 && words.startsWith(mark) && isAll(words.trimEnd(), mark.charAt(0));
      if (closes) this.closeFrom(depth);
      else {
        cursor.skip(indent);
        tip.lines.push(cursor.rest);
      }
    } else if (is.kind === 'code') {
      if (cursor.indent < 4 && !cursor.isBlank) return false;
      if (cursor.isBlank) this.noteBlank(depth);
      cursor.skip(4);
      tip.lines.push(cursor.rest);
      if (!cursor.isBlank) this.forgetBlank();
      return true;
    } else if (is.kind === 'math') {
      if (cursor.isBlank) {
        becomeWords(tip);
        return false;
      }
      tip.lines.push(cursor.rest);
      if (isClosed(tip.lines, is.close)) this.closeFrom(depth);
    } else {
      return false;
    }
    this.forgetBlank();
    return true;
  }

  /** Opens the leaf that the line begins with here, if it begins with one that is marked as such. */
  private startLeaf(cursor: Cursor, depth: number, paragraph: Block | null): boolean {
    if (cursor.isBlank) return false;
    if (cursor.indent >= 4) {
      if (this.tip.is.kind === 'paragraph') return false;
      cursor.skip(4);
      this.add(depth, { kind: 'code', info: '', fence: null }).lines.push(cursor.rest);
      return true;
    }
    const { words } = cursor;
    return (
      this.startHeading(words, depth) ||
      this.startFence(cursor, words, depth) ||
      this.startMath(words, depth) ||
      (paragraph !== null &&
        (this.underline(paragraph, words) || this.startTable(paragraph, words, depth))) ||
      this.startRule(words, depth)
    );
  }

  /** Opens the quotation, note or item that the line begins with here, if it does. */
  private startContainer(cursor: Cursor, depth: number, interrupts: boolean): boolean {
    if (cursor.isBlank || cursor.indent >= 4 || depth > DEEPEST) return false;
    const { words } = cursor;
    if (!words.startsWith('>')) {
      return this.startNote(cursor, words, depth) || this.startItem(cursor, words, depth, interrupts);
    }
    this.add(depth, { kind: 'quote' });
    cursor.take(1);
    cursor.skip(1);
    return true;
  }

  private startHeading(words: string, depth: number): boolean {
    const mark = HEADING.exec(words);
    if (!mark) return false;
    const heading = this.add(depth, { kind: 'heading', level: mark[1]!.length });
    heading.text = words
      .slice(mark[0].length)
      .replace(/(?:^|[ \t]+)#*[ \t]*$/, '')
      .trim();
    this.closeFrom(this.open.length - 1);
    return true;
  }

  private startFence(cursor: Cursor, words: string, depth: number): boolean {
    const fence = FENCE.exec(words);
    if (!fence) return false;
    const mark = (fence[1] ?? fence[3]) as string;
    const info = (fence[2] ?? fence[4] ?? '').trim();
    this.add(depth, { kind: 'code', info, fence: { mark, indent: cursor.indent } });
    return true;
  }

  private startMath(words: string, depth: number): boolean {
    const marks = MATH.find(([open]) => words.startsWith(open));
    if (!marks) return false;
    const [open, close] = marks;
    const end = words.indexOf(close, open.length);
    const isLine = end >= 0 && words.slice(end + close.length).trim() === '';
    // What is closed before the end of the line stands in a line of words.
    if (end >= 0 && !isLine) return false;
    const math = this.add(depth, { kind: 'math', close });
    math.lines.push(words);
    if (isLine) this.closeFrom(this.open.length - 1);
    return true;
  }

  private underline(paragraph: Block, words: string): boolean {
    if (!UNDERLINE.test(words)) return false;
    const text = takeDefinitions(paragraph.text, this.definitions);
    if (text.trim() === '') return false;
    paragraph.text = text.trim();
    paragraph.is = { kind: 'heading', level: words.startsWith('=') ? 1 : 2 };
    this.closeFrom(this.open.length - 1);
    return true;
  }

  /** The last line of a paragraph becomes the head of a table when the line below it says so. */
  private startTable(paragraph: Block, words: string, depth: number): boolean {
    const aligns = alignsOf(words);
    if (!aligns) return false;
    const start = paragraph.text.lastIndexOf('\n') + 1;
    const head = paragraph.text.slice(start);
    const cells = cellsOf(head);
    if (cells.length !== aligns.length) return false;
    paragraph.text = paragraph.text.slice(0, Math.max(start - 1, 0));
    this.addRow(this.add(depth, { kind: 'table', aligns }), cells);
    return true;
  }

  private startRule(words: string, depth: number): boolean {
    if (!RULE.test(words)) return false;
    this.add(depth, { kind: 'rule' });
    this.closeFrom(this.open.length - 1);
    return true;
  }

  private startNote(cursor: Cursor, words: string, depth: number): boolean {
    const mark = NOTE.exec(words);
    if (!mark) return false;
    const label = mark[1]!;
    this.add(depth, { kind: 'note', label });
    this.definitions.note(label);
    cursor.take(mark[0].length);
    cursor.skip(cursor.indent);
    return true;
  }

  private startItem(cursor: Cursor, words: string, depth: number, interrupts: boolean): boolean {
    const bullet = BULLET.exec(words);
    const number = bullet ? null : NUMBER.exec(words);
    const mark = (bullet ?? number)?.[0];
    if (mark === undefined) return false;
    const isEmpty = words.slice(mark.length).trim() === '';
    if (interrupts && (isEmpty || (number && Number(number[1]) !== 1))) return false;

    const indent = cursor.indent;
    const marker = bullet ? mark : number![2]!;
    // The list that goes on is the innermost of those that this line is still in.
    const parent = this.open[depth - 1] as Block;
    if (parent.is.kind !== 'list' || parent.is.marker !== marker) {
      const outside = parent.is.kind === 'list' ? depth - 1 : depth;
      this.add(outside, { kind: 'list', marker, start: number ? Number(number[1]) : null, loose: false });
      depth = this.open.length;
    }
    cursor.take(mark.length);
    const after = cursor.indent;
    const padding = isEmpty || after > 4 ? 1 : after;
    cursor.skip(padding);
    const task = TASK.exec(cursor.words);
    if (task) cursor.take(task[0].length);
    this.add(depth, {
      kind: 'item',
      indent: indent + mark.length + padding,
      task: task ? task[1] !== ' ' : null,
    });
    return true;
  }

  /** What is left of the line when no further block begins in it. */
  private words(cursor: Cursor, depth: number, isFirst: boolean): void {
    const { tip } = this;
    if (cursor.isBlank) {
      this.closeFrom(depth);
      if (isFirst) this.noteBlank(depth);
      return;
    }
    const { words } = cursor;
    if (tip.is.kind === 'paragraph') tip.text += `\n${words}`;
    else if (tip.is.kind === 'table' && depth === this.open.length - 1) this.addRow(tip, cellsOf(words));
    else this.add(depth, { kind: 'paragraph' }).text = words;
    this.forgetBlank();
  }

  private addRow(table: Block, cells: string[]): void {
    if (table.is.kind !== 'table') return;
    const { length } = table.is.aligns;
    const row = new Block({ kind: 'row', cells: Array.from({ length }, (_, index) => cells[index] ?? '') });
    row.closedBy = this.lineNumber;
    table.children.push(row);
  }

  /** Adds a block to the open one at `depth - 1` and closes what was open there. */
  private add(depth: number, is: Kind): Block {
    this.closeFrom(depth);
    let parent = this.tip;
    // A list holds items and nothing else.
    if (parent.is.kind === 'list' && is.kind !== 'item') {
      this.closeFrom(this.open.length - 1);
      parent = this.tip;
    }
    this.loosen(parent);
    const block = new Block(is);
    parent.children.push(block);
    this.open.push(block);
    return block;
  }

  /** A blank line between two items, or between two blocks of one, makes their list a loose one. */
  private loosen(parent: Block): void {
    const depth = this.open.length - 1;
    if (parent.children.length === 0 || depth < this.blankFrom) return;
    const list = parent.is.kind === 'item' ? this.open[depth - 1] : parent;
    if (list?.is.kind === 'list') list.is.loose = true;
  }

  private noteBlank(depth: number): void {
    const quote = this.open.findLastIndex((block, index) => index < depth && block.is.kind === 'quote');
    this.blankFrom = Math.max(quote, 0);
  }

  private forgetBlank(): void {
    this.blankFrom = Infinity;
  }

  private closeFrom(depth: number): void {
    while (this.open.length > depth) {
      const block = this.open.pop() as Block;
      block.closedBy = this.lineNumber;
      if (block.is.kind === 'math' && !isClosed(block.lines, block.is.close)) becomeWords(block);
      if (block.is.kind !== 'paragraph') continue;
      block.text = takeDefinitions(block.text, this.definitions).trimEnd();
      // Nothing is left of one that was a definition or the head of a table.
      if (block.text === '') this.tip.children.pop();
    }
  }
}

function isContainer({ is: { kind } }: Block): boolean {
  return kind === 'quote' || kind === 'list' || kind === 'item' || kind === 'note' || kind === 'document';
}

/** Whether a container goes on in this line; takes what marks it. */
function goesOn({ is, children }: Block, cursor: Cursor): boolean {
  switch (is.kind) {
    case 'quote':
      if (cursor.indent >= 4 || !cursor.words.startsWith('>')) return false;
      cursor.take(1);
      cursor.skip(1);
      return true;
    case 'item':
    case 'note': {
      const indent = is.kind === 'item' ? is.indent : 4;
      if (cursor.isBlank) return children.length > 0;
      if (cursor.indent < indent) return false;
      cursor.skip(indent);
      return true;
    }
    default:
      return true;
  }
}

function isClosed(lines: readonly string[], close: string): boolean {
  const last = lines.at(-1)?.trimEnd() ?? '';
  return last.endsWith(close) && (lines.length > 1 || last.length >= 2 * close.length);
}

/** Mathematics that never closed was none. */
function becomeWords(block: Block): void {
  block.text = block.lines.map((line) => line.trimStart()).join('\n');
  block.is = { kind: 'paragraph' };
}

function isAll(text: string, character: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charAt(i) !== character) return false;
  return true;
}
