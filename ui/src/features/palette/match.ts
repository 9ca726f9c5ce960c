const WORD = /[\p{L}\p{N}]/u;
const LETTERS = /^[\p{Script=Latin}\p{N}]{2,}$/u;

/**
 * How far a text is from a search: 0 where it begins with each of its words, `null` where one of them is not there.
 * Ends of words may be left out ("gpt4" is in "gpt-4o", "newc" in "New conversation"), but only in Latin letters:
 * Chinese has to be there as it was typed.
 */
export function distance(text: string, search: string): number | null {
  const folded = fold(text);
  let sum = 0;
  for (const word of wordsOf(search)) {
    const far = distanceOf(folded, word);
    if (far === null) return null;
    sum += far;
  }
  return sum;
}

/** Whether each word of a search is in a text as it was typed. */
export function hasWords(text: string, search: string): boolean {
  const folded = fold(text);
  return wordsOf(search).every((word) => folded.includes(word));
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase();
const wordsOf = (search: string) => fold(search).split(/\s+/).filter(Boolean);

function distanceOf(text: string, word: string): number | null {
  if (text.startsWith(word)) return 0;
  if (text.includes(word)) return beginsWord(text, word) ? 1 : 2;
  return LETTERS.test(word) && isAbbreviated(text, word) ? 3 : null;
}

function beginsWord(text: string, word: string): boolean {
  for (let place = text.indexOf(word); place >= 0; place = text.indexOf(word, place + 1)) {
    if (isBeginning(text, place)) return true;
  }
  return false;
}

/** Whether a word begins at this place of a text. */
function isBeginning(text: string, place: number): boolean {
  return place === 0 || !WORD.test(text.charAt(place - 1));
}

/** Whether a word can be read from the beginnings of words, in their order. */
function isAbbreviated(text: string, word: string): boolean {
  /** Where the letters so far can end. */
  let ends: number[] = [];
  for (const [nth, letter] of [...word].entries()) {
    const first = ends[0] ?? -1;
    const follows = (place: number) =>
      (nth > 0 && ends.includes(place - 1)) || (place > first && isBeginning(text, place));
    const places: number[] = [];
    for (let place = text.indexOf(letter, first + 1); place >= 0; place = text.indexOf(letter, place + 1)) {
      if (follows(place)) places.push(place);
    }
    if (places.length === 0) return false;
    ends = places;
  }
  return true;
}
