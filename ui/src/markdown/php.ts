import { clike } from '@codemirror/legacy-modes/mode/clike';

const words = (text: string) => Object.fromEntries(text.split(' ').map((word) => [word, true]));

/** PHP, whose names begin with `$` and whose comments may begin with `#`. */
export const php = clike({
  name: 'php',
  keywords: words(
    'abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enum eval exit extends final finally fn for foreach from function global goto if implements include include_once instanceof insteadof interface isset list match namespace new or print private protected public readonly require require_once return static switch throw trait try unset use var while xor yield',
  ),
  blockKeywords: words('catch do else elseif for foreach if switch try while finally'),
  atoms: words('true false null TRUE FALSE NULL self parent __CLASS__ __DIR__ __FILE__ __LINE__ __METHOD__'),
  multiLineStrings: true,
  hooks: {
    $: (stream: { eatWhile: (pattern: RegExp) => boolean }) => {
      stream.eatWhile(/[\w$]/);
      return 'variableName.special';
    },
    '#': (stream: { skipToEnd: () => void; eat: (character: string) => unknown }) => {
      if (stream.eat('[')) return 'meta';
      stream.skipToEnd();
      return 'comment';
    },
  },
});
