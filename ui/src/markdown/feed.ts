import { continues } from './continues';
import type { MarkdownStream } from './stream';

/** So many characters are shown at once, whatever they cost. */
const LEAST = 2_048;
/** What is shown at once should take about this long, in milliseconds, so that frames go on and keys are answered. */
const SLICE = 6;

/** Shows a long text over several frames, and a short one at once. */
export class Feed {
  private text = '';
  private open = false;
  private shown = 0;
  private slice = 4 * LEAST;
  private frame = 0;

  constructor(private readonly stream: MarkdownStream) {}

  /** Shows a text; `open` while more may come. */
  show(text: string, open: boolean): void {
    if (!continues(text, this.text)) this.shown = 0;
    this.text = text;
    this.open = open;
    if (this.frame === 0) this.showSlice();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  private showSlice(): void {
    this.frame = 0;
    const end = Math.min(this.shown + this.slice, this.text.length);
    const isAll = end === this.text.length;
    const began = performance.now();
    this.stream.show(isAll ? this.text : this.text.slice(0, end), this.open || !isAll);
    const took = performance.now() - began;
    // A slice that was cut short by the end of the text says nothing about slices.
    if (end - this.shown === this.slice)
      this.slice = Math.max(LEAST, Math.round(this.slice * Math.min(SLICE / took, 2)));
    this.shown = end;
    if (!isAll) this.frame = requestAnimationFrame(() => this.showSlice());
  }
}
