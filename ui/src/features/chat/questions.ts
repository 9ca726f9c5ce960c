/** Nearer to the top of the view than this, in pixels, a question is the one that is read. */
const NEAR = 8;

/** The question before or after the place that is read, of those that stand in what scrolls. */
export function questionFrom(scroller: HTMLElement, way: -1 | 1): HTMLElement | null {
  const top = scroller.getBoundingClientRect().top;
  const questions = [...scroller.querySelectorAll<HTMLElement>('[data-question]')];
  const distance = (question: HTMLElement) => question.getBoundingClientRect().top - top;
  return way < 0
    ? (questions.findLast((question) => distance(question) < -NEAR) ?? null)
    : (questions.find((question) => distance(question) > NEAR) ?? null);
}
