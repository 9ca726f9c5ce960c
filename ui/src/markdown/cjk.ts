/**
 * Emphasis between Chinese, Japanese and Korean characters.
 *
 * CommonMark lets `**` open or close by whether punctuation or a letter stands beside it, and takes
 * for granted that words are set apart by spaces. So the second `**` of `**“中文”**是` closes nothing.
 * Here CJK punctuation counts as a letter, and a CJK neighbour sets other punctuation apart like a space.
 */

const PUNCTUATION =
  '\\u3000-\\u303f\\uff00-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\u2014\\u2018\\u2019\\u201c\\u201d\\u2026\\u00b7';
const LETTER = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Bopomofo}';
const ANY = `[${PUNCTUATION}${LETTER}]`;

/** Whether marks of emphasis, between `start` and `end` of a text, may open it and may close it. */
export function deciding(text: string, start: number, end: number, splitsWords: boolean) {
  const before = characterBefore(text, start);
  const after = String.fromCodePoint(text.codePointAt(end) ?? 32);
  const isSpaced = (character: string) => character === '' || /\s/.test(character);
  // `_` never splits a word, and Chinese has no spaces to tell where one ends.
  const isApart = (character: string) =>
    otherPunctuation.test(character) && !(splitsWords && punctuation.test(character));
  const isBeside = (character: string) => splitsWords && cjk.test(character);
  const opens =
    !isSpaced(after) && (!isApart(after) || isSpaced(before) || isApart(before) || isBeside(before));
  const closes =
    !isSpaced(before) && (!isApart(before) || isSpaced(after) || isApart(after) || isBeside(after));
  return {
    can_open: opens && (splitsWords || !closes || isApart(before)),
    can_close: closes && (splitsWords || !opens || isApart(after)),
  };
}

function characterBefore(text: string, end: number): string {
  const last = text.charAt(end - 1);
  return /[\udc00-\udfff]/.test(last) ? text.slice(Math.max(end - 2, 0), end) : last;
}

const otherPunctuation = /^[\p{P}\p{S}]/u;
const cjk = new RegExp(ANY, 'u');
const punctuation = new RegExp(`[${PUNCTUATION}]`, 'u');
const letter = new RegExp(`[${LETTER}]`, 'u');

/**
 * The length of an address that was written without a space after it. CJK punctuation ends it; a CJK
 * letter ends it only in its host, because paths may hold some. What ends a sentence is no part of it.
 */
export function addressLength(address: string): number {
  const sentenceEnd = address.search(punctuation);
  const whole = sentenceEnd < 0 ? address : address.slice(0, sentenceEnd);
  const host = /^(?:\w+:\/\/)?[^/?#]*/.exec(whole)?.[0] ?? '';
  const wordStart = host.search(letter);
  let { length } = wordStart < 0 ? whole : whole.slice(0, wordStart);
  while (length > 0 && endsSentence(whole.slice(0, length))) length -= 1;
  return length;
}

/** Whether an address ends in what belongs to the sentence around it; a `)` does where none opened in the address. */
function endsSentence(address: string): boolean {
  if (/[?!.,:;*_~'"]$/.test(address)) return true;
  return address.endsWith(')') && address.split(')').length > address.split('(').length;
}
