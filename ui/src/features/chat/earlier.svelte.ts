import { tick, untrack } from 'svelte';

import type { Part } from '../../contract';
import { allDrawn } from '../../markdown/late';
import { whenNear } from '../../shared/near';
import { wordsOf } from './parts';

/** How many more are drawn when the reader comes near the first of them; a conversation of so many is drawn whole. */
const AT_ONCE = 20;

/** Of a longer one so many lines are drawn at first: what is not seen then would only keep the reader waiting. */
const SCREEN = 60;
/** How many letters a line has, and how many lines there are around the words of a message: roughly. */
const LINE = 80;
const AROUND = 3;

/** How many messages are drawn before one that is gone to. */
const LEADING = 4;

interface Drawable {
  readonly id: string;
  readonly parts: readonly Part[];
}

/** What has messages, and more before them that are read when they are looked for. */
interface Source {
  readonly messages: readonly Drawable[];
  readonly earlier: number;
  /** Reads some more of them; where a message is named, all from that on. */
  readEarlier: (from?: string) => Promise<void>;
}

/**
 * The end of a long conversation, and as much before it as has been looked for. What nobody has looked for is
 * neither read nor drawn: a conversation opens as fast, and takes as little memory, however long it is. Who goes far up
 * finds what is around the place, and not all that is between it and the end.
 */
export class Earlier {
  #start = $state.raw(0);
  /** Where those begin that are not drawn behind the drawn ones. */
  #end = $state.raw<number>();
  #source: Source | null = $state.raw(null);
  #first: string | undefined;

  /** How many of the messages that were read are not drawn. */
  get undrawn(): number {
    return this.#start;
  }

  /** Where those begin, of the messages that were read, that are not drawn behind the drawn ones. */
  get end(): number | undefined {
    return this.#end;
  }

  /** How many messages before the drawn ones there are. */
  get hidden(): number {
    return this.#start + (this.#source?.earlier ?? 0);
  }

  /** Takes note of what messages there are now. */
  count(source: Source): void {
    const { messages } = source;
    const end = lastScreen(messages);
    // What was read meanwhile came before the first one.
    const first = messages.findIndex(({ id }) => id === this.#first);
    const isKnown = source === this.#source && first >= 0;
    this.#start = isKnown ? Math.min(this.#start + first, end) : end;
    this.#endAt(isKnown && this.#end !== undefined ? this.#end + first : messages.length, messages.length);
    this.#source = source;
    this.#first = messages[0]?.id;
  }

  /** Draws more. */
  async show(count = AT_ONCE): Promise<void> {
    const source = this.#source;
    if (this.hidden === 0 || !source) return;
    if (this.#start < count && source.earlier > 0) {
      await source.readEarlier();
      this.count(source);
    }
    this.#start = Math.max(this.#start - count, 0);
    await tick();
  }

  /** Draws more of what comes behind. */
  async showLater(): Promise<void> {
    if (this.#end !== undefined) this.#endAt(this.#end + AT_ONCE, this.#source?.messages.length ?? 0);
    await tick();
  }

  /** Draws the end again, where something far from it was gone to. */
  async showEnd(): Promise<void> {
    if (this.#end === undefined) return;
    const messages = this.#source?.messages ?? [];
    this.#start = lastScreen(messages);
    this.#endAt(messages.length, messages.length);
    await tick();
  }

  /** Draws a message and what is around it, however far up it is; tells whether it is there. */
  async reach(message: string): Promise<boolean> {
    const source = this.#source;
    if (!source) return false;
    const placeOf = () => source.messages.findIndex(({ id }) => id === message);
    if (placeOf() < 0 && source.earlier > 0) await source.readEarlier(message);
    this.count(source);
    const place = placeOf();
    if (place < 0) return false;
    const { length } = source.messages;
    const isDrawn = place >= this.#start && place < (this.#end ?? length);
    if (!isDrawn) {
      const isNear = place < this.#start && this.#start - place <= AT_ONCE;
      this.#start = Math.max(place - LEADING, 0);
      if (!isNear) this.#endAt(place + AT_ONCE, length);
    }
    await tick();
    return true;
  }

  #endAt(end: number, length: number): void {
    this.#end = end < length ? end : undefined;
  }

  /**
   * Attaches to what stands before the first message that is drawn. What is there is drawn to its end before more
   * comes: only then it is known whether the reader is near.
   */
  edge = (element: HTMLElement) => {
    let leave: (() => void) | undefined;
    let isThere = true;
    void allDrawn().then(() => {
      if (isThere) leave = whenNear(element, '100% 0px 0px', () => void this.show());
    });
    return () => {
      isThere = false;
      leave?.();
    };
  };

  /** Attaches to what stands behind the last message that is drawn. */
  laterEdge = (element: HTMLElement) => whenNear(element, '0px 0px 100%', () => void this.showLater());
}

/** Where the last screen of these messages begins. One that grows moves nothing. */
function lastScreen(messages: readonly Drawable[]): number {
  let start = messages.length > AT_ONCE ? messages.length : 0;
  for (let lines = 0; start > 0 && lines < SCREEN; start--) {
    lines += untrack(() => linesOf(messages[start - 1]!));
  }
  return start;
}

function linesOf({ parts }: Drawable): number {
  const lines = wordsOf(parts).split('\n', SCREEN);
  return lines.reduce((sum, line) => sum + Math.max(Math.ceil(line.length / LINE), 1), AROUND);
}
