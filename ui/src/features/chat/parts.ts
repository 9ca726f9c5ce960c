import type { Image, Part, TurnEvent } from '../../contract';
import { t } from '../../messages/messages.svelte';
import { fileNameOf } from '../../shared/media';
import type { Asked } from './chat.svelte';

/** The parts of an answer after one more event. Deltas of one kind join into one part. */
export function appended(parts: readonly Part[], event: TurnEvent): readonly Part[] {
  switch (event.type) {
    case 'reasoning':
      return joined(parts, 'reasoning', event.text);
    case 'content':
      return joined(parts, 'text', event.text);
    case 'tool_call':
    case 'opaque':
      return [...parts, event];
    case 'source':
      return parts.some((part) => part.type === 'source' && part.url === event.url)
        ? parts
        : [...parts, event];
    default:
      return parts;
  }
}

/** Sources come in the middle of the words and stay behind them. */
function joined(parts: readonly Part[], type: 'reasoning' | 'text', text: string): readonly Part[] {
  const end = parts.findLastIndex((part) => part.type !== 'source') + 1;
  const [words, sources] = [parts.slice(0, end), parts.slice(end)];
  const last = words.at(-1);
  return last?.type === type
    ? [...words.slice(0, -1), { type, text: last.text + text }, ...sources]
    : [...words, { type, text }, ...sources];
}

/** The words of a message: what is copied, and what is read out. */
export function wordsOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** What a question asks: its words, and what is attached. */
export function askedIn(parts: readonly Part[]): Asked {
  const images: Image[] = parts.flatMap((part) => {
    if (part.type !== 'image') return [];
    return part.from === 'link'
      ? { from: part.from, url: part.url }
      : { from: part.from, hash: part.hash, media_type: part.media_type };
  });
  const media = parts.flatMap((part) => (part.type === 'media' ? { kind: part.kind, url: part.url } : []));
  return { text: wordsOf(parts), images, media };
}

/** What a picture is called: as its file is, or by its place among others, from 0. */
export function pictureName(image: Image, place: number): string {
  return (image.from === 'link' && fileNameOf(image.url)) || t('chat.picture', { n: place + 1 });
}
