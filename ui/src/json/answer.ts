/**
 * A fence around the whole of a text, as models put it around JSON even where they were told not to. Of an
 * answer that broke off it is the beginning only.
 */
const FENCE = /^```(?:json)?[^\S\n]*\n([\s\S]*?)(?:\n?```)?$/i;
const OPEN_FENCE = /^```(?:json)?[^\S\n]*(?:\n|$)/i;
/** How JSON begins, so that no other text does. */
const BEGINNING = /^(?:\{\s*(?:"|\}|$)|\[\s*(?:[[{"]|\]|$))/;

/** The text of a JSON object or list that an answer is, as far as its ends show. */
export function jsonTextOf(answer: string): string | null {
  const text = answer.trim();
  const isWhole =
    (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'));
  return isWhole ? text : null;
}

/** The text of the JSON value that an answer was asked to be: without the fence that is often around it. */
export function askedJsonTextOf(answer: string): string {
  const text = answer.trim();
  return FENCE.exec(text)?.[1]?.trim() ?? text;
}

/** Whether an answer that has begun so is going to be JSON. */
export function beginsAsJson(answer: string): boolean {
  const text = answer.trimStart();
  return BEGINNING.test(text);
}

/** The same of an answer that was asked to be JSON. */
export function beginsAsAskedJson(answer: string): boolean {
  const text = answer.trimStart();
  return /^[[{"]/.test(text) || OPEN_FENCE.test(text);
}
