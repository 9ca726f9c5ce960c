import type { Effort, Thinking, ThinkingMode } from '../../contract';
import { t } from '../../messages/messages.svelte';

export const EFFORTS: readonly Effort[] = ['low', 'medium', 'high'];

/** Budgets that are offered, in tokens; any other can be written. */
export const BUDGETS: readonly number[] = [1024, 4096, 16_384];

/** How hard a model is to think, in a word or two; `null` is as it likes. */
export function thinkingName(thinking: Thinking | null): string {
  if (thinking === null) return t('thinking.default');
  switch (thinking.mode) {
    case 'budget':
      return t('thinking.budget', { n: thinking.tokens });
    case 'effort':
      return t(`thinking.${thinking.level}`);
    default:
      return t(`thinking.${thinking.mode}`);
  }
}

/** The ways of thinking that can be chosen at once, where these modes are offered. */
export function thinkingChoices(offered: readonly ThinkingMode[]): (Thinking | null)[] {
  return [
    null,
    ...offered.flatMap((mode): Thinking[] => {
      if (mode === 'budget') return BUDGETS.map((tokens) => ({ mode, tokens }));
      if (mode === 'effort') return EFFORTS.map((level) => ({ mode, level }));
      return [{ mode }];
    }),
  ];
}

export function isSameThinking(one: Thinking | null, other: Thinking | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
