/** A full stop of either script, with what closes it; a Latin one only where a space follows. */
const ENDING = /[。！？…]+[”’」』）]*|[.!?]+["”’)\]]*(?=\s)|\n/g;

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
