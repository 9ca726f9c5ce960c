/** Puts text on the clipboard, also where the page may not use the asynchronous clipboard. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const carrier = document.createElement('textarea');
    carrier.value = text;
    carrier.className = 'visually-hidden';
    document.body.append(carrier);
    carrier.select();
    document.execCommand('copy');
    carrier.remove();
  }
}

/** One thing in two forms: each program takes the one that it understands. */
export interface Rich {
  plain: string;
  html: string;
}

/**
 * Puts text with its formatting on the clipboard. A copying of our own is answered first: what is given to the
 * asynchronous clipboard, WebKit dresses in the colours of this page.
 */
export async function copyRich(rich: Rich): Promise<void> {
  if (copiedByEvent(rich)) return;
  const blob = (type: string, text: string) => ({ [type]: new Blob([text], { type }) });
  const item = new ClipboardItem({ ...blob('text/plain', rich.plain), ...blob('text/html', rich.html) });
  await navigator.clipboard.write([item]);
}

/** Copies something, and answers that with this. Whether it was asked at all. */
function copiedByEvent({ plain, html }: Rich): boolean {
  let isGiven = false;
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', plain);
    event.clipboardData?.setData('text/html', html);
    event.preventDefault();
    event.stopImmediatePropagation();
    isGiven = true;
  };
  // Nothing is copied where nothing is selected.
  const carrier = document.createElement('span');
  carrier.textContent = ' ';
  carrier.className = 'visually-hidden';
  const selection = getSelection();
  const ranges = selection ? [...Array(selection.rangeCount).keys()].map((n) => selection.getRangeAt(n)) : [];
  document.addEventListener('copy', give, { capture: true });
  document.body.append(carrier);
  selection?.selectAllChildren(carrier);
  document.execCommand('copy');
  document.removeEventListener('copy', give, { capture: true });
  selection?.removeAllRanges();
  for (const range of ranges) selection?.addRange(range);
  carrier.remove();
  return isGiven;
}
