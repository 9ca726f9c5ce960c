import { t } from '../messages/messages.svelte';
import type { Shape } from './shape';

/** A shape on the page. */
export interface Piece {
  shape: Shape;
  node: Element | Text;
  /** Where its text grows, if it is text or code. */
  text?: Text;
  inside: Piece[];
}

/**
 * Makes `pieces`, the last children of `parent`, look like `shapes`. What is alike stays untouched,
 * what grew is added to, and only the rest is built: a selection in the words that stay is kept.
 */
export function update(parent: Element, pieces: Piece[], shapes: readonly Shape[]): void {
  shapes.forEach((shape, index) => {
    const piece = pieces[index];
    if (piece && isAlike(piece.shape, shape)) {
      grow(piece, shape);
      return;
    }
    const fresh = build(shape);
    if (piece) piece.node.replaceWith(fresh.node);
    else parent.append(fresh.node);
    pieces[index] = fresh;
  });
  for (const surplus of pieces.splice(shapes.length)) surplus.node.remove();
}

/** Whether one differs from the other in nothing but what is inside. */
function isAlike(a: Shape, b: Shape): boolean {
  if (a.kind === 'element' && b.kind === 'element') {
    return a.tag === b.tag && JSON.stringify(a.attributes) === JSON.stringify(b.attributes);
  }
  if (a.kind === 'code' && b.kind === 'code') return a.language === b.language;
  return a.kind === b.kind;
}

function grow(piece: Piece, shape: Shape): void {
  if (piece.shape.raw !== shape.raw) {
    if (shape.kind === 'element') update(piece.node as Element, piece.inside, shape.inside);
    else if (piece.text) setText(piece.text, shape.kind === 'code' ? shape.code : shape.text);
  }
  piece.shape = shape;
}

function setText(node: Text, text: string): void {
  if (text.startsWith(node.data)) node.appendData(text.slice(node.length));
  else node.data = text;
}

function build(shape: Shape): Piece {
  switch (shape.kind) {
    case 'text': {
      const text = document.createTextNode(shape.text);
      return { shape, node: text, text, inside: [] };
    }
    case 'code':
      return buildCode(shape);
    case 'element': {
      const node = document.createElement(shape.tag);
      for (const [name, value] of Object.entries(shape.attributes)) node.setAttribute(name, value);
      const inside: Piece[] = [];
      update(node, inside, shape.inside);
      return { shape, node, inside };
    }
  }
}

/** A block of code below its language and a button to copy it. */
function buildCode(shape: Extract<Shape, { kind: 'code' }>): Piece {
  const text = document.createTextNode(shape.code);
  const code = document.createElement('code');
  code.append(text);
  const lines = document.createElement('pre');
  lines.tabIndex = 0;
  lines.append(code);

  const language = document.createElement('span');
  language.textContent = shape.language;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'copy';
  copy.textContent = t('markdown.copy');
  const head = document.createElement('div');
  head.className = 'head';
  head.append(language, copy);

  const node = document.createElement('div');
  node.className = 'code';
  node.append(head, lines);
  return { shape, node, text, inside: [] };
}
