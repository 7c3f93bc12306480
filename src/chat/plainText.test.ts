import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHONE_COLUMNS, toPlainText } from './plainText.ts';
import { buttons, diff, fields, type Reply, say, table, text } from './reply.ts';

const widest = (plain: string): number => Math.max(...plain.split('\n').map((line) => [...line].length));

describe('toPlainText', () => {
  it('puts the title above, one empty line between blocks, and marks the tone', () => {
    const reply: Reply = { title: 'Halted', tone: 'warn', blocks: [text('No new risk.'), text('Positions keep their stops.')] };
    expect(toPlainText(reply)).toBe('! Halted\nNo new risk.\n\nPositions keep their stops.');
  });

  it('lines up the values of fields, further lines below the first, and leaves out what is undefined', () => {
    const reply: Reply = { title: 'T', blocks: [fields({ stop: '63,000', 'reward:risk': '1.5 : 1', funding: undefined, also: 'a\nb' })] };
    expect(toPlainText(reply)).toBe('T\nstop         63,000\nreward:risk  1.5 : 1\nalso         a\n             b');
  });

  it('sets columns side by side, figures to the right', () => {
    const rows = [
      ['t1', 'BTC/USDT', '+12.30'],
      ['t12', 'ETH/USDT', '-4.00'],
    ];
    expect(toPlainText({ title: 'T', blocks: [table(['id', 'market', '>PnL'], rows)] })).toBe(
      'T\nid   market       PnL\nt1   BTC/USDT  +12.30\nt12  ETH/USDT   -4.00',
    );
  });

  it('sets one entry below the other where a phone has no room for columns', () => {
    const rows = [['o2 BTC/USDT', 'sell 0.01741', 'stop 63,000', 'stop of t1', 'open']];
    const plain = toPlainText({ title: 'T', blocks: [table(['', '', 'at', 'for', 'is'], rows)] });
    expect(plain).toBe('T\no2 BTC/USDT\n  sell 0.01741 · at stop 63,000\n  for stop of t1 · is open');
  });

  it('keeps a table within a phone whenever its cells can be kept whole', () => {
    const cell = fc.stringMatching(/^[A-Za-z0-9/.,+-]{0,18}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        expect(widest(toPlainText({ title: 'T', blocks: [table(['id', 'market', '>PnL', 'exit'], rows)] }))).toBeLessThanOrEqual(
          PHONE_COLUMNS,
        );
      }),
    );
  });

  it('shows a diff as before and after, and buttons as what can be typed, as many in a line as a phone has room for', () => {
    const answers = buttons({ Approve: '/approve c1', Reject: '/reject c1', 'Half size': '/approve c1 half', Why: '/why c1' });
    const reply: Reply = { title: 'T', blocks: [diff({ what: 'price', before: '63,800', after: '64,200' }), answers] };
    expect(toPlainText(reply)).toBe('T\nprice: 63,800 → 64,200\n\n/approve c1 · /reject c1\n/approve c1 half · /why c1');
  });

  it('lets no data form a screen command, also not in titles, names and cells', () => {
    const evil = '\u001b[2Jx\u202e';
    const reply: Reply = {
      title: evil,
      blocks: [
        text(evil),
        fields({ [evil]: evil }),
        table([evil], [[evil]]),
        diff({ what: evil, before: evil, after: evil }),
        buttons({ a: evil }),
      ],
    };
    for (const mark of ['\u001b', '\u202e']) expect(toPlainText(reply)).not.toContain(mark);
  });

  it('leaves out blocks that hold nothing', () => {
    expect(toPlainText({ title: 'T', blocks: [table(['a'], []), text('end')] })).toBe('T\nend');
    expect(toPlainText(say('Only a title'))).toBe('Only a title');
  });
});
