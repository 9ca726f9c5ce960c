import type { Timestamp } from '../contract';
import { dateFormat } from '../messages/formats';
import { language } from '../messages/messages.svelte';

/** A day and a time, as they are written where the language is spoken. */
export function momentText(at: Timestamp): string {
  return dateFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** A day. */
export function dayText(at: Timestamp): string {
  return dateFormat(language(), { dateStyle: 'medium' }).format(at);
}

/** A day as it stands in the name of a file: it sorts by time. */
export function dayInName(at: Timestamp): string {
  const day = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
