/** What is still to be drawn of texts that are on the page: colours, formulas. */
const late = new Set<Promise<unknown>>();

/** Takes note of something that is drawn later than the text it belongs to. */
export function drawnLate(work: Promise<unknown>): void {
  late.add(work);
  const over = () => late.delete(work);
  work.then(over, over);
}

/** Waits until nothing is to be drawn any more. */
export async function allDrawn(): Promise<void> {
  while (late.size > 0) await Promise.allSettled(late);
}
