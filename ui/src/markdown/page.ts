import type { Block } from './block';
import { Code } from './code';
import type { Definitions } from './definitions';
import { formula } from './formula';
import { texOf } from './math';
import { element } from './node';
import { Words } from './words';

/** Blocks at the top stand in sections of so many: one that is full is laid out and painted only where it is seen. */
const SECTION = { tag: 'section', size: 12, first: 0 };
/** Rows of a table stand in bodies of so many, behind its head. */
const BODY = { tag: 'tbody', size: 50, first: 1 };
/** A table with more rows than this has columns of one width, so that a new row does not move the others. */
const LONG_TABLE = 100;

/** The head of a table is not looked for in a longer line. */
const LONGEST_HEAD = 1_000;

/** A block on the page. */
interface Drawn {
  block: Block;
  /** What it was drawn as. */
  kind: string;
  node: Element;
  /** How many of its children are settled: these are not looked at again. */
  settled: number;
  /** Its other children. */
  inside: Drawn[];
  words: Words[];
  code: Code | null;
}

/** Settled blocks whose place is there already, while they are not. */
interface PutOff {
  parent: Drawn;
  place: Element;
  next: number;
  end: number;
}

/**
 * The blocks of a text on the page. Only what is open is drawn again. Of much that comes at once the end is drawn
 * first: what lies far before it is out of sight, and has its place.
 */
export class Page {
  private readonly drawn: Drawn;
  private readonly putOff: PutOff[] = [];
  /** Words so long that there was no time for all of them. */
  private readonly unfinished = new Map<Words, { text: string; open: boolean }>();
  /** Words that refer to what was not there when they settled. */
  private waiting: { words: Words; text: string }[] = [];

  constructor(
    root: Element,
    document: Block,
    private readonly definitions: Definitions,
  ) {
    this.drawn = {
      block: document,
      kind: 'document',
      node: root,
      settled: 0,
      inside: [],
      words: [],
      code: null,
    };
  }

  /**
   * Draws what changed. Blocks that a line up to `line` closed are settled; `growing` while more may come. Very long
   * words are drawn until there is no more time.
   */
  draw(line: number, growing: boolean, until: number): void {
    this.drawInside(this.drawn, line, growing, until);
    const fresh = this.definitions.takeFresh();
    const ended = !this.definitions.isGrowing;
    if (fresh.size === 0 && !ended) return;
    this.waiting = this.waiting.filter(({ words, text }) => {
      if (words.isMoot(fresh, ended)) {
        words.showAgain(text);
        this.unfinished.delete(words);
      }
      return words.isWaiting || this.unfinished.has(words);
    });
  }

  /** Draws what was put off, from its end on, until there is no more time. Returns whether all of it is drawn. */
  drawRest(until: number): boolean {
    for (const [words, { text, open }] of [...this.unfinished].reverse()) {
      if (performance.now() >= until) return false;
      if (words.isIn(this.drawn.node)) this.show(words, text, open, until);
      else this.unfinished.delete(words);
    }
    for (let place = this.putOff.at(-1); place; place = this.putOff.at(-1)) {
      if (performance.now() >= until) return false;
      const block = place.parent.block.children[place.next] as Block;
      const drawn = begin(block, place.parent, this.definitions);
      place.place.append(drawn.node);
      place.next += 1;
      if (place.next === place.end) this.putOff.pop();
      this.drawBlock(drawn, block.closedBy, false, until);
      this.settle(drawn);
    }
    return this.unfinished.size === 0;
  }

  private show(words: Words | undefined, text: string, open: boolean, until: number): void {
    if (!words) return;
    if (words.show(text, open, until)) this.unfinished.delete(words);
    else this.unfinished.set(words, { text, open });
  }

  private drawInside(parent: Drawn, line: number, growing: boolean, until: number): void {
    const { children } = parent.block;
    while (this.putOffPlace(parent, line));
    for (let index = parent.settled; index < children.length; index++) {
      const block = children[index] as Block;
      const isLast = growing && index === children.length - 1;
      const place = index - parent.settled;
      let drawn = parent.inside[place];
      if (!drawn || drawn.kind !== kindOf(block)) {
        const fresh = begin(block, parent, this.definitions);
        if (drawn) drawn.node.replaceWith(fresh.node);
        else placeFor(parent, index).append(fresh.node);
        parent.inside[place] = drawn = fresh;
      }
      drawn.block = block;
      this.drawBlock(drawn, line, isLast, until);
      if (block.closedBy <= line && place === 0) {
        this.settle(drawn);
        parent.inside.shift();
        parent.settled += 1;
        while (this.putOffPlace(parent, line)) index = parent.settled - 1;
      }
    }
    for (const surplus of parent.inside.splice(children.length - parent.settled))
      removeWithPlace(surplus.node, parent);
  }

  /** Puts off the blocks of the next place, if they are settled and half as many follow. Returns whether it did. */
  private putOffPlace(parent: Drawn, line: number): boolean {
    const { settled: next, inside, block } = parent;
    const places = placesOf(parent);
    if (!places || inside.length > 0 || next < places.first || (next - places.first) % places.size > 0)
      return false;
    const end = next + places.size;
    if (block.children.length < end + places.size / 2 || block.children[end - 1]!.closedBy > line)
      return false;
    this.putOff.push({ parent, place: placeFor(parent, next), next, end });
    parent.settled = end;
    return true;
  }

  private drawBlock(drawn: Drawn, line: number, isLast: boolean, until: number): void {
    const { block, node, words } = drawn;
    const { is } = block;
    switch (is.kind) {
      case 'paragraph':
      case 'heading':
        if (isLast && block.closedBy > line) this.show(words[0], shownSoFar(block.text), true, until);
        else this.show(words[0], block.text, false, until);
        return;
      case 'code':
        drawn.code?.show(block.lines, block.closedBy <= line ? block.lines.length : block.lines.length - 1);
        return;
      case 'math':
        if (block.closedBy <= line) drawMath(node, block.lines, is.close);
        return;
      case 'row':
        is.cells.forEach((cell, index) => this.show(words[index], cell, false, until));
        return;
      case 'list':
        node.toggleAttribute('data-loose', is.loose);
        break;
      case 'table':
        node.toggleAttribute('data-long', block.children.length > LONG_TABLE);
    }
    this.drawInside(drawn, line, isLast, until);
  }

  private settle(drawn: Drawn): void {
    const { is, text } = drawn.block;
    drawn.words.forEach((words, index) => {
      const said = is.kind === 'row' ? (is.cells[index] ?? '') : text;
      if (words.isWaiting || this.unfinished.has(words)) this.waiting.push({ words, text: said });
    });
    drawn.code?.end();
  }
}

/** The last line of a paragraph may yet become the head of a table, and its first a definition. */
function shownSoFar(text: string): string {
  if (/^\[[^\]]*\]:/.test(text)) return '';
  const head = /(?:^|\n)\|[^\n]*$/.exec(text.slice(-LONGEST_HEAD));
  return head ? text.slice(0, -head[0].length) : text;
}

/** What a block is drawn as: if that changes, it is drawn anew. */
function kindOf({ is }: Block): string {
  switch (is.kind) {
    case 'heading':
      return `h${is.level}`;
    case 'list':
      return `list ${is.start}`;
    case 'item':
      return `item ${is.task}`;
    case 'code':
      return `code ${is.info}`;
    case 'note':
      return `note ${is.label}`;
    case 'table':
      return `table ${is.aligns.join()}`;
    default:
      return is.kind;
  }
}

function begin(block: Block, parent: Drawn, definitions: Definitions): Drawn {
  const { is } = block;
  const code = is.kind === 'code' ? new Code(is.info) : null;
  const node = code?.node ?? nodeFor(block, parent);
  const holders =
    is.kind === 'paragraph' || is.kind === 'heading' ? [node] : is.kind === 'row' ? [...node.children] : [];
  const words = holders.map((holder) => new Words(holder, definitions));
  return { block, kind: kindOf(block), node, settled: 0, inside: [], words, code };
}

function nodeFor({ is }: Block, parent: Drawn): Element {
  switch (is.kind) {
    case 'heading':
      return element(`h${is.level}`);
    case 'list': {
      if (is.start === null) return element('ul');
      return element('ol', is.start === 1 ? {} : { start: String(is.start) });
    }
    case 'item': {
      const item = element('li', is.task === null ? {} : { class: 'task' });
      if (is.task !== null)
        item.append(element('input', { type: 'checkbox', disabled: '', ...(is.task && { checked: '' }) }));
      return item;
    }
    case 'quote':
      return element('blockquote');
    case 'rule':
      return element('hr');
    case 'math':
      return element('div', { class: 'formula' });
    case 'note': {
      const note = element('div', {
        class: 'note',
        role: 'doc-footnote',
        'data-label': is.label,
        tabindex: '-1',
      });
      const label = element('sup');
      label.textContent = is.label;
      note.append(label);
      return note;
    }
    case 'table': {
      const holder = element('div', { class: 'table', tabindex: '0' });
      holder.append(element('table'));
      return holder;
    }
    case 'row': {
      const table = parent.block.is;
      const aligns = table.kind === 'table' ? table.aligns : [];
      const isHead = parent.settled + parent.inside.length === 0;
      const row = element('tr');
      for (const align of aligns)
        row.append(element(isHead ? 'th' : 'td', align ? { 'data-align': align } : {}));
      return row;
    }
    default:
      return element('p');
  }
}

/** What the children of a block stand in, several together; nothing where they stand in the block itself. */
function placesOf({ block: { is } }: Drawn): typeof SECTION | null {
  if (is.kind === 'document') return SECTION;
  return is.kind === 'table' ? BODY : null;
}

/** What a child is added to: a section of the text, a body of a table, or the block itself. */
function placeFor(parent: Drawn, index: number): Element {
  const places = placesOf(parent);
  if (!places) return parent.node;
  const holder = parent.block.is.kind === 'table' ? (parent.node.firstElementChild as Element) : parent.node;
  if (index < places.first) return holder.appendChild(element('thead'));
  if ((index - places.first) % places.size === 0) return holder.appendChild(element(places.tag));
  return holder.lastElementChild as Element;
}

function removeWithPlace(node: Element, parent: Drawn): void {
  const place = node.parentElement;
  node.remove();
  if (placesOf(parent) && place?.childElementCount === 0) place.remove();
}

function drawMath(node: Element, lines: readonly string[], close: string): void {
  if (node.childElementCount > 0) return;
  node.append(formula({ tex: texOf(lines, close), display: true, source: lines.join('\n') }));
}
