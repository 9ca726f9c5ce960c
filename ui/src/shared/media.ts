import type { MediaKind } from '../contract';

const KINDS = new Map<string, MediaKind>([
  ...['mp3', 'wav', 'm4a'].map((ending) => [ending, 'audio'] as const),
  ...['mp4', 'webm', 'mov'].map((ending) => [ending, 'video'] as const),
]);

/** What an address of the web leads to, if its ending says that it is audio or video. */
export function mediaKindOf(url: string): MediaKind | null {
  if (/\s/.test(url) || !URL.canParse(url)) return null;
  const { protocol, pathname } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  const ending = /\.(\w+)$/.exec(pathname)?.[1]?.toLowerCase() ?? '';
  return KINDS.get(ending) ?? null;
}

/** The last part of an address: what its file is called. */
export function fileNameOf(url: string): string {
  const name = URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
  try {
    return decodeURIComponent(name) || url;
  } catch {
    return name;
  }
}
