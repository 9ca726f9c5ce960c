import katex from 'katex';
import 'katex/dist/katex.min.css';

import type { Formula } from './math';

/** Longer ones are left as they were written: they take too long. */
const LONGEST = 4_000;

/** Draws a formula in place of its source. What is no formula stays as it was written. */
export function draw(node: HTMLElement, { tex, display }: Formula): void {
  if (tex.length > LONGEST) return;
  const drawn = document.createElement('span');
  try {
    katex.render(tex, drawn, {
      displayMode: display,
      strict: 'ignore',
      // No links, no pictures, no styles of the writer's.
      trust: false,
      maxExpand: 500,
      maxSize: 40,
    });
  } catch {
    return;
  }
  node.replaceChildren(...drawn.childNodes);
}
