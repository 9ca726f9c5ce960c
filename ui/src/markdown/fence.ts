/**
 * A block of code that is still being written, and lies on the page as one text node. Lines are added to
 * that node; the block is parsed again only when a line may close it.
 */
export class OpenFence {
  /** Newlines that are not shown yet, because those at the end of a block never are. */
  private newlines: string;
  /** The last line, as far as it is there. */
  private line: string;
  private readonly close: RegExp;

  private constructor(
    private readonly text: Text,
    fence: string,
    body: string,
  ) {
    this.close = new RegExp(`^ {0,3}${fence.charAt(0)}{3,}`, 'm');
    this.newlines = /\n*$/.exec(body)?.[0] ?? '';
    this.line = body.slice(body.lastIndexOf('\n') + 1);
  }

  /** The block that `source` is, if it is one and open: `text` is its node. */
  static in(source: string, text: Text): OpenFence | undefined {
    const opening = /^(`{3,}|~{3,})[^\n]*\n/.exec(source);
    if (!opening?.[1]) return undefined;
    const body = source.slice(opening[0].length);
    const fence = new OpenFence(text, opening[1], body);
    return fence.close.test(body) ? undefined : fence;
  }

  /** Shows what comes next. `false`: nothing was shown, because the block may be closed by it. */
  append(more: string): boolean {
    const line = this.line + more;
    if (this.close.test(line)) return false;
    this.line = line.slice(line.lastIndexOf('\n') + 1);

    const words = (this.newlines + more).replace(/\n+$/, '');
    this.newlines = (this.newlines + more).slice(words.length);
    if (words !== '') this.text.appendData(words);
    return true;
  }
}
