import type { Formula } from './math';

/** A formula on the page: as it was written. */
export function formula({ source, display }: Formula): Element {
  const node = document.createElement('span');
  node.className = display ? 'math display' : 'math';
  node.textContent = source;
  return node;
}
