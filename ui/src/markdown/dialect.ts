import { Hooks, Marked, Tokenizer, type Token, type Tokens } from 'marked';

import { addressLength, maskPunctuation, mayOpen } from './cjk';
import { beforeDisplay, displayAt, inlineAt, maskMath } from './math';

/** How deep quotes and lists, and emphasis and links, may lie in each other; what is deeper is text. */
const DEEPEST = 32;

/**
 * GitHub's Markdown, as models write it. Line breaks hold; HTML is text; a block never depends on a
 * later one, so there are no link definitions; one `~` is a tilde.
 */
class Dialect extends Tokenizer {
  private depth = 0;

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.nested(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.nested(() => super.list(src));
  }

  override html(): undefined {}

  override def(): undefined {}

  override paragraph(src: string): Tokens.Paragraph | undefined {
    return super.paragraph(beforeDisplay(src));
  }

  override lheading(src: string): Tokens.Heading | undefined {
    return super.lheading(beforeDisplay(src));
  }

  override tag(src: string): Tokens.Tag | undefined {
    const raw = this.rules.inline.tag.exec(src)?.[0];
    return raw === undefined
      ? undefined
      : { type: 'html', raw, text: raw, block: false, inLink: false, inRawBlock: false };
  }

  override emStrong(src: string, masked: string, before = ''): Tokens.Em | Tokens.Strong | undefined {
    return this.nested(() => super.emStrong(src, masked, mayOpen(src, before) ? ' ' : before));
  }

  override del(src: string, masked: string, before = ''): Tokens.Del | undefined {
    if (!src.startsWith('~~')) return undefined;
    return this.nested(() => super.del(src, masked, mayOpen(src, before) ? ' ' : before));
  }

  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    return this.nested(() => super.link(src));
  }

  override url(src: string): Tokens.Link | undefined {
    const address = this.rules.inline.url.exec(src)?.[0];
    return address === undefined ? undefined : super.url(src.slice(0, addressLength(address)));
  }

  override inlineText(src: string): Tokens.Text | undefined {
    const text = super.inlineText(src);
    const dollar = text?.raw.indexOf('$', 1) ?? -1;
    return dollar < 0 ? text : super.inlineText(src.slice(0, dollar));
  }

  private nested<T>(tokenize: () => T): T | undefined {
    if (this.depth === DEEPEST) return undefined;
    this.depth += 1;
    try {
      return tokenize();
    } finally {
      this.depth -= 1;
    }
  }
}

const marked = new Marked({
  breaks: true,
  extensions: [
    {
      name: 'display',
      level: 'block',
      tokenizer(src) {
        const raw = displayAt(src);
        return raw === undefined ? undefined : { type: 'display', raw };
      },
    },
    {
      name: 'math',
      level: 'inline',
      tokenizer(src) {
        const raw = inlineAt(src);
        return raw === undefined ? undefined : { type: 'math', raw };
      },
    },
  ],
});
const hooks = new Hooks();
hooks.emStrongMask = (masked) => maskPunctuation(maskMath(masked));
marked.setOptions({ tokenizer: new Dialect(), hooks });

/** The blocks of a text whose lines end in `\n`; their `raw`s, joined, are the text. */
export function parse(text: string): Token[] {
  try {
    return marked.lexer(text);
  } catch {
    // A text that the parser gives up on is shown as it is.
    return [{ type: 'display', raw: text }];
  }
}
