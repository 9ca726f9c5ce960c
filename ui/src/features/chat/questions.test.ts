import { expect, test } from 'vitest';

import { questionFrom } from './questions';

/** What scrolls, with questions so far from its top. */
function scroller(...distances: number[]): HTMLElement {
  const element = document.createElement('div');
  for (const distance of distances) {
    const question = document.createElement('article');
    question.dataset.question = '';
    question.textContent = String(distance);
    question.getBoundingClientRect = () => ({ top: distance }) as DOMRect;
    element.append(question, document.createElement('article'));
  }
  return element;
}

test.each([
  [[-300, -100, 0, 200], -1, '-100'],
  [[-300, -100, 0, 200], 1, '200'],
  [[0, 200], -1, undefined],
  [[-300, 0], 1, undefined],
] as const)('among questions at %j, %i leads to %s', (distances, way, question) => {
  expect(questionFrom(scroller(...distances), way)?.textContent).toBe(question);
});
