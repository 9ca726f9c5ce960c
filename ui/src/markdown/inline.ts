import MarkdownIt, { type StateInline, type Token } from 'markdown-it';

import { addressLength, deciding } from './cjk';
import type { Definitions } from './definitions';
import { formulaAt } from './math';

/** What words look like on the page. */
export type Shape =
  | { kind: 'text'; text: string }
  | { kind: 'math'; tex: string; display: boolean; source: string }
  | { kind: 'element'; tag: string; attributes: Record<string, string>; inside: Shape[] };

/** How deep emphasis and links may lie in each other; what is deeper is text. */
const DEEPEST = 32;

/** GitHub's inline Markdown, as models write it: line breaks hold, HTML is text. */
const markdown = new MarkdownIt('default', { breaks: true, linkify: false, maxNesting: DEEPEST });
markdown.normalizeLink = (url) => url;
markdown.normalizeLinkText = (url) => url;
markdown.validateLink = () => true;
markdown.inline.State = class extends markdown.inline.State {
  override scanDelims(start: number, canSplitWord: boolean) {
    let end = start;
    while (end < this.posMax && this.src[end] === this.src[start]) end += 1;
    return { ...deciding(this.src, start, end, canSplitWord), length: end - start };
  }
};
const rules = markdown.inline.ruler;
rules.at('strikethrough', twoTildes);
rules.before('escape', 'math', math);
rules.before('link', 'note', note);
rules.push('break', lineBreak);
rules.push('address', address);

/** The shapes of some words. */
export function shapesOf(text: string, definitions: Definitions): Shape[] {
  const tokens: Token[] = [];
  // A place that asks for a definition is remembered, since the definition may come later.
  const certain = definitions.isGrowing
    ? [...text.matchAll(/\]\[([^\]]+)\]/g)].map(([, label]) => normalized(label!))
    : [];
  const references = new Proxy(
    {},
    { get: (_, label) => definitions.reference(String(label), certain.includes(String(label))) },
  );
  markdown.inline.parse(text, markdown, { references, definitions }, tokens);
  return nested(tokens);
}

const normalized = markdown.utils.normalizeReference;

/** Tokens come in a row, with an opening and a closing one around what is inside. */
function nested(tokens: readonly Token[]): Shape[] {
  const root: Shape[] = [];
  const open: Shape[][] = [root];
  let links = 0;
  for (const token of tokens) {
    if (token.tag === 'a') links += token.nesting;
    const into = open[open.length - 1] as Shape[];
    if (token.nesting < 0) open.pop();
    else if (token.nesting > 0) {
      const element = opened(token);
      const isDeep = open.length > DEEPEST;
      if (!isDeep) into.push(element);
      open.push(isDeep ? into : element.inside);
    } else add(into, token, links > 0);
  }
  return root;
}

function opened(token: Token): Extract<Shape, { kind: 'element' }> {
  if (token.type !== 'link_open') return element(TAGS[token.tag] ?? token.tag);
  const href = String(token.attrGet('href') ?? '');
  const title = String(token.attrGet('title') ?? '');
  return isFollowed(href)
    ? element('a', { href, rel: 'noreferrer', ...(title && { title }) })
    : element('span', { title: href });
}

const TAGS: Record<string, string> = { s: 'del' };

function add(into: Shape[], token: Token, isInLink: boolean): void {
  switch (token.type) {
    case 'text':
      return addWords(into, token.content, isInLink);
    case 'text_special':
      return addText(into, token.content);
    case 'softbreak':
    case 'hardbreak':
      into.push(element('br'));
      return;
    case 'code_inline':
      into.push({ ...element('code'), inside: [{ kind: 'text', text: token.content }] });
      return;
    case 'image':
      if (isInLink) addText(into, token.content);
      else into.push(picture(token));
      return;
    case 'math':
      into.push(token.meta as Shape);
      return;
    case 'note':
      into.push({ ...element('sup'), inside: [reference(token.content)] });
  }
}

const BARE_HOST = /(?<![\w/.@-])www\.[\w-]+\.[^\s<]+/gi;

/** Words, and the addresses in them that begin with `www.` and not with a scheme. */
function addWords(into: Shape[], words: string, isInLink: boolean): void {
  let end = 0;
  for (const { 0: found, index } of isInLink ? [] : words.matchAll(BARE_HOST)) {
    const host = found.slice(0, addressLength(found));
    addText(into, words.slice(end, index));
    into.push({
      ...element('a', { href: `http://${host}`, rel: 'noreferrer' }),
      inside: [{ kind: 'text', text: host }],
    });
    end = index + host.length;
  }
  addText(into, words.slice(end));
}

function addText(into: Shape[], text: string): void {
  const last = into[into.length - 1];
  if (text === '') return;
  if (last?.kind === 'text') last.text += text;
  else into.push({ kind: 'text', text });
}

/** A picture of somebody else's is a link to it: nothing is fetched that nobody asked for. */
function picture(token: Token): Shape {
  const src = String(token.attrGet('src') ?? '');
  const words = [{ kind: 'text' as const, text: token.content || src }];
  return {
    ...(isFollowed(src)
      ? element('a', { href: src, rel: 'noreferrer', class: 'picture' })
      : element('span', { title: src })),
    inside: words,
  };
}

function reference(label: string): Shape {
  return {
    ...element('a', { href: '#', 'data-note': label, role: 'doc-noteref' }),
    inside: [{ kind: 'text', text: label }],
  };
}

function element(tag: string, attributes: Record<string, string> = {}): Extract<Shape, { kind: 'element' }> {
  return { kind: 'element', tag, attributes, inside: [] };
}

function isFollowed(href: string): boolean {
  return URL.canParse(href) && ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
}

/** `~~` strikes out; one `~` is a tilde, since it stands between numbers in Chinese. */
function twoTildes(state: StateInline, silent: boolean): boolean {
  if (silent || state.src[state.pos] !== '~') return false;
  const scanned = state.scanDelims(state.pos, true);
  if (scanned.length !== 2) {
    state.pending += '~'.repeat(scanned.length);
    state.pos += scanned.length;
    return true;
  }
  const token = state.push('text', '', 0);
  token.content = '~~';
  state.delimiters.push({
    marker: 126,
    length: 0,
    token: state.tokens.length - 1,
    end: -1,
    open: scanned.can_open,
    close: scanned.can_close,
  });
  state.pos += 2;
  return true;
}

function math(state: StateInline, silent: boolean): boolean {
  const formula = formulaAt(state.src, state.pos, state.posMax);
  if (!formula) return false;
  if (!silent) state.push('math', '', 0).meta = { kind: 'math', ...formula };
  state.pos += formula.source.length;
  return true;
}

function note(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('[^', state.pos)) return false;
  const end = state.src.indexOf(']', state.pos);
  const label = state.src.slice(state.pos + 2, end);
  if (end < 0 || end >= state.posMax || label.length > 99 || !/^[^\s[\]]+$/.test(label)) return false;
  if (!(state.env.definitions as Definitions).hasNote(label)) return false;
  if (!silent) state.push('note', '', 0).content = label;
  state.pos = end + 1;
  return true;
}

/** The one tag that is no text, since tables have no other way to break a line. */
function lineBreak(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '<') return false;
  const tag = /^<br[ \t]*\/?>/i.exec(state.src.slice(state.pos, state.pos + 16));
  if (!tag) return false;
  if (!silent) state.push('hardbreak', 'br', 0);
  state.pos += tag[0].length;
  return true;
}

const ADDRESS = /https?:\/\/[^\s<]+/iy;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?![\w@-])/y;
/** An address in the middle of words is not looked for further back than this. */
const LONGEST_NAME = 64;

/** An address that stands in the words as it is. It begins where text would, so `text` stops before it. */
function address(state: StateInline, silent: boolean): boolean {
  if (state.linkLevel > 0) return false;
  const { src, pos } = state;
  if (src[pos] === ':') return schemed(state, silent);
  if (src[pos] === '@') return mail(state, silent);
  return false;
}

/** `https` was taken for words when its `://` is met: it is taken back. */
function schemed(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('://', state.pos)) return false;
  const scheme = /(?:^|[^a-z])(https?)$/i.exec(state.pending)?.[1];
  if (!scheme || silent) return false;
  return push(state, state.pos - scheme.length, scheme.length, ADDRESS, '');
}

function mail(state: StateInline, silent: boolean): boolean {
  if (silent) return false;
  const name = /[\w.+-]+$/.exec(state.pending.slice(-LONGEST_NAME))?.[0];
  return name ? push(state, state.pos - name.length, name.length, MAIL, 'mailto:') : false;
}

function push(state: StateInline, start: number, pending: number, pattern: RegExp, prefix: string): boolean {
  pattern.lastIndex = start;
  const found = pattern.exec(state.src.slice(0, state.posMax))?.[0];
  if (!found) return false;
  const url = prefix ? found : found.slice(0, addressLength(found));
  if (url.length <= pending + 3) return false;
  state.pending = state.pending.slice(0, -pending);
  state.push('link_open', 'a', 1).attrs = [['href', prefix + url]];
  state.push('text', '', 0).content = url;
  state.push('link_close', 'a', -1);
  state.pos = start + url.length;
  return true;
}
