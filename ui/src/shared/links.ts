/**
 * Answers clicks on links that lead out of the window: they open in the person's own browser, and
 * nothing ever leads the window itself elsewhere.
 */
export function linkOpener(open: (url: string) => void): (event: MouseEvent) => void {
  return (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.href || link.getAttribute('href')?.startsWith('#')) return;
    event.preventDefault();
    open(link.href);
  };
}
