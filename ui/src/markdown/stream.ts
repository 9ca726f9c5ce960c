import { continues } from './continues';
import { BlockParser } from './blocks';
import { Definitions } from './definitions';
import { Page } from './page';
import { isUndecided } from './unfinished';

/**
 * A text on the page, while it grows. A line that is whole is read once; what it closed is built once and never
 * looked at again. What is drawn again is the line that grows and the blocks that are open around it.
 */
export class MarkdownStream {
  /** The whole text, as it came. */
  private text = '';
  /** What stands behind its last line end. */
  private line = '';
  private ended = false;
  private takeBack: (() => void) | null = null;
  private definitions!: Definitions;
  private parser!: BlockParser;
  private page!: Page;

  constructor(private readonly root: Element) {
    this.clear();
  }

  /** Shows a text; one that continues the last one costs only what it adds. `open` while more may come. */
  show(text: string, open: boolean): void {
    if (this.ended ? text !== this.text : !continues(text, this.text)) this.clear();
    if (this.ended) return;
    this.takeBack?.();
    this.takeBack = null;
    const more = normalized(text.slice(this.text.length), this.text.endsWith('\r'));
    this.text = text;
    const [end = '', ...lines] = more.split('\n');
    this.line += end;
    for (const line of lines) {
      this.parser.line(this.line);
      this.line = line;
    }
    if (open) this.drawOpen();
    else this.end();
  }

  private drawOpen(): void {
    const { lineNumber } = this.parser;
    if (this.line !== '' && !this.isHeldBack()) this.takeBack = this.parser.tryLine(this.line);
    this.page.draw(lineNumber, true);
  }

  private end(): void {
    if (this.line !== '') this.parser.line(this.line);
    this.parser.end();
    this.definitions.end();
    this.page.draw(this.parser.lineNumber, false);
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
