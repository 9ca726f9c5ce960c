/** A full stop of either script, with what closes it; a Latin one only where a space follows. */
const ENDING = /[。！？…]+[”’」』）]*|[.!?]+["”’)\]]*(?=\s)|\n/g;

/** As many characters are read out at once: nobody listens to more, and laying them out takes time. */
const MOST = 1_000;

/**
 * Where what is read out next ends, from `from` on: whole sentences, or a piece of one that does not end; `from` where
 * there is nothing to read out yet. What is `whole` ends where it ends.
 */
export function endOfNext(text: string, from: number, whole: boolean): number {
  const piece = text.slice(from, from + MOST);
  const isRest = from + piece.length === text.length;
  if (isRest && whole) return text.length;
  const end = endOfSentences(piece, 0);
  return from + (end === 0 && !isRest ? piece.length : end);
}

/** Where the last whole sentence at or after `from` ends; `from` where none has ended yet. */
export function endOfSentences(text: string, from: number): number {
  let end = from;
  ENDING.lastIndex = from;
  for (let match = ENDING.exec(text); match; match = ENDING.exec(text)) end = ENDING.lastIndex;
  return end;
}

/** A piece of Markdown as it is read out: without the marks that are not words. */
export function spoken(markdown: string): string {
  return markdown
    .replace(/[*_`#>|~]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
