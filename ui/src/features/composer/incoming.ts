import type { MediaKind, MediaLink } from '../../contract';
import { mediaKindOf } from '../../shared/media';

/**
 * What comes in to be attached: a file, addresses of which the first that is a picture is taken, or a
 * link to audio or video.
 */
export type Incoming =
  { from: 'file'; file: File } | { from: 'link'; urls: string[] } | ({ from: 'media' } & MediaLink);

/** What a drop or a paste carries. */
export type Carried = Pick<DataTransfer, 'getData' | 'files'>;

/**
 * What a drop has to attach. A link is preferred to the file that some browsers send along with it: a
 * provider that fetches links needs no copy.
 */
export function attachedByDrop(data: Carried): Incoming[] {
  const links = addressesOf(data.getData('text/uri-list'));
  const inPage = addressesOfHtml(data.getData('text/html'));
  // A picture that is itself a link is dropped as its target; what was dragged is the picture.
  if (links.length === 1) return [linked(unique([...links, ...inPage]))];
  if (links.length > 1) return links.map((url) => linked([url]));
  if (data.files.length > 0) return Array.from(data.files, (file) => ({ from: 'file', file }));
  const [first] = [...inPage, ...addressesOf(data.getData('text/plain'))];
  return first === undefined ? [] : [linked([first])];
}

/** What a paste has to attach; nothing where it is to be pasted as text. */
export function attachedByPaste(data: Carried): Incoming[] {
  const text = data.getData('text/plain').trim();
  const files = Array.from(data.files);
  // Word processors send a picture of the text along with it.
  const isRichText = text !== '' && data.getData('text/html') !== '';
  if (files.length > 0 && !isRichText) return files.map((file) => ({ from: 'file', file }));
  return isPictureAddress(text) || mediaKindOf(text) ? [linked([text])] : [];
}

/** What is attached where these media are taken, and the addresses that are left as words where not. */
export function taken(
  incoming: Incoming[],
  media: readonly MediaKind[],
): { attached: Incoming[]; words: string[] } {
  const isTaken = (one: Incoming) => one.from !== 'media' || media.includes(one.kind);
  return {
    attached: incoming.filter(isTaken),
    words: incoming.flatMap((one) => (one.from === 'media' && !isTaken(one) ? [one.url] : [])),
  };
}

/** What the first of these addresses is decides what they are. */
function linked(urls: string[]): Incoming {
  const [url = ''] = urls;
  const kind = mediaKindOf(url);
  return kind ? { from: 'media', kind, url } : { from: 'link', urls };
}

/** The addresses of a list of them: one a line, `#` begins a comment. */
function addressesOf(list: string): string[] {
  return list.split(/\r\n|\r|\n/).filter((line) => !line.startsWith('#') && isAddress(line));
}

/** The addresses in a piece of a page: pictures, or else where links lead. */
function addressesOfHtml(html: string): string[] {
  if (html === '') return [];
  const page = new DOMParser().parseFromString(html, 'text/html');
  const pictures = Array.from(page.querySelectorAll('img[src]'), (img) => img.getAttribute('src') ?? '');
  const links = Array.from(page.querySelectorAll('a[href]'), (a) => a.getAttribute('href') ?? '');
  return [...pictures, ...links].filter(isAddress);
}

function isAddress(text: string): boolean {
  return /^(https?:\/\/\S+|data:image\/\S+)$/i.test(text.trim());
}

/** Whether a text is the address of a picture and nothing else, as far as can be seen from it. */
function isPictureAddress(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, pathname, search } = new URL(text);
  if (protocol === 'data:') return pathname.startsWith('image/');
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  return /\.(png|jpe?g|webp|gif)$/i.test(pathname) || /[=.](png|jpe?g|webp|gif)(&|$)/i.test(search);
}

const unique = (urls: string[]) => [...new Set(urls)];
