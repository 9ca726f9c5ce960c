import type { Violation } from '../contract';

/** What is wrong with each value, by its JSON pointer. */
export function remarksOf(violations: readonly Violation[]): ReadonlyMap<string, string[]> {
  const remarks = new Map<string, string[]>();
  for (const { path, message } of violations) remarks.set(path, [...(remarks.get(path) ?? []), message]);
  return remarks;
}
