import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, escapedLine, fenced } from './escape.ts';

/** What a reader sees of escaped text: Discord takes the backslash before a sign away. */
const seen = (markdown: string): string => markdown.replace(/\\([^0-9A-Za-z\s])/g, '$1');

describe('escaped', () => {
  it('leaves nothing that a client would take for markup, a mention or a link', () => {
    expect(escaped('_a_ *b* ~~c~~ `d` ||e|| <@1> @everyone [f](https://g.h)')).toBe(
      '\\_a\\_ \\*b\\* \\~\\~c\\~\\~ \\`d\\` \\|\\|e\\|\\| \\<\\@1\\> \\@everyone \\[f\\]\\(https\\://g.h\\)',
    );
    expect(escaped('# big\n- item\n> said\n-# small\n1. first')).toBe('\\# big\n\\- item\n\\> said\n\\-# small\n1\\. first');
    expect(escaped('<t:1:R> <:a:1> \\*')).toBe('\\<t:1:R\\> \\<:a:1\\> \\\\\\*');
  });

  it('leaves figures and plain words alone', () => {
    const line = 'BTC/USDT 64,012.50 (−0.8 %), 14:02 UTC; c12 & co: 1-2';
    expect(seen(escaped(line))).toBe(line);
    expect(escaped('long 64,012.50 at 14:02')).toBe('long 64,012.50 at 14:02');
  });

  it('takes away what cannot be seen', () => {
    expect(escapedLine('a\u202eb\u200bc\nd')).toBe('a b c d');
  });

  it('shows every printable text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1 _*~`|[]()<>@#+-.:/\\\n') }), (text) => {
        expect(seen(escaped(text))).toBe(text.replace(/ +$/gm, ''));
      }),
    );
  });
});

describe('fenced', () => {
  it('cannot end its fence', () => {
    expect(fenced('a ``` b')).not.toContain('```');
    expect(fenced('`````')).not.toContain('```');
  });
});
