import { continues } from './continues';
import { Definitions } from './definitions';
import { shapesOf, type Shape } from './inline';
import { element } from './node';
import { update, type Piece } from './pieces';
import { closed } from './unfinished';

/** Words are looked at anew as they grow, in pieces of about this many characters; the pieces before it are not. */
const SEGMENT = 1_024;
/** Very long words stand in stretches of about so many characters, which are laid out only where they are seen. */
const STRETCH = 16_384;
/** However they are entangled, words longer than this are cut. */
const LONGEST = 4_096;

/** The words of one paragraph, heading or cell on the page. */
export class Words {
  private settled = '';
  private pieces: Piece[] = [];
  /** What the pieces stand in, and where it begins. */
  private holder: Element;
  private begins = 0;
  /** Where the next cut was looked for in vain. */
  private tried = 0;
  private missed = new Map<string, boolean>();

  constructor(
    private readonly node: Element,
    private readonly definitions: Definitions,
  ) {
    this.holder = node;
  }

  /** Whether they stand in this element. */
  isIn(root: Element): boolean {
    return root.contains(this.node);
  }

  /** Whether something in them refers to what is not there. */
  get isWaiting(): boolean {
    return this.missed.size > 0;
  }

  /** Whether they would look otherwise with these definitions, or with the knowledge that no more come. */
  isMoot(fresh: ReadonlySet<string>, ended: boolean): boolean {
    return [...this.missed].some(([key, isAssumed]) => fresh.has(key) || (ended && isAssumed));
  }

  /** Shows them, `open` while they may grow, until there is no more time. Returns whether all are shown. */
  show(text: string, open: boolean, until: number): boolean {
    if (!continues(text, this.settled)) this.clear();
    for (let end = this.cut(text); end > 0; end = this.cut(text)) {
      this.draw(text.slice(this.settled.length, end));
      this.pieces = [];
      this.settled = text.slice(0, end);
      if (end - this.begins >= STRETCH) this.beginStretch(end);
      if (performance.now() >= until) return false;
    }
    const tail = text.slice(this.settled.length);
    this.draw(open ? closed(tail) : tail);
    return true;
  }

  /** Shows them from the beginning, with definitions that came later. */
  showAgain(text: string): void {
    this.clear();
    this.show(text, false, Infinity);
  }

  private beginStretch(start: number): void {
    this.holder = this.node.appendChild(element('span', { class: 'stretch' }));
    this.begins = start;
  }

  private clear(): void {
    this.settled = '';
    this.pieces = [];
    this.holder = this.node;
    this.begins = 0;
    this.tried = 0;
    this.missed = new Map();
    this.node.replaceChildren();
  }

  private draw(text: string): void {
    let shapes: Shape[] = [];
    const missed = this.definitions.asking(() => (shapes = shapesOf(text, this.definitions)));
    for (const [key, isAssumed] of missed) this.missed.set(key, isAssumed);
    update(this.holder, this.pieces, shapes);
  }

  /**
   * Where the next piece ends; 0 where it does not end yet. It depends on nothing but the text before it, so
   * that words are cut alike however they came.
   */
  private cut(text: string): number {
    const start = this.settled.length;
    while (text.length > start + Math.max(SEGMENT, this.tried) + 1) {
      const end = wordEnd(text, start + Math.max(SEGMENT, this.tried), start + LONGEST);
      if (end < 0) return 0;
      if (end >= start + LONGEST || isWhole(text.slice(start, end))) {
        this.tried = 0;
        return end;
      }
      this.tried = end - start + SEGMENT;
    }
    return 0;
  }
}

/** The end of the first word at or after `from`; `last` if there is none before it; -1 while that is not known. */
function wordEnd(text: string, from: number, last: number): number {
  const gap = /(?<=[\p{L}\p{N}])[ \n](?=[\p{L}\p{N}])/gu;
  gap.lastIndex = from;
  const found = gap.exec(text.slice(0, last + 1))?.index ?? -1;
  if (found >= 0) return found;
  if (text.length <= last + 1) return -1;
  return /[\udc00-\udfff]/.test(text.charAt(last)) ? last + 1 : last;
}

const NOTHING = new Definitions();
NOTHING.end();

/** Whether nothing in these words waits for a mark that may come behind them. */
function isWhole(text: string): boolean {
  const waits = (shape: Shape): boolean =>
    shape.kind === 'text'
      ? /[[\]`<*_~$\\]/.test(shape.text)
      : shape.kind === 'element' && shape.tag !== 'code' && shape.inside.some(waits);
  return !shapesOf(text, NOTHING).some(waits);
}
