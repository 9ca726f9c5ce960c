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
const OTHER_PUNCTUATION = '(?![*_~])[\\p{P}\\p{S}]';

const seenAsLetter = new RegExp(
  `[${PUNCTUATION}](?=[*~])|(?<=[*~])[${PUNCTUATION}]` +
    `|${OTHER_PUNCTUATION}(?=[*~]+${ANY})|(?<=${ANY}[*~]+)${OTHER_PUNCTUATION}`,
  'gu',
);

/** The text with letters in place of punctuation that must not decide about emphasis; as long as before. */
export function maskPunctuation(text: string): string {
  return text.replace(seenAsLetter, (character) => 'a'.repeat(character.length));
}

const opening = new RegExp(`^[*~]+[${PUNCTUATION}]`, 'u');
const anyCharacter = new RegExp(ANY, 'u');

/** Whether the `*` or `~` that `text` begins with may open emphasis though a letter stands before it. */
export function mayOpen(text: string, before: string): boolean {
  return opening.test(text) || (/^[*~]/.test(text) && anyCharacter.test(before));
}

const punctuation = new RegExp(`[${PUNCTUATION}]`, 'u');
const letter = new RegExp(`[${LETTER}]`, 'u');

/**
 * The length of an address that was written without a space after it. CJK punctuation ends it; a CJK
 * letter ends it only in its host, because paths may hold some.
 */
export function addressLength(address: string): number {
  const sentenceEnd = address.search(punctuation);
  const whole = sentenceEnd < 0 ? address : address.slice(0, sentenceEnd);
  const host = /^(?:\w+:\/\/)?[^/?#]*/.exec(whole)?.[0] ?? '';
  const wordStart = host.search(letter);
  return wordStart < 0 ? whole.length : wordStart;
}
