import type { KeyStatus, ProviderView } from '../../contract';

export const GROUPS = ['cloud', 'local', 'own'] as const;
export type Group = (typeof GROUPS)[number];

/** Where a provider stands in the list. */
export function groupOf({ place, own }: ProviderView): Group {
  if (own || place === 'custom') return 'own';
  return place === 'local' ? 'local' : 'cloud';
}

/** Whether a key can be set for it: all but the programs of this computer that are known to want none. */
export function takesKey({ place, own }: ProviderView): boolean {
  return place !== 'local' || own;
}

/** Whether its key is set, or it is on this computer and does well without. */
export function stateOf(
  provider: ProviderView,
  status: KeyStatus | undefined,
): 'set' | 'environment' | 'local' | 'none' {
  const kept = status?.kept ?? 'nowhere';
  if (kept === 'environment') return 'environment';
  if (kept !== 'nowhere') return 'set';
  return provider.place === 'local' ? 'local' : 'none';
}

/** Whether every word of a search is in what a provider is called, in either language. */
export function isNamed({ id, name_en, name_zh }: ProviderView, search: string): boolean {
  const text = `${id} ${name_en} ${name_zh}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
