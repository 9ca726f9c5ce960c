import { t } from '../messages/messages.svelte';

/** An element with its attributes and what is in it. */
export function element(
  tag: string,
  attributes: Record<string, string> = {},
  ...inside: (Node | string)[]
): HTMLElement {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
}

/** What can be done with a block of code. */
export type Act = 'copy' | 'save' | 'wrap' | 'numbers' | 'preview' | 'diagram';

/** A button that says what it does; whoever holds the text listens. */
export function button(act: Act): HTMLElement {
  return element('button', { type: 'button', 'data-act': act }, t(`markdown.${act}`));
}
