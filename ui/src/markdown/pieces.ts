import type { Shape } from './inline';
import { formula } from './formula';

/** A shape on the page. */
export interface Piece {
  shape: Shape;
  node: Element | Text;
  inside: Piece[];
}

/**
 * Makes `pieces`, the last children of `parent`, look like `shapes`. What is alike stays untouched,
 * what grew is added to, and only the rest is built: a selection in the words that stay is kept.
 */
export function update(parent: Element, pieces: Piece[], shapes: readonly Shape[]): void {
  shapes.forEach((shape, index) => {
    const piece = pieces[index];
    if (piece && grow(piece, shape)) return;
    const fresh = build(shape);
    if (piece) piece.node.replaceWith(fresh.node);
    else parent.append(fresh.node);
    pieces[index] = fresh;
  });
  for (const surplus of pieces.splice(shapes.length)) surplus.node.remove();
}

/** Makes a piece look like a shape, where it is like it in all but what is inside. */
function grow(piece: Piece, shape: Shape): boolean {
  const was = piece.shape;
  if (was.kind === 'text' && shape.kind === 'text') setText(piece.node as Text, shape.text);
  else if (was.kind === 'math' && shape.kind === 'math') return was.source === shape.source;
  else if (was.kind === 'element' && shape.kind === 'element') {
    if (was.tag !== shape.tag || !isSame(was.attributes, shape.attributes)) return false;
    update(piece.node as Element, piece.inside, shape.inside);
  } else return false;
  piece.shape = shape;
  return true;
}

function isSame(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function setText(node: Text, text: string): void {
  if (node.data === text) return;
  if (text.startsWith(node.data)) node.appendData(text.slice(node.length));
  else node.data = text;
}

function build(shape: Shape): Piece {
  if (shape.kind === 'text') return { shape, node: document.createTextNode(shape.text), inside: [] };
  if (shape.kind === 'math') return { shape, node: formula(shape), inside: [] };
  const node = document.createElement(shape.tag);
  for (const [name, value] of Object.entries(shape.attributes)) node.setAttribute(name, value);
  const inside: Piece[] = [];
  update(node, inside, shape.inside);
  return { shape, node, inside };
}
