import type { StreamParser } from '@codemirror/language';

/** The grammar of a language; what it keeps at the end of a line is its own affair. */
export type Grammar = StreamParser<unknown>;

type Loader = () => Promise<Grammar>;

/** A file of grammars, and the names in it of those that are not called like the language. */
function from(load: () => Promise<object>, name: string): Loader {
  return async () => ((await load()) as Record<string, Grammar>)[name] as Grammar;
}

const clike = () => import('@codemirror/legacy-modes/mode/clike');
const javascript = () => import('@codemirror/legacy-modes/mode/javascript');
const css = () => import('@codemirror/legacy-modes/mode/css');
const xml = () => import('@codemirror/legacy-modes/mode/xml');
const ml = () => import('@codemirror/legacy-modes/mode/mllike');
const sql = () => import('@codemirror/legacy-modes/mode/sql');
const python = () => import('@codemirror/legacy-modes/mode/python');

/** Who speaks how: the names a block of code may give, the first of which is also the ending of its file. */
const LANGUAGES: readonly (readonly [names: string, load: Loader])[] = [
  ['apl', from(() => import('@codemirror/legacy-modes/mode/apl'), 'apl')],
  ['asn1', from(() => import('@codemirror/legacy-modes/mode/asn1'), 'asn1')],
  ['bf brainfuck', from(() => import('@codemirror/legacy-modes/mode/brainfuck'), 'brainfuck')],
  ['c h', from(clike, 'c')],
  ['cpp c++ cc cxx hpp cuda cu arduino', from(clike, 'cpp')],
  ['java', from(clike, 'java')],
  ['cs csharp c#', from(clike, 'csharp')],
  ['scala', from(clike, 'scala')],
  ['kt kotlin kts', from(clike, 'kotlin')],
  ['dart', from(clike, 'dart')],
  ['m objectivec objective-c objc', from(clike, 'objectiveC')],
  ['mm objectivec++ objective-c++', from(clike, 'objectiveCpp')],
  ['glsl shader hlsl wgsl metal', from(clike, 'shader')],
  ['nut squirrel', from(clike, 'squirrel')],
  ['php', () => import('./php').then(({ php }) => php)],
  ['clj clojure cljs edn', from(() => import('@codemirror/legacy-modes/mode/clojure'), 'clojure')],
  ['cmake', from(() => import('@codemirror/legacy-modes/mode/cmake'), 'cmake')],
  ['cob cobol', from(() => import('@codemirror/legacy-modes/mode/cobol'), 'cobol')],
  ['coffee coffeescript', from(() => import('@codemirror/legacy-modes/mode/coffeescript'), 'coffeeScript')],
  [
    'lisp commonlisp elisp emacs-lisp el',
    from(() => import('@codemirror/legacy-modes/mode/commonlisp'), 'commonLisp'),
  ],
  ['cr crystal', from(() => import('@codemirror/legacy-modes/mode/crystal'), 'crystal')],
  ['css', from(css, 'css')],
  ['scss', from(css, 'sCSS')],
  ['less', from(css, 'less')],
  ['sass', from(() => import('@codemirror/legacy-modes/mode/sass'), 'sass')],
  ['styl stylus', from(() => import('@codemirror/legacy-modes/mode/stylus'), 'stylus')],
  ['cypher', from(() => import('@codemirror/legacy-modes/mode/cypher'), 'cypher')],
  ['d', from(() => import('@codemirror/legacy-modes/mode/d'), 'd')],
  ['diff patch', from(() => import('@codemirror/legacy-modes/mode/diff'), 'diff')],
  [
    'dockerfile docker containerfile',
    from(() => import('@codemirror/legacy-modes/mode/dockerfile'), 'dockerFile'),
  ],
  ['ebnf', from(() => import('@codemirror/legacy-modes/mode/ebnf'), 'ebnf')],
  ['e eiffel', from(() => import('@codemirror/legacy-modes/mode/eiffel'), 'eiffel')],
  ['elm', from(() => import('@codemirror/legacy-modes/mode/elm'), 'elm')],
  ['erl erlang', from(() => import('@codemirror/legacy-modes/mode/erlang'), 'erlang')],
  ['factor', from(() => import('@codemirror/legacy-modes/mode/factor'), 'factor')],
  ['fth forth', from(() => import('@codemirror/legacy-modes/mode/forth'), 'forth')],
  ['f90 fortran f95', from(() => import('@codemirror/legacy-modes/mode/fortran'), 'fortran')],
  ['s gas asm assembly nasm x86asm armasm', from(() => import('@codemirror/legacy-modes/mode/gas'), 'gas')],
  ['feature gherkin cucumber', from(() => import('@codemirror/legacy-modes/mode/gherkin'), 'gherkin')],
  ['go golang', from(() => import('@codemirror/legacy-modes/mode/go'), 'go')],
  ['groovy gradle jenkinsfile', from(() => import('@codemirror/legacy-modes/mode/groovy'), 'groovy')],
  ['hs haskell', from(() => import('@codemirror/legacy-modes/mode/haskell'), 'haskell')],
  ['hx haxe', from(() => import('@codemirror/legacy-modes/mode/haxe'), 'haxe')],
  ['http', from(() => import('@codemirror/legacy-modes/mode/http'), 'http')],
  ['idl', from(() => import('@codemirror/legacy-modes/mode/idl'), 'idl')],
  ['js javascript jsx mjs cjs node', from(javascript, 'javascript')],
  ['ts typescript tsx mts cts', from(javascript, 'typescript')],
  ['json jsonc json5 jsonl ndjson', from(javascript, 'json')],
  ['jsonld', from(javascript, 'jsonld')],
  ['j2 jinja jinja2 django twig', from(() => import('@codemirror/legacy-modes/mode/jinja2'), 'jinja2')],
  ['jl julia', from(() => import('@codemirror/legacy-modes/mode/julia'), 'julia')],
  ['ls livescript', from(() => import('@codemirror/legacy-modes/mode/livescript'), 'liveScript')],
  ['lua luau', from(() => import('@codemirror/legacy-modes/mode/lua'), 'lua')],
  ['wl mathematica wolfram', from(() => import('@codemirror/legacy-modes/mode/mathematica'), 'mathematica')],
  ['ml ocaml', from(ml, 'oCaml')],
  ['fs fsharp f#', from(ml, 'fSharp')],
  ['sml', from(ml, 'sml')],
  ['mo modelica', from(() => import('@codemirror/legacy-modes/mode/modelica'), 'modelica')],
  ['conf nginx', from(() => import('@codemirror/legacy-modes/mode/nginx'), 'nginx')],
  ['nsi nsis', from(() => import('@codemirror/legacy-modes/mode/nsis'), 'nsis')],
  ['nt ntriples', from(() => import('@codemirror/legacy-modes/mode/ntriples'), 'ntriples')],
  ['m matlab octave', from(() => import('@codemirror/legacy-modes/mode/octave'), 'octave')],
  ['pas pascal delphi objectpascal', from(() => import('@codemirror/legacy-modes/mode/pascal'), 'pascal')],
  ['pegjs peg', from(() => import('@codemirror/legacy-modes/mode/pegjs'), 'pegjs')],
  ['pl perl', from(() => import('@codemirror/legacy-modes/mode/perl'), 'perl')],
  ['ps1 powershell pwsh', from(() => import('@codemirror/legacy-modes/mode/powershell'), 'powerShell')],
  [
    'ini properties cfg dotenv env editorconfig',
    from(() => import('@codemirror/legacy-modes/mode/properties'), 'properties'),
  ],
  ['proto protobuf', from(() => import('@codemirror/legacy-modes/mode/protobuf'), 'protobuf')],
  ['pug jade', from(() => import('@codemirror/legacy-modes/mode/pug'), 'pug')],
  ['pp puppet', from(() => import('@codemirror/legacy-modes/mode/puppet'), 'puppet')],
  ['py python python3 gyp starlark bazel', from(python, 'python')],
  ['pyx cython', from(python, 'cython')],
  ['r', from(() => import('@codemirror/legacy-modes/mode/r'), 'r')],
  ['rb ruby rake gemfile', from(() => import('@codemirror/legacy-modes/mode/ruby'), 'ruby')],
  ['rs rust', from(() => import('@codemirror/legacy-modes/mode/rust'), 'rust')],
  ['sas', from(() => import('@codemirror/legacy-modes/mode/sas'), 'sas')],
  ['scm scheme racket rkt', from(() => import('@codemirror/legacy-modes/mode/scheme'), 'scheme')],
  [
    'sh bash shell zsh fish console shellscript makefile make',
    from(() => import('@codemirror/legacy-modes/mode/shell'), 'shell'),
  ],
  ['st smalltalk', from(() => import('@codemirror/legacy-modes/mode/smalltalk'), 'smalltalk')],
  ['rq sparql', from(() => import('@codemirror/legacy-modes/mode/sparql'), 'sparql')],
  ['sql', from(sql, 'standardSQL')],
  ['sql mysql mariadb', from(sql, 'mySQL')],
  ['sql pgsql postgres postgresql plpgsql', from(sql, 'pgSQL')],
  ['sql sqlite', from(sql, 'sqlite')],
  ['sql mssql tsql', from(sql, 'msSQL')],
  ['sql plsql oracle', from(sql, 'plSQL')],
  ['cql cassandra', from(sql, 'cassandra')],
  ['hql hive', from(sql, 'hive')],
  ['tex latex stex', from(() => import('@codemirror/legacy-modes/mode/stex'), 'stex')],
  ['swift', from(() => import('@codemirror/legacy-modes/mode/swift'), 'swift')],
  ['tcl', from(() => import('@codemirror/legacy-modes/mode/tcl'), 'tcl')],
  ['toml', from(() => import('@codemirror/legacy-modes/mode/toml'), 'toml')],
  ['ttl turtle', from(() => import('@codemirror/legacy-modes/mode/turtle'), 'turtle')],
  ['vb vbnet', from(() => import('@codemirror/legacy-modes/mode/vb'), 'vb')],
  ['vbs vbscript vba', from(() => import('@codemirror/legacy-modes/mode/vbscript'), 'vbScript')],
  ['vm velocity', from(() => import('@codemirror/legacy-modes/mode/velocity'), 'velocity')],
  ['v verilog sv systemverilog', from(() => import('@codemirror/legacy-modes/mode/verilog'), 'verilog')],
  ['vhd vhdl', from(() => import('@codemirror/legacy-modes/mode/vhdl'), 'vhdl')],
  ['wat wast wasm', from(() => import('@codemirror/legacy-modes/mode/wast'), 'wast')],
  ['webidl', from(() => import('@codemirror/legacy-modes/mode/webidl'), 'webIDL')],
  ['html htm vue svelte astro', from(xml, 'html')],
  ['xml svg plist xsd xslt rss', from(xml, 'xml')],
  ['xq xquery', from(() => import('@codemirror/legacy-modes/mode/xquery'), 'xQuery')],
  ['yaml yml', from(() => import('@codemirror/legacy-modes/mode/yaml'), 'yaml')],
  ['z80', from(() => import('@codemirror/legacy-modes/mode/z80'), 'z80')],
];

const named = new Map<string, readonly [ending: string, load: Loader]>();
for (const [names, load] of LANGUAGES) {
  const [ending = '', ...others] = names.split(' ');
  for (const name of [ending, ...others]) if (!named.has(name)) named.set(name, [ending, load]);
}

const loaded = new Map<string, Grammar | null>();

/** Every name that a language goes by. */
export const languageNames: readonly string[] = [...named.keys()];

/** The grammar of a language if it is here; `null` if there is none; `undefined` if it can be loaded. */
export function grammarOf(language: string): Grammar | null | undefined {
  const name = language.toLowerCase();
  return named.has(name) ? loaded.get(name) : null;
}

/** Loads the grammar of a language. One that cannot be loaded is none. */
export async function loadGrammar(language: string): Promise<Grammar | null> {
  const name = language.toLowerCase();
  const known = grammarOf(name);
  if (known !== undefined) return known;
  const grammar =
    (await named
      .get(name)?.[1]()
      .catch(() => null)) ?? null;
  loaded.set(name, grammar);
  return grammar;
}

/** What a file with code in this language is called. */
export function fileNameOf(language: string): string {
  const name = language.toLowerCase();
  if (name === 'dockerfile' || name === 'docker') return 'Dockerfile';
  const ending = named.get(name)?.[0] ?? (/^[a-z\d]{1,10}$/.test(name) ? name : 'txt');
  return `code.${name === 'svg' ? 'svg' : ending}`;
}
