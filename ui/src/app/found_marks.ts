import type { FoundInMessage, Part, RecordId } from '../contract';
import type { Match } from '../features/find/find.svelte';
import { aligned } from '../shared/alignment';
import { DrawnText } from '../shared/drawn_text';
import { mark } from '../shared/marks';
import { occurrences } from '../shared/occurrences';

/** A message that is drawn. */
export interface Drawn {
  element: HTMLElement;
  parts: readonly Part[];
}

interface Found {
  text: string;
  found: readonly FoundInMessage[];
  here: Match | null;
}

/** What is marked on the page of what was found in a conversation, as far as that is drawn. */
export class FoundMarks {
  /** Where on the page the place is that is looked at. */
  here: Range | null = null;

  #text = '';
  #known = new Map<RecordId, { element: HTMLElement; count: number; ranges: (Range | null)[] }>();

  /** Marks everything that was found; what is drawn of `growing` is read anew. */
  draw({ text, found, here }: Found, drawn: ReadonlyMap<RecordId, Drawn>, growing: RecordId | null): void {
    if (text !== this.#text) this.#known.clear();
    this.#text = text;
    if (growing !== null) this.forget(growing);
    const all: Range[] = [];
    this.here = null;
    for (const one of found) {
      const message = drawn.get(one.message);
      if (!message) continue;
      const ranges = this.#rangesOf(one, message, text);
      if (here?.message === one.message) this.here = nearest(ranges, here.nth);
      all.push(...ranges.filter((range) => range !== null));
    }
    mark('found', all);
    mark('found-here', this.here ? [this.here] : []);
  }

  /** What is drawn of a message is read anew with the next drawing. */
  forget(message: RecordId): void {
    this.#known.delete(message);
  }

  leave(): void {
    this.#known.clear();
    this.here = null;
  }

  #rangesOf(found: FoundInMessage, { element, parts }: Drawn, text: string): (Range | null)[] {
    const known = this.#known.get(found.message);
    if (known?.element === element && known.count === found.ranges.length) return known.ranges;
    const drawn = new DrawnText(element.querySelectorAll('[data-words]'));
    const shown = occurrences(drawn.text, text);
    const places = aligned(textOf(parts), found.ranges, drawn.text, shown);
    const ranges = places.map((place) => (place === null ? null : drawn.range(shown[place]!)));
    this.#known.set(found.message, { element, count: found.ranges.length, ranges });
    return ranges;
  }
}

/** The text of a message in which it is found: its text parts, one after the other. */
export function textOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
}

/** The place, or where it is not drawn (the address of a link), the one before it. */
function nearest(ranges: readonly (Range | null)[], nth: number): Range | null {
  return ranges[nth] ?? ranges.slice(0, nth).findLast((range) => range !== null) ?? null;
}
