import { tests } from 'commonmark-spec';
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
  stream.show(text, false);
  return root;
}

/** Without the sections that blocks stand in. */
const html = (text: string) => [...rendered(text).children].map((section) => section.innerHTML).join('');

describe('blocks', () => {
  test.each([
    ['paragraphs', 'one\n\ntwo', '<p>one</p><p>two</p>'],
    ['line breaks hold', 'one\ntwo', '<p>one<br>two</p>'],
    ['headings', '# one\n\n### three', '<h1>one</h1><h3>three</h3>'],
    ['emphasis', '**a** *b* ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>'],
    ['a tight list', '- a\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['a loose list', '- a\n\n- b', '<ul data-loose=""><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['a list with its own start', '3. a\n4. b', '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
    ['a nested list', '- a\n  - b', '<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>'],
    [
      'tasks',
      '- [x] a\n- [ ] b',
      '<ul><li class="task"><input type="checkbox" disabled="" checked=""><p>a</p></li>' +
        '<li class="task"><input type="checkbox" disabled=""><p>b</p></li></ul>',
    ],
    ['a heading underlined', 'one\ntwo\n===\n\nthree\n---', '<h1>one<br>two</h1><h2>three</h2>'],
    [
      'a list in a quotation',
      '> - a\n>   b\n> - c',
      '<blockquote><ul><li><p>a<br>b</p></li><li><p>c</p></li></ul></blockquote>',
    ],
    ['a lazy line', '> a\nb', '<blockquote><p>a<br>b</p></blockquote>'],
    ['a number that interrupts nothing', 'in\n1984. so', '<p>in<br>1984. so</p>'],
    ['two kinds of items', '- a\n+ b', '<ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul>'],
    [
      'a blank line in a quotation of an item',
      '* a\n  > b\n  >\n* c',
      '<ul><li><p>a</p><blockquote><p>b</p></blockquote></li><li><p>c</p></li></ul>',
    ],
    [
      'an item that begins with a blank line',
      '-\n  a\n-\n\n  b',
      '<ul><li><p>a</p></li><li></li></ul><p>b</p>',
    ],
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
    expect(code.querySelector('[data-act=copy]')?.textContent).toBe('Copy');
    expect(code.querySelector('pre code')?.textContent).toBe('print("<b>")\n');
  });

  test('indented code is code', () => {
    expect(rendered('a\n\n    b\n    c').querySelector('code')?.textContent).toBe('b\nc\n');
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
    expect(page.querySelector('script, img, b, div:not(.table), style, i, svg, iframe')).toBeNull();
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
    ['[a][1]\n\n[1]: https://a.example "t"', 'a', 'https://a.example'],
    ['[a]\n\n[a]:\n<https://a.example>', 'a', 'https://a.example'],
    ['www.a.example/b).', 'www.a.example/b', 'http://www.a.example/b'],
    ['(https://a.example/b_(c)), and', 'https://a.example/b_(c)', 'https://a.example/b_(c)'],
    ['write to a.b@c.example.', 'a.b@c.example', 'mailto:a.b@c.example'],
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

  test('a note is referred to by its label, and stands where it was written', () => {
    expect(html('a[^1] b[^2]\n\n[^1]: so **it** is\n\n    and more')).toBe(
      '<p>a<sup><a href="#" data-note="1" role="doc-noteref">1</a></sup> b[^2]</p>' +
        '<div class="note" role="doc-footnote" data-label="1" tabindex="-1"><sup>1</sup>' +
        '<p>so <strong>it</strong> is</p><p>and more</p></div>',
    );
  });
});

describe('mathematics is no Markdown', () => {
  const formulas = (text: string) =>
    [...rendered(text).querySelectorAll('.math')].map((node) => [node.textContent, node.className]);

  test.each(['$$\na_1 * b_1\n- c * d_2\n$$', '\\[ x \\]', '\\[\nx\n\\]'])('%s in a block', (text) => {
    expect(formulas(`so\n${text}\nthen`)).toEqual([[text, 'math display']]);
    expect(rendered(`so\n${text}\nthen`).querySelectorAll('p')).toHaveLength(2);
  });

  test.each(['$a*b*c$', '\\(a*b*c\\)', '$$a_b_ * c*d$$', '$\\alpha_{1} * \\$ * \\beta$'])(
    '%s in a line',
    (text) => {
      expect(formulas(`x ${text} y`).map(([source]) => source)).toEqual([text]);
      expect(rendered(`x ${text} y`).querySelector('em, strong')).toBeNull();
    },
  );

  test('emphasis around it holds', () => {
    expect(html('*a $x*y$ b*')).toBe(
      '<p><em>a <span class="math" data-source="$x*y$">$x*y$</span> b</em></p>',
    );
  });

  test('money is not mathematics', () => {
    expect(html('$5 and *now* $10')).toBe('<p>$5 and <em>now</em> $10</p>');
  });

  test('what never closes is words', () => {
    expect(html('$$ prizes\n\n*for* all')).toBe('<p>$$ prizes</p><p><em>for</em> all</p>');
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
    stream.show('# Title\n\nfirst\n\nsecond', true);
    const [title, first] = root.querySelectorAll('h1, p');
    stream.show('# Title\n\nfirst\n\nsecond grows\n\n- and\n', true);
    expect([...root.querySelectorAll('h1, p')].slice(0, 2)).toEqual([title, first]);
  });

  test.each([
    ['code', '```js\nconst a;\n', 'call()\n', '.line'],
    ['code in a list', '1. so\n   ```\n   a\n', '   b\n', '.line'],
    ['a list', '- a\n- b\n', '- c\n', 'li'],
    ['a table', '|a|\n|-|\n|b|\n', '|c|\n', 'tr'],
    ['a quotation', '> a\n>\n> b\n', '> c\n', 'p'],
  ])('%s grows at its end alone', (_, text, more, parts) => {
    const { root, stream } = page();
    stream.show(text, true);
    const before = [...root.querySelectorAll(parts)];
    stream.show(text + more, true);
    expect([...root.querySelectorAll(parts)].slice(0, before.length)).toEqual(before);
  });

  test('words that stay keep their node, so that a selection stays', () => {
    const { root, stream } = page();
    stream.show('one **two** three', true);
    const [one, two] = root.querySelector('p')?.childNodes ?? [];
    stream.show('one **two** three *four* and', true);
    expect([...(root.querySelector('p')?.childNodes ?? [])].slice(0, 2)).toEqual([one, two]);
  });

  test('another text takes its place', () => {
    const { root, stream } = page();
    stream.show('one\n\ntwo', true);
    stream.show('three', true);
    expect(root.textContent).toBe('three');
  });

  test('a list becomes loose when a blank line comes, and its items stay', () => {
    const { root, stream } = page();
    stream.show('- a\n- b', true);
    const item = root.querySelector('li');
    stream.show('- a\n- b\n\n- c', true);
    expect(root.querySelector('ul[data-loose] > li')).toBe(item);
  });

  test('a link that is defined later becomes one where it stands', () => {
    const { root, stream } = page();
    stream.show('see [a][1]\n\nmore\n\n', true);
    expect(root.querySelector('p')?.textContent).toBe('see a');
    stream.show('see [a][1]\n\nmore\n\n[1]: https://a.example\n\n', true);
    expect(root.querySelector('a')?.getAttribute('href')).toBe('https://a.example');
    stream.show('see [a][1]\n\nmore\n\n', false);
    expect(root.querySelector('p')?.textContent).toBe('see [a][1]');
  });
});

describe('what is half written does not flash', () => {
  test.each([
    ['an **import', 'an import'],
    ['an **import*', 'an import'],
    ['an *', 'an'],
    ['a `cod', 'a cod'],
    ['a ``', 'a'],
    ['a [link](https://a.exam', 'a link'],
    ['a [link', 'a link'],
    ['a ![cat](https', 'a'],
    ['so $x^2', 'so'],
    ['so \\(x', 'so'],
    ['one\n\n$$\nx', 'one'],
    ['a <b', 'a'],
    ['a &am', 'a'],
    ['one\n\n| a | b |', 'one'],
    ['one\n\n| a | b |\n|--', 'one'],
    ['one\n\n```js', 'one'],
    ['one\n-', 'one'],
    ['one\n\n2.', 'one'],
    ['one\n\n##', 'one'],
    ['one\n\n- [ ', 'one'],
    ['[^1', ''],
    ['costs $5 and', 'costs $5 and'],
    ['a snake_case', 'a snake_case'],
    ['2 * 3', '2 * 3'],
  ])('%s', (text, shown) => {
    const { root, stream } = page();
    stream.show(text, true);
    expect(root.textContent?.trim()).toBe(shown);
  });

  test('words are as important, as linked and as much code as they will be', () => {
    const { root, stream } = page();
    stream.show('an **import', true);
    expect(root.querySelector('strong')?.textContent).toBe('import');
    stream.show('an **import** of `code', true);
    expect(root.querySelector('code')?.textContent).toBe('code');
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

/** What stands in CommonMark's specification and in this text about GitHub's extensions. */
const EXAMPLES = [
  ...tests.map(({ markdown }) => markdown.replaceAll('→', '\t')),
  '| a | b |\n| - | :-: |\n| c | d |\ne\n\n> | f |\n> | - |\n> | g \\| `\\|` |\n',
  '- [ ] a\n- [x] b\n  - [ ] c\n\n1. [x] d\n',
  '~~a~~ ~b~ ~~~c~~~ ~~d\n\ne~~\n',
  'www.a.example https://b.example/c_(d). e@f.example\n',
  'a[^1] and[^b]\n\n[^1]: note\n\n    more\n[^b]: > quoted\n\nend [^c]\n',
];

function streamed(text: string, lengths: readonly number[]): Element {
  const { root, stream } = page();
  for (const beginning of cut(text, lengths)) stream.show(beginning, true);
  stream.show(text, false);
  return root;
}

const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 10 });

test.each(EXAMPLES.map((text) => [text]))('%j looks the same however it was cut', (text) => {
  for (const lengths of [[1], [2, 3], [7]])
    expect(streamed(text, lengths).innerHTML).toBe(rendered(text).innerHTML);
});

test('a text that was streamed looks like one that was shown at once, wherever it was cut', () => {
  const many = fc.oneof(
    anyText,
    fc.array(fc.constantFrom(...EXAMPLES), { maxLength: 4 }).map((texts) => texts.join('')),
  );
  fc.assert(
    fc.property(many, lengths, (text, lengths) => {
      expect(streamed(text, lengths).innerHTML).toBe(rendered(text).innerHTML);
    }),
    { numRuns: 3000 },
  );
}, 120_000);

test('a block that others follow stays the node it is, with the words it has', () => {
  const settled = (root: Element) => [...root.querySelectorAll(':scope > section > *')].slice(0, -2);
  // What is defined later reaches back, and is looked at above.
  const few = fc.array(fc.constantFrom(...EXAMPLES.filter((text) => !text.includes(']'))), { maxLength: 4 });
  fc.assert(
    fc.property(few, lengths, (texts, lengths) => {
      const { root, stream } = page();
      let before: [Element, string][] = [];
      for (const beginning of cut(texts.join('\n\n'), lengths)) {
        stream.show(beginning, true);
        const now = settled(root);
        before.forEach(([node, words], index) => {
          expect(now[index]).toBe(node);
          expect(node.outerHTML).toBe(words);
        });
        before = now.map((node) => [node, node.outerHTML]);
      }
    }),
    { numRuns: 300 },
  );
}, 120_000);

describe('much that comes at once', () => {
  const rows = Array.from({ length: 230 }, (_, row) => `| ${row} | **x** |`);
  const MUCH = ['first', ...EXAMPLES, `| n | x |\n| - | - |\n${rows.join('\n')}`, ...EXAMPLES, 'last'].join(
    '\n\n',
  );

  test('has its end on the page before its middle', () => {
    const { root, stream } = page();
    stream.take(MUCH, true);
    while (!root.textContent.includes('last')) stream.advance(0);
    expect(root.textContent).not.toContain('first');
    stream.advance(Infinity);
    expect(root.textContent).toContain('first');
    expect(root.querySelectorAll('tr').length).toBeGreaterThan(rows.length);
  }, 30_000);

  test('stands in stretches where it is one line, alike however it came', () => {
    const line = 'one two *three* 四五 `six` '.repeat(3_000);
    const whole = rendered(line);
    expect(whole.querySelectorAll('.stretch').length).toBeGreaterThan(2);
    expect(whole.textContent).toBe('one two three 四五 six '.repeat(3_000).trimEnd());
    expect(streamed(line, [7_000, 19, 9_000]).innerHTML).toBe(whole.innerHTML);
  }, 30_000);

  test('is drawn a piece at a time where it is one line, and what it refers to may come meanwhile', () => {
    const line = 'one [two] *three* 四五 [six] '.repeat(1_500);
    const text = `${line}\n\n[two]: https://example.org\n\nlast`;
    const whole = rendered(text);
    expect(whole.querySelectorAll('a').length).toBeGreaterThan(1_400);
    const { root, stream } = page();
    stream.take(text, false);
    stream.advance(0);
    expect(root.textContent).toContain('last');
    expect(root.textContent.length).toBeLessThan(line.length / 4);
    while (!stream.advance(performance.now() + 0.01));
    expect(root.innerHTML).toBe(whole.innerHTML);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 5 }), (lengths) => {
        const { root, stream } = page();
        for (const beginning of cut(text, lengths.concat(9_000))) {
          stream.take(beginning, true);
          stream.advance(performance.now() + 0.01);
        }
        stream.take(text, false);
        while (!stream.advance(performance.now() + 0.01));
        expect(root.innerHTML).toBe(whole.innerHTML);
      }),
      { numRuns: 4 },
    );
  }, 60_000);

  test('looks the same however it came', () => {
    const whole = rendered(MUCH).innerHTML;
    expect(streamed(MUCH, [97]).innerHTML).toBe(whole);
    const slow = page();
    slow.stream.take(MUCH, false);
    while (!slow.stream.advance(performance.now() + 0.01));
    expect(slow.root.innerHTML).toBe(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 5 }), (lengths) => {
        const { root, stream } = page();
        for (const beginning of cut(MUCH, lengths.concat(9_000))) {
          stream.take(beginning, true);
          stream.advance(0);
        }
        stream.show(MUCH, false);
        expect(root.innerHTML).toBe(whole);
      }),
      { numRuns: 4 },
    );
  }, 120_000);
});
