import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { MarkdownStream } from './stream';

function page(): { root: Element; stream: MarkdownStream } {
  const root = document.createElement('div');
  return { root, stream: new MarkdownStream(root) };
}

/** What a text looks like when it is shown at once. */
function rendered(text: string): Element {
  const { root, stream } = page();
  stream.show(text);
  return root;
}

const html = (text: string) => rendered(text).innerHTML;

describe('blocks', () => {
  test.each([
    ['paragraphs', 'one\n\ntwo', '<p>one</p><p>two</p>'],
    ['line breaks hold', 'one\ntwo', '<p>one<br>two</p>'],
    ['headings', '# one\n\n### three', '<h1>one</h1><h3>three</h3>'],
    ['emphasis', '**a** *b* ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>'],
    ['a tight list', '- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['a loose list', '- a\n\n- b', '<ul><li data-loose=""><p>a</p></li><li data-loose=""><p>b</p></li></ul>'],
    ['a list with its own start', '3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['a nested list', '- a\n  - b', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['tasks', '- [x] a\n- [ ] b', '<ul><li class="task">☑ a</li><li class="task">☐ b</li></ul>'],
    ['a quotation', '> a\n> b', '<blockquote><p>a<br>b</p></blockquote>'],
    ['a rule', 'a\n\n---\n\nb', '<p>a</p><hr><p>b</p>'],
  ])('%s', (_, text, expected) => expect(html(text)).toBe(expected));

  test('a table keeps the alignment of its columns', () => {
    expect(html('| a | b |\n|:-:|--:|\n| 1<br>2 | **3** |')).toBe(
      '<div class="table" tabindex="0"><table>' +
        '<thead><tr><th data-align="center">a</th><th data-align="right">b</th></tr></thead>' +
        '<tbody><tr><td data-align="center">1<br>2</td><td data-align="right"><strong>3</strong></td></tr></tbody>' +
        '</table></div>',
    );
  });

  test('a block of code has its language and a button to copy it', () => {
    const code = rendered('```python title="a"\nprint("<b>")\n\n```');
    expect(code.querySelector('.head span')?.textContent).toBe('python');
    expect(code.querySelector('button')?.textContent).toBe('Copy');
    expect(code.querySelector('pre code')?.textContent).toBe('print("<b>")');
  });

  test('indented code is code', () => {
    expect(rendered('a\n\n    b\n    c').querySelector('code')?.textContent).toBe('b\nc');
  });

  test.each(['> ', '- ', '> - ', '**a _b', '[a'])(
    '%s nests only so deep; what is deeper is text',
    (opening) => {
      const page = rendered(opening.repeat(5000) + 'end');
      expect(page.textContent).toContain('end');
      let depth = 0;
      for (let node = page.querySelector(':scope > *'); node; node = node.lastElementChild) depth += 1;
      expect(depth).toBeLessThan(100);
    },
  );
});

describe('what a model writes never becomes a part of the page', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onclick="x">bold</b> word',
    '<div>\n\n<style>*{}</style>\n\n</div>',
    '<!-- a -->',
    '| <i>a</i> |\n|---|\n| <svg/onload=x> |',
  ])('%s is text', (text) => {
    const page = rendered(text);
    expect(page.querySelector('script, img, b, div:not(.table), style, i, svg')).toBeNull();
    for (const tag of text.match(/<[^>]+>/g) ?? []) expect(page.textContent).toContain(tag);
  });

  test('markup around HTML still holds', () => {
    expect(html('<u>**a**</u>')).toBe('<p>&lt;u&gt;<strong>a</strong>&lt;/u&gt;</p>');
  });

  test('entities are the characters they stand for, except in code', () => {
    expect(rendered('&lt;b&gt; &amp;amp; &#20013; &nosuch; `&lt;`').textContent).toBe(
      '<b> &amp; 中 &nosuch; &lt;',
    );
  });
});

describe('links', () => {
  const links = (text: string) =>
    [...rendered(text).querySelectorAll('a')].map((link) => [link.textContent, link.getAttribute('href')]);

  test.each([
    ['[a](https://a.example/b?c=1&amp;d=2)', 'a', 'https://a.example/b?c=1&d=2'],
    ['<https://a.example>', 'https://a.example', 'https://a.example'],
    ['https://a.example/b?c=1&lt=2', 'https://a.example/b?c=1&lt=2', 'https://a.example/b?c=1&lt=2'],
    ['[mail](mailto:a@a.example)', 'mail', 'mailto:a@a.example'],
    ['![a cat](https://a.example/cat.png)', 'a cat', 'https://a.example/cat.png'],
    ['![](https://a.example/cat.png)', 'https://a.example/cat.png', 'https://a.example/cat.png'],
    ['[![a cat](https://a.example/cat.png)](https://a.example)', 'a cat', 'https://a.example'],
    ['[1]: https://a.example', 'https://a.example', 'https://a.example'],
    ['详见https://a.example/b。然后', 'https://a.example/b', 'https://a.example/b'],
    ['访问https://a.example查看', 'https://a.example', 'https://a.example'],
    ['（https://a.example/词/中文）', 'https://a.example/词/中文', 'https://a.example/词/中文'],
  ])('%s', (text, words, href) => expect(links(text)).toEqual([[words, href]]));

  test.each([
    '[a](javascript:alert(1))',
    '[a](data:text/html,b)',
    '[a](file:///etc/passwd)',
    '[a](./b.md)',
    '[a]()',
  ])('%s leads nowhere', (text) => {
    expect(links(text)).toEqual([]);
    expect(rendered(text).textContent).toBe('a');
  });
});

describe('mathematics is left as it was written', () => {
  test('in a block', () => {
    expect(html('so\n$$\na_1 * b_1\n- c * d_2\n$$\nthen')).toBe(
      '<p>so</p><pre class="math" tabindex="0">$$\na_1 * b_1\n- c * d_2\n$$</pre><p>then</p>',
    );
    expect(html('\\[ x \\]')).toBe('<pre class="math" tabindex="0">\\[ x \\]</pre>');
  });

  test.each(['$a*b*c$', '\\(a*b*c\\)', 'x $$a_b_ * c*d$$ y', '$\\alpha_{1} * \\$ * \\beta$'])(
    '%s in a line',
    (text) => {
      expect(rendered(text).textContent).toBe(text);
      expect(rendered(text).querySelector('em, strong, pre')).toBeNull();
    },
  );

  test('emphasis around it holds', () => {
    expect(html('*a $x*y$ b*')).toBe('<p><em>a $x*y$ b</em></p>');
  });

  test('money is not mathematics', () => {
    expect(html('$5 and *now* $10')).toBe('<p>$5 and <em>now</em> $10</p>');
  });
});

describe('emphasis between CJK characters', () => {
  test.each([
    ['**“中文”**是', '<strong>“中文”</strong>是'],
    ['是**“中文”**', '是<strong>“中文”</strong>'],
    [
      '**“中文”**是**重点**。**“好”**的',
      '<strong>“中文”</strong>是<strong>重点</strong>。<strong>“好”</strong>的',
    ],
    ['**注意：**请看', '<strong>注意：</strong>请看'],
    ['**中文（注）**abc', '<strong>中文（注）</strong>abc'],
    ['Apple**（苹果）**公司', 'Apple<strong>（苹果）</strong>公司'],
    ['这是**`code`**吗', '这是<strong><code>code</code></strong>吗'],
    ['**50%**的人', '<strong>50%</strong>的人'],
    ['*“斜体”*和***“两者”***都', '<em>“斜体”</em>和<em><strong>“两者”</strong></em>都'],
    ['~~“删除”~~了', '<del>“删除”</del>了'],
    ['**「日本語」**です', '<strong>「日本語」</strong>です'],
    ['**(한국어)**는', '<strong>(한국어)</strong>는'],
    ['**外**的*内*', '<strong>外</strong>的<em>内</em>'],
    ['3~5天，10~15天', '3~5天，10~15天'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['** 空 **格', '** 空 **格'],
    ['snake_case_name 和 变_量_名', 'snake_case_name 和 变_量_名'],
    ['**English** (*and*) "**quotes**"', '<strong>English</strong> (<em>and</em>) "<strong>quotes</strong>"'],
  ])('%s', (text, expected) => expect(html(text)).toBe(`<p>${expected}</p>`));
});

describe('a text that grows', () => {
  test('a settled block is never touched again', () => {
    const { root, stream } = page();
    stream.show('# Title\n\nfirst\n\nsecond');
    const [title, first] = root.children;
    stream.show('# Title\n\nfirst\n\nsecond grows\n\n- and\n');
    expect(root.children[0]).toBe(title);
    expect(root.children[1]).toBe(first);
    expect(root.children).toHaveLength(4);
  });

  test('open code grows in one text node', () => {
    const { root, stream } = page();
    let text = '```js\nconst a = `';
    stream.show(text);
    const node = root.querySelector('code')?.firstChild;
    for (const more of ['${b}`', ';\n', '\n', 'call()\n', '``', 'x\n', '```\n', 'after']) {
      text += more;
      stream.show(text);
    }
    expect(root.querySelector('code')?.firstChild).toBe(node);
    expect(root.querySelector('code')?.textContent).toBe('const a = `${b}`;\n\ncall()\n``x');
    expect(root.lastElementChild?.outerHTML).toBe('<p>after</p>');
  });

  test('code in a list grows in one text node', () => {
    const { root, stream } = page();
    stream.show('1. so\n   ```\n   a\n');
    const node = root.querySelector('code')?.firstChild;
    stream.show('1. so\n   ```\n   a\n   b\n');
    expect(root.querySelector('code')?.firstChild).toBe(node);
    expect(node?.textContent).toBe('a\nb');
  });

  test('words that stay keep their node, so that a selection stays', () => {
    const { root, stream } = page();
    stream.show('one **two** three');
    const [one, two] = root.querySelector('p')?.childNodes ?? [];
    stream.show('one **two** three *four*');
    expect([...(root.querySelector('p')?.childNodes ?? [])].slice(0, 2)).toEqual([one, two]);
  });

  test('another text takes its place', () => {
    const { root, stream } = page();
    stream.show('one\n\ntwo');
    stream.show('three');
    expect(root.innerHTML).toBe('<p>three</p>');
  });

  test('a list becomes loose when a blank line comes', () => {
    const { root, stream } = page();
    stream.show('- a\n- b');
    stream.show('- a\n- b\n\n- c');
    expect(root.querySelectorAll('li > p')).toHaveLength(3);
  });
});

/** Pieces of Markdown that open, close, continue and interrupt each other. */
const piece = fc.constantFrom(
  ...['\n', '\n', '\n\n', '\r\n', '\r', ' ', '  ', '    ', '\t', 'a', 'b c', '中', '“', '”', '，', '：'],
  ...['*', '**', '_', '~~', '~', '`', '``', '```', '```js\n', '~~~', '\\', '$', '$$', '\\[', '\\]', '\\('],
  ...[
    '# ',
    '## ',
    '> ',
    '>',
    '- ',
    '* ',
    '1. ',
    '1',
    '2) ',
    '- [ ] ',
    '---',
    '===',
    '-',
    '=',
    '|',
    '|-|',
    '|a|b|\n|-|:-:|\n',
  ],
  ...[
    '[a](https://b.example)',
    '[',
    ']',
    '](',
    ')',
    '!',
    'https://c.example',
    '<',
    '>',
    '<b>',
    '</b>',
    '<div>',
    '<br>',
  ],
  ...['<!--', '-->', '<pre>', '&amp;', '&', ';', '[1]: https://d.example', '.', '😀', '{', '+'],
);
const anyText = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

function cut(text: string, lengths: readonly number[]): string[] {
  const shown: string[] = [];
  let end = 0;
  for (let i = 0; end < text.length; i++) {
    end += lengths[i % lengths.length] ?? 1;
    shown.push(text.slice(0, end));
  }
  return shown;
}

test('a text that was streamed looks like one that was shown at once, wherever it was cut', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(anyText, lengths, (text, lengths) => {
      const { root, stream } = page();
      for (const beginning of cut(text, lengths)) stream.show(beginning);
      expect(root.innerHTML).toBe(html(text));
    }),
    { numRuns: 3000 },
  );
}, 120_000);

test('at every cut the page shows what is there, not less', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { root, stream } = page();
      for (const beginning of cut(text, [1])) {
        stream.show(beginning);
        expect(root.innerHTML).toBe(html(beginning));
      }
    }),
    { numRuns: 200 },
  );
}, 120_000);
