import type { MarkedToken, Token, Tokens } from 'marked';

import { decodeEntities } from './entities';

/** What a token looks like on the page. `raw` is its source: shapes alike in all else differ inside if it differs. */
export type Shape =
  | { kind: 'text'; raw: string; text: string }
  | { kind: 'code'; raw: string; language: string; code: string }
  | { kind: 'element'; raw: string; tag: string; attributes: Record<string, string>; inside: Shape[] };

/** Tokens that are no part of GitHub's Markdown. */
type Own = { type: 'display' | 'math'; raw: string };

/** The shapes of some tokens; a token that shows nothing has none. */
export function shapesOf(tokens: readonly Token[] = []): Shape[] {
  return (tokens as readonly (MarkedToken | Own)[]).flatMap(shapesOfToken);
}

function shapesOfToken(token: MarkedToken | Own): Shape | Shape[] {
  switch (token.type) {
    case 'heading':
      return element(`h${token.depth}`, token);
    case 'paragraph':
      return paragraph(token);
    case 'blockquote':
      return element('blockquote', token);
    case 'list':
      return list(token);
    case 'table':
      return table(token);
    case 'code':
      return { kind: 'code', raw: token.raw, language: languageOf(token), code: trimmed(token.text) };
    case 'display':
      return {
        ...element('pre', token, { class: 'math', tabindex: '0' }),
        inside: [literal(trimmed(token.raw))],
      };
    case 'strong':
    case 'em':
    case 'del':
      return element(token.type, token);
    case 'hr':
    case 'br':
      return element(token.type, token);
    case 'codespan':
      return { ...element('code', token), inside: [literal(token.text)] };
    case 'link':
      return link(token);
    case 'image':
      return address(token, [literal(token.text || token.href)]);
    case 'checkbox':
      return literal(token.checked ? '☑ ' : '☐ ');
    case 'escape':
      return literal(token.text);
    case 'text':
      return token.tokens ? shapesOf(token.tokens) : literal(decodeEntities(token.raw));
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw) ? element('br', { raw: token.raw }) : literal(token.raw);
    case 'math':
      return literal(token.raw);
    case 'space':
    case 'def':
    case 'list_item':
      return [];
  }
}

type Element = Extract<Shape, { kind: 'element' }>;

function element(
  tag: string,
  token: { raw: string; tokens?: Token[] },
  attributes: Record<string, string> = {},
): Element {
  return { kind: 'element', raw: token.raw, tag, attributes, inside: shapesOf(token.tokens) };
}

/** The parser leaves a newline at the end where a line that looked like a table's header was none. */
function paragraph(token: Tokens.Paragraph): Shape {
  const shape = element('p', token);
  const last = shape.inside.at(-1);
  return last?.kind === 'text'
    ? { ...shape, inside: [...shape.inside.slice(0, -1), literal(last.text.trimEnd())] }
    : shape;
}

function literal(text: string): Shape {
  return { kind: 'text', raw: text, text };
}

function list(token: Tokens.List): Shape {
  const items = token.items.map((item) =>
    element('li', item, { ...(item.task && { class: 'task' }), ...(item.loose && { 'data-loose': '' }) }),
  );
  const start: Record<string, string> =
    token.ordered && token.start !== 1 ? { start: String(token.start) } : {};
  return { ...element(token.ordered ? 'ol' : 'ul', { raw: token.raw }, start), inside: items };
}

function table(token: Tokens.Table): Shape {
  const around = (tag: string, inside: Shape[], attributes = {}): Shape => {
    const raw = inside.map((shape) => shape.raw).join('\n');
    return { ...element(tag, { raw }, attributes), inside };
  };
  const cell = (tag: string, { text, tokens, align }: Tokens.TableCell) =>
    element(tag, { raw: `${align}|${text}`, tokens }, align ? { 'data-align': align } : {});
  const row = (tag: string, cells: Tokens.TableCell[]) =>
    around(
      'tr',
      cells.map((each) => cell(tag, each)),
    );
  const head = around('thead', [row('th', token.header)]);
  const body = token.rows.map((cells) => row('td', cells));
  const parts = body.length > 0 ? [head, around('tbody', body)] : [head];
  return around('div', [around('table', parts)], { class: 'table', tabindex: '0' });
}

function link(token: Tokens.Link): Shape {
  if (token.autolink) return address(token, [literal(token.text)]);
  // A picture in a link is the words of that link.
  const words = token.tokens.map((inner) =>
    inner.type === 'image' ? { type: 'escape', raw: inner.raw, text: inner.text || inner.href } : inner,
  );
  return address(token, shapesOf(words));
}

/** A link where the address is one to follow, else its words alone. */
function address(token: Tokens.Link | Tokens.Image, inside: Shape[]): Shape {
  const href = 'autolink' in token && token.autolink ? token.href : decodeEntities(token.href);
  return isFollowed(href)
    ? { kind: 'element', raw: token.raw, tag: 'a', attributes: { href, rel: 'noreferrer' }, inside }
    : { kind: 'element', raw: token.raw, tag: 'span', attributes: { title: href }, inside };
}

function isFollowed(href: string): boolean {
  return URL.canParse(href) && ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
}

function languageOf(token: Tokens.Code): string {
  return token.lang?.split(/\s/, 1)[0] ?? '';
}

/** Newlines at the end of a block of code are not shown. */
function trimmed(code: string): string {
  return code.replace(/\n+$/, '');
}
