/** Attaches to what scrolls: it is moved by dragging with a mouse, too. */
export function dragToScroll(view: HTMLElement): () => void {
  const grab = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button === 0) view.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (view.hasPointerCapture(event.pointerId)) view.scrollBy(-event.movementX, -event.movementY);
  };
  view.addEventListener('pointerdown', grab);
  view.addEventListener('pointermove', move);
  return () => {
    view.removeEventListener('pointerdown', grab);
    view.removeEventListener('pointermove', move);
  };
}
