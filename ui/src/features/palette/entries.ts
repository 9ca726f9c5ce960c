import { t } from '../../messages/messages.svelte';
import type { ListGroup, ListOption } from '../../shared/SearchList.svelte';
import { distance, hasWords } from './match';

const KINDS = ['action', 'conversation', 'model', 'setting'] as const;

/** Something that can be chosen in the palette. */
export interface Entry {
  /** It stays the same, so that it is known again the next time. */
  id: string;
  kind: (typeof KINDS)[number];
  text: string;
  /** What tells it from others of that name. */
  detail?: string;
  /** Further words that it is found by. */
  also?: string;
  /** The keys of its shortcut. */
  keys?: readonly string[];
  run: () => void;
}

/** An entry in the list. */
export interface EntryOption extends ListOption {
  entry: Entry;
}

type Group = ListGroup<EntryOption>;

interface Found {
  entry: Entry;
  far: number;
}

/** The entries that a search finds: what was chosen lately first, then by kind, the nearest kind and entry first. */
export function entryGroups(entries: readonly Entry[], search: string, recent: readonly string[]): Group[] {
  const found = entries.flatMap((entry): Found[] => {
    const far = distanceOf(entry, search);
    return far === null ? [] : [{ entry, far }];
  });
  const lately = recent.flatMap((id) => found.filter(({ entry }) => entry.id === id));
  const rest = found.filter((one) => !lately.includes(one));
  const kinds = KINDS.map((kind) => ({ kind, found: rest.filter(({ entry }) => entry.kind === kind) }));
  return [
    group('recent', lately),
    ...kinds
      .toSorted((a, b) => nearest(a.found) - nearest(b.found))
      .map(({ kind, found }) => group(kind, found)),
  ];
}

/** Farther than whatever is found by its own name. */
const BY_OTHER_WORDS = 100;

function distanceOf({ text, detail, also }: Entry, search: string): number | null {
  const isToldBy = () => hasWords([text, detail, also].join(' '), search);
  return distance(text, search) ?? (isToldBy() ? BY_OTHER_WORDS : null);
}

const nearest = (found: readonly Found[]) => Math.min(...found.map(({ far }) => far), Infinity);

function group(id: 'recent' | Entry['kind'], found: readonly Found[]): Group {
  const options = found
    .toSorted((a, b) => (id === 'recent' ? 0 : a.far - b.far))
    .map(({ entry }) => ({ id: entry.id, chosen: false, entry }));
  return { id, name: t(`palette.${id}`), options, note: null };
}
