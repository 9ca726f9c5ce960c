/** What is marked: all that was found, and the one of it that is looked at. */
export type Mark = 'found' | 'found-here';

/** Marks these places of the page, and no others. The page itself stays as it is. */
export function mark(name: Mark, ranges: readonly Range[]): void {
  if (typeof Highlight === 'undefined') {
    markElements(name, ranges);
    return;
  }
  const highlight = new Highlight(...ranges);
  if (name === 'found-here') highlight.priority = 1;
  CSS.highlights.set(name, highlight);
}

/** Takes all marks away. */
export function unmark(): void {
  mark('found', []);
  mark('found-here', []);
}

/** Where ranges cannot be marked, what is looked at is marked by what it stands in. */
function markElements(name: Mark, ranges: readonly Range[]): void {
  if (name !== 'found-here') return;
  for (const element of document.querySelectorAll('[data-found]')) element.removeAttribute('data-found');
  for (const { startContainer } of ranges) startContainer.parentElement?.setAttribute('data-found', '');
}

/** Frames that are waited for while what was not seen before is laid out. */
const SETTLING = 6;

/** Scrolls until a place is in the middle of what scrolls, or well within it. */
export async function scrollToRange(range: Range): Promise<void> {
  const inside = range.startContainer.parentElement;
  inside?.scrollIntoView({ block: 'center', inline: 'nearest' });
  for (let frame = 0; frame < SETTLING; frame += 1) {
    await new Promise(requestAnimationFrame);
    if (!centre(range, inside)) return;
  }
}

/** Brings a place to the middle of each element around it that scrolls; tells whether there was anything to do. */
function centre(range: Range, inside: Element | null): boolean {
  let moved = false;
  for (let around = inside; around; around = around.parentElement) {
    const { top, bottom, left, right } = range.getBoundingClientRect();
    const view = around.getBoundingClientRect();
    const isHigh = around.scrollHeight > around.clientHeight && scrolls(around, 'overflowY');
    const isWide = around.scrollWidth > around.clientWidth && scrolls(around, 'overflowX');
    const before = [around.scrollTop, around.scrollLeft];
    const margin = view.height / 8;
    if (isHigh && (top < view.top + margin || bottom > view.bottom - margin)) {
      around.scrollTop += (top + bottom - view.top - view.bottom) / 2;
    }
    if (isWide && (left < view.left || right > view.right)) {
      around.scrollLeft += (left + right - view.left - view.right) / 2;
    }
    moved ||= around.scrollTop !== before[0] || around.scrollLeft !== before[1];
  }
  return moved;
}

function scrolls(element: Element, axis: 'overflowX' | 'overflowY'): boolean {
  return /auto|scroll/.test(getComputedStyle(element)[axis]);
}
