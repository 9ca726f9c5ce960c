/** A place in a line, in characters and in columns: where structure is decided, a tab ends at every fourth column. */
export class Cursor {
  private pos = 0;
  private column = 0;
  /** Whether a part of the tab at `pos` was taken. */
  private inTab = false;

  constructor(private readonly line: string) {}

  /** How many columns of white space come next. */
  get indent(): number {
    let column = this.column;
    for (let i = this.pos; ; i++) {
      const character = this.line.charCodeAt(i);
      if (character === SPACE) column += 1;
      else if (character === TAB) column += TAB_STOP - (column % TAB_STOP);
      else return column - this.column;
    }
  }

  /** What stands behind the white space that comes next. */
  get words(): string {
    return this.line.slice(this.start());
  }

  get isBlank(): boolean {
    return this.start() === this.line.length;
  }

  /** All that comes next; a tab of which a part was taken is the spaces that are left of it. */
  get rest(): string {
    if (!this.inTab) return this.line.slice(this.pos);
    return ' '.repeat(TAB_STOP - (this.column % TAB_STOP)) + this.line.slice(this.pos + 1);
  }

  /** Takes at most so many columns of white space. */
  skip(columns: number): void {
    for (let left = columns; left > 0;) {
      const character = this.line.charCodeAt(this.pos);
      if (character !== SPACE && character !== TAB) return;
      const width = character === TAB ? TAB_STOP - (this.column % TAB_STOP) : 1;
      const taken = Math.min(width, left);
      this.column += taken;
      left -= taken;
      this.inTab = taken < width;
      if (!this.inTab) this.pos += 1;
    }
  }

  /** Takes the white space that comes next, and so many characters behind it. */
  take(characters: number): void {
    this.skip(this.indent);
    this.pos += characters;
    this.column += characters;
  }

  private start(): number {
    let start = this.pos;
    while (this.line.charCodeAt(start) === SPACE || this.line.charCodeAt(start) === TAB) start += 1;
    return start;
  }
}

const SPACE = 32;
const TAB = 9;
const TAB_STOP = 4;
