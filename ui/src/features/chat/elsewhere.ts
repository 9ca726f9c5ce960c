/** What no common file system has in a name. */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}]+/gu;

/** Longer names are cut: some file systems take no more than 255 bytes. */
const LONGEST = 60;

/** Where a conversation of this name may be written: among the person's downloads. */
export function proposedPath(title: string): string {
  const name = [...title.replace(FORBIDDEN, ' ').replace(/\s+/g, ' ')].slice(0, LONGEST).join('');
  return `~/Downloads/${name.replace(/^[. ]+|[. ]+$/g, '') || 'Runnel'}.jsonl`;
}
