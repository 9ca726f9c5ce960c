/** Calls `near` when an element comes near to what is seen of what it scrolls in. */
export function whenNear(
  element: HTMLElement,
  rootMargin: string,
  near: () => void,
): (() => void) | undefined {
  if (typeof IntersectionObserver === 'undefined') return undefined;
  const root = element.closest('[data-scroller]');
  const watching = new IntersectionObserver(
    ([entry]) => {
      if (entry?.isIntersecting) near();
    },
    { root, rootMargin },
  );
  watching.observe(element);
  return () => watching.disconnect();
}
