import type { FoundInMessage, RecordId, TextRange } from '../../contract';

/** One place that was found. */
export interface Match {
  message: RecordId;
  /** Which of the places in its message, from 0. */
  nth: number;
}

/** The messages that are looked through, in the order in which they are read. */
export interface Looked {
  /** Finds a text in what is kept of them. */
  ask: (text: string) => Promise<FoundInMessage[]>;
  /** Where a message stands; -1 where it is so far up that it was not read yet. */
  placeOf: (message: RecordId) => number;
  /** The first message that is seen. */
  firstSeen: () => RecordId | null;
}

/** Looking for a text in the conversation that is read. */
export class Find {
  text = $state.raw('');
  /** What was found, by message, in the order in which they are read. */
  found = $state.raw<readonly FoundInMessage[]>([]);
  /** The place that is looked at. */
  here = $state.raw<Match | null>(null);
  /** Why it could not be looked for. */
  error = $state.raw<unknown>(null);

  readonly matches = $derived(
    this.found.flatMap(({ message, ranges }) => ranges.map((_, nth): Match => ({ message, nth }))),
  );
  /** The number of the place that is looked at, from 1; 0 where there is none. */
  readonly number = $derived(this.matches.findIndex((match) => isSame(match, this.here)) + 1);

  #looked: Looked;
  #asked = 0;
  #kept: readonly FoundInMessage[] = [];
  #growing: FoundInMessage | null = null;

  constructor(looked: Looked) {
    this.#looked = looked;
  }

  /** Looks for another text. */
  async look(text: string): Promise<void> {
    this.text = text;
    if (text === '') this.#growing = null;
    await this.again();
  }

  /** Looks for the same again, in a conversation that has changed. */
  async again(): Promise<void> {
    const asked = ++this.#asked;
    let found: FoundInMessage[] = [];
    try {
      if (this.text !== '') found = await this.#looked.ask(this.text);
      if (asked !== this.#asked) return;
      this.error = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.error = error;
    }
    this.#kept = found;
    this.#show();
  }

  /** What of the text is in an answer that is still growing, and not kept yet. */
  grows(message: RecordId, ranges: TextRange[]): void {
    if (this.#growing?.message === message && this.#growing.ranges.length === ranges.length) return;
    this.#growing = { message, ranges };
    this.#show();
  }

  /** Goes to the place after or before the one that is looked at, around the end. */
  step(way: 1 | -1): void {
    const { length } = this.matches;
    if (length === 0) return;
    const from = this.number === 0 && way < 0 ? 0 : this.number - 1;
    this.here = this.matches[(from + way + length) % length]!;
  }

  #show(): void {
    const growing = this.#growing;
    const isKept = this.#kept.some(({ message }) => message === growing?.message);
    const all = growing && !isKept && growing.ranges.length > 0 ? [...this.#kept, growing] : this.#kept;
    this.found = all;
    if (this.number > 0) return;
    const from = this.#looked.placeOf(this.here?.message ?? this.#looked.firstSeen() ?? '');
    this.here =
      this.matches.find(({ message }) => this.#looked.placeOf(message) >= from) ??
      this.matches.at(-1) ??
      null;
  }
}

function isSame(one: Match, other: Match | null): boolean {
  return one.message === other?.message && one.nth === other.nth;
}
