import { continues } from './continues';
import { BlockParser } from './blocks';
import { Definitions } from './definitions';
import { Page } from './page';
import { isUndecided } from './unfinished';

/** After so many lines it is looked whether there is time for more. */
const AT_ONCE = 32;

/**
 * A text on the page, while it grows. A line that is whole is read once; what it closed is built once and never
 * looked at again. What is drawn again is the line that grows and the blocks that are open around it.
 */
export class MarkdownStream {
  /** The whole text, as it came. */
  private text = '';
  /** More may come behind it. */
  private open = true;
  /** What of it was not read yet. */
  private unread = '';
  /** What stands behind the last line end that was read. */
  private line = '';
  /** Whether its end is on the page as it is. */
  private drawn = true;
  private ended = false;
  private takeBack: (() => void) | null = null;
  private definitions!: Definitions;
  private parser!: BlockParser;
  private page!: Page;

  constructor(private readonly root: Element) {
    this.clear();
  }

  /** Shows a text, all of it at once; one that continues the last one costs only what it adds. */
  show(text: string, open: boolean): void {
    this.take(text, open);
    this.advance(Infinity);
  }

  /** Takes a text in, without showing it yet; `open` while more may come. */
  take(text: string, open: boolean): void {
    if (this.ended ? text !== this.text : !continues(text, this.text)) this.clear();
    if (this.ended) return;
    this.unread += normalized(text.slice(this.text.length), this.text.endsWith('\r'));
    this.text = text;
    this.open = open;
    this.drawn = false;
  }

  /**
   * Shows what was taken in: its end first, and what lies far before it as long as there is time, which ends at
   * `until` (as `performance.now()` tells it). Returns whether all of it is on the page.
   */
  advance(until: number): boolean {
    if (!this.read(until)) return false;
    if (!this.drawn) {
      if (this.open) this.drawOpen(until);
      else this.end(until);
      this.drawn = true;
    }
    return this.page.drawRest(until);
  }

  /** Reads whole lines. Returns whether all were read. */
  private read(until: number): boolean {
    if (this.unread === '') return true;
    this.takeBack?.();
    this.takeBack = null;
    const { unread } = this;
    let start = 0;
    for (let count = 1; ; count++) {
      const end = unread.indexOf('\n', start);
      if (end < 0) break;
      this.parser.line(this.line + unread.slice(start, end));
      this.line = '';
      start = end + 1;
      if (count % AT_ONCE > 0 || performance.now() < until) continue;
      this.unread = unread.slice(start);
      return false;
    }
    this.line += unread.slice(start);
    this.unread = '';
    return true;
  }

  private drawOpen(until: number): void {
    this.takeBack?.();
    this.takeBack = null;
    const { lineNumber } = this.parser;
    if (this.line !== '' && !this.isHeldBack()) this.takeBack = this.parser.tryLine(this.line);
    this.page.draw(lineNumber, true, until);
  }

  private end(until: number): void {
    this.takeBack?.();
    this.takeBack = null;
    if (this.line !== '') this.parser.line(this.line);
    this.parser.end();
    this.definitions.end();
    this.page.draw(this.parser.lineNumber, false, until);
    this.ended = true;
  }

  /** Whether the line that grows cannot be shown yet: it may be the end of the code around it, or no words. */
  private isHeldBack(): boolean {
    const { is } = this.parser.tip;
    if (is.kind === 'math') return true;
    if (is.kind !== 'code' || !is.fence) return isUndecided(this.line);
    return /^[\s>]*(?:`*|~*)[ \t]*$/.test(this.line);
  }

  private clear(): void {
    this.text = '';
    this.unread = '';
    this.line = '';
    this.ended = false;
    this.takeBack = null;
    this.root.replaceChildren();
    this.definitions = new Definitions();
    this.parser = new BlockParser(this.definitions);
    this.page = new Page(this.root, this.parser.document, this.definitions);
  }
}

/** Every line end as `\n`; one that was cut between its two characters was already given. */
function normalized(text: string, afterReturn: boolean): string {
  const rest = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
  return rest.replace(/\r\n?/g, '\n');
}
