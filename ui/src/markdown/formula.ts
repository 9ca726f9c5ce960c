import { drawnLate } from './late';
import type { Formula } from './math';
import { element } from './node';
import { inSlices, sliceEnd } from './slices';

type Draw = (node: HTMLElement, formula: Formula) => void;

let draw: Draw | null = null;
/** Formulas that show their source until there is time to draw them. */
const waiting: [HTMLElement, Formula][] = [];
let loading: Promise<void> | null = null;
let isDrawing = false;

/** A formula on the page: drawn, or as it was written until it can be. */
export function formula(formula: Formula): HTMLElement {
  const node = element(
    'span',
    { class: formula.display ? 'math display' : 'math', 'data-source': formula.source },
    formula.source,
  );
  if (draw && performance.now() < sliceEnd()) {
    draw(node, formula);
    return node;
  }
  waiting.push([node, formula]);
  if (draw) drawWaiting(draw);
  else drawnLate(loadFormulas());
  return node;
}

/** Loads what draws formulas. Where it cannot be loaded they stay as they were written. */
export function loadFormulas(): Promise<void> {
  return (loading ??= import('./katex').then(
    (katex) => {
      draw = katex.draw;
      drawWaiting(katex.draw);
    },
    () => {},
  ));
}

/** Draws those that wait, the last of them first: it is what a reader looks at. */
function drawWaiting(draw: Draw): void {
  if (isDrawing) return;
  isDrawing = true;
  inSlices((until) => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      draw(...next);
      if (performance.now() >= until) break;
    }
    isDrawing = waiting.length > 0;
    return !isDrawing;
  });
}
