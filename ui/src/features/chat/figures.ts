import type { Answer, Cost } from '../../contract';
import { numberFormat } from '../../messages/formats';
import { language, t } from '../../messages/messages.svelte';

/** What an answer used and how long it took, in short phrases; what is not known is left out. */
export function figuresOf({ usage, timing, cost }: Answer): string[] {
  const figures: string[] = [];
  const { first_token_ms: firstToken, total_ms: total } = timing;
  if (usage?.prompt_tokens != null) figures.push(t('chat.tokens_in', { n: usage.prompt_tokens }));
  if (usage?.cached_tokens) figures.push(t('chat.tokens_cached', { n: usage.cached_tokens }));
  if (usage?.completion_tokens != null) figures.push(t('chat.tokens_out', { n: usage.completion_tokens }));
  if (usage?.reasoning_tokens) figures.push(t('chat.tokens_reasoning', { n: usage.reasoning_tokens }));
  if (firstToken !== null) {
    figures.push(
      t('chat.first_token', { seconds: (firstToken / 1000).toFixed(firstToken < 10_000 ? 2 : 0) }),
    );
  }
  const speed = tokensPerSecond(usage?.completion_tokens ?? null, firstToken, total);
  if (speed !== null) figures.push(t('chat.speed', { n: speed }));
  if (cost) figures.push(costText(cost));
  return figures;
}

/** Less than this is told by its digits, more by its hundredths. */
const SMALL = 0.1;

/** What an answer cost, as the reader's language writes amounts. */
export function costText({ amount, currency }: Cost): string {
  const digits =
    amount < SMALL
      ? { minimumFractionDigits: 0, maximumSignificantDigits: 2 }
      : { minimumFractionDigits: 2, maximumFractionDigits: 3 };
  try {
    return numberFormat(language(), { style: 'currency', currency, ...digits }).format(amount);
  } catch {
    // A vendor that counts in units of its own.
    return `${numberFormat(language(), digits).format(amount)} ${currency}`;
  }
}

/** What came within less than this, in milliseconds, came at once: its speed says nothing. */
const AT_ONCE = 200;

/** How fast an answer came once it came; `null` where that is not known. */
export function tokensPerSecond(
  tokens: number | null,
  firstTokenMs: number | null,
  totalMs: number | null,
): number | null {
  if (tokens === null || firstTokenMs === null || totalMs === null) return null;
  const took = totalMs - firstTokenMs;
  return took < AT_ONCE ? null : Math.round((tokens * 1000) / took);
}
