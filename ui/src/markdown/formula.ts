import { drawnLate } from './late';
import type { Formula } from './math';
import { element } from './node';

type Draw = (node: HTMLElement, formula: Formula) => void;

/** So many formulas are drawn in one go when what draws them comes late. */
const AT_ONCE = 20;

let draw: Draw | null = null;
let waiting: [HTMLElement, Formula][] = [];
let isLoading = false;

/** A formula on the page: drawn, or as it was written until it can be. */
export function formula(formula: Formula): HTMLElement {
  const node = element(
    'span',
    { class: formula.display ? 'math display' : 'math', 'data-source': formula.source },
    formula.source,
  );
  if (draw) draw(node, formula);
  else {
    waiting.push([node, formula]);
    if (!isLoading) drawnLate(load());
  }
  return node;
}

/** Loads what draws formulas, and draws those that wait. Where it cannot be loaded they stay as they were written. */
async function load(): Promise<void> {
  isLoading = true;
  const loaded = await import('./katex').catch(() => null);
  for (; loaded && waiting.length > 0; await nextFrame()) {
    for (const [node, formula] of waiting.splice(0, AT_ONCE)) loaded.draw(node, formula);
  }
  draw = loaded?.draw ?? null;
  waiting = [];
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
