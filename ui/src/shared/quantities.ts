import type { PriceView } from '../contract';
import { dateFormat, numberFormat } from '../messages/formats';
import { language, t } from '../messages/messages.svelte';

const BYTES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** So many bytes in short, in powers of a thousand as disks and Ollama count them. */
export function byteText(bytes: number): string {
  const power = Math.min(BYTES.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const maximumFractionDigits = power < 3 ? 0 : 1;
  const number = numberFormat(language(), { maximumFractionDigits });
  return `${number.format(bytes / 1000 ** power)} ${BYTES[power]}`;
}

/** So many tokens in short. Contexts are powers of two as often as of ten: both are told by their round name. */
export function tokenText(tokens: number): string {
  const base = tokens % 1000 !== 0 && tokens % 1024 === 0 ? 1024 : 1000;
  const number = numberFormat(language(), { maximumFractionDigits: 1 });
  if (tokens >= base * base) return `${number.format(tokens / base / base)}M`;
  return tokens < base ? number.format(tokens) : `${number.format(Math.round(tokens / base))}K`;
}

/** An amount of money as short as it can be told. */
function amountText(amount: number, currency: string): string {
  const digits = { minimumFractionDigits: 0, maximumFractionDigits: 4 };
  try {
    const style = { style: 'currency', currencyDisplay: 'narrowSymbol', currency, ...digits } as const;
    return numberFormat(language(), style).format(amount);
  } catch {
    // A vendor that counts in units of its own.
    return `${numberFormat(language(), digits).format(amount)} ${currency}`;
  }
}

/** What a million tokens cost, sent and received. */
export function priceText({ input, output, currency }: PriceView): string {
  if (input === 0 && output === 0) return t('models.free');
  return t('models.price', { input: amountText(input, currency), output: amountText(output, currency) });
}

/** All that is known of a price: of what, what it is for tokens the provider has seen before, and of which day. */
export function priceInFull(price: PriceView): string {
  const { cached, currency, read } = price;
  const parts = [t('models.per_million', { price: priceText(price) })];
  if (cached !== null) parts.push(t('models.price_cached', { cached: amountText(cached, currency) }));
  parts.push(read === null ? t('models.price_listed') : t('models.price_read', { day: dayText(read) }));
  return parts.join(language() === 'zh-CN' ? '，' : ', ');
}

/** A day that is given as `YYYY-MM-DD`. */
function dayText(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return dateFormat(language(), { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}
