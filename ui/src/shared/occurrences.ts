import type { TextRange } from '../contract';

/** A text as it is compared: without case and diacritics, and where each of its code units was. */
interface Folded {
  text: string;
  starts: number[];
  ends: number[];
}

/** What has no case, and marks that make another letter of it. */
const AS_IT_IS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Where a text has what was typed, as the engine finds it: wherever in a word, whatever the case and diacritics. */
export function occurrences(text: string, typed: string): TextRange[] {
  const wanted = folded(typed).text;
  if (wanted === '') return [];
  const { text: searched, starts, ends } = folded(text);
  const found: TextRange[] = [];
  for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + wanted.length)) {
    found.push({ start: starts[at]!, end: ends[at + wanted.length - 1]! });
  }
  return found;
}

function folded(text: string): Folded {
  const all: Folded = { text: '', starts: [], ends: [] };
  let at = 0;
  for (const character of text) {
    const end = at + character.length;
    const parts = fold(character);
    all.text += parts;
    for (let n = 0; n < parts.length; n += 1) {
      all.starts.push(at);
      all.ends.push(end);
    }
    at = end;
  }
  return all;
}

function fold(character: string): string {
  if (character < '\u0080') return character.toLowerCase();
  if (AS_IT_IS.test(character)) return character;
  return character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\p{M}/gu, '');
}
