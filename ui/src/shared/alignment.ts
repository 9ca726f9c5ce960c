import type { TextRange } from '../contract';

/** As many letters before or after a place tell it from others. */
const CONTEXT = 8;

/**
 * For each of the ranges in a text, which of the ranges in what is drawn of it shows it: the place in `drawn`, or `null`
 * where none does. What is drawn lacks marks and addresses, and may have words of its own, so that neither places nor
 * numbers need to agree: the letters around them have to.
 */
export function aligned(
  text: string,
  ranges: readonly TextRange[],
  drawn: string,
  drawnRanges: readonly TextRange[],
): (number | null)[] {
  if (ranges.length === drawnRanges.length) return ranges.map((_, place) => place);
  const contextOf = contexts(text);
  const shown = drawnRanges.map(contexts(drawn));
  let next = 0;
  return ranges.map((range) => {
    const context = contextOf(range);
    const place = shown.findIndex((one, place) => place >= next && isAlike(one, context));
    if (place < 0) return null;
    next = place + 1;
    return place;
  });
}

interface Context {
  before: string;
  after: string;
}

function isAlike(one: Context, other: Context): boolean {
  return one.before === other.before || one.after === other.after;
}

/** The letters and digits around each range of a text. */
function contexts(text: string): (range: TextRange) => Context {
  const near = CONTEXT * 16;
  const letters = (part: string) => part.replace(/[^\p{L}\p{N}]/gu, '');
  return ({ start, end }) => ({
    before: letters(text.slice(Math.max(0, start - near), start)).slice(-CONTEXT),
    after: letters(text.slice(end, end + near)).slice(0, CONTEXT),
  });
}
