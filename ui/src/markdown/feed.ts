import { inSlices, sliceEnd } from './slices';
import type { MarkdownStream } from './stream';

/** Shows a short text at once, and a long one over several frames, its end first. */
export class Feed {
  /** Calls off what is still to be shown; `null` when all is. */
  private callOff: (() => void) | null = null;

  constructor(private readonly stream: MarkdownStream) {}

  /** Shows a text; `open` while more may come. */
  show(text: string, open: boolean): void {
    this.stream.take(text, open);
    if (this.stream.advance(sliceEnd())) this.stop();
    else this.callOff ??= inSlices((until) => this.goOn(until));
  }

  stop(): void {
    this.callOff?.();
    this.callOff = null;
  }

  private goOn(until: number): boolean {
    const isAll = this.stream.advance(until);
    if (isAll) this.callOff = null;
    return isAll;
  }
}
