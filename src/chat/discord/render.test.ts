import { describe, expect, it } from 'vitest';
import { buttons, diff, fields, type Reply, say, table, text } from '#src/chat/reply.ts';
import { tapOf } from '#test/fakes/discord/scriptedDoor.ts';
import { toPages } from './render.ts';

const card: Reply = {
  title: 'Proposal c1: long BTC/USDT PAPER',
  tone: 'good',
  blocks: [
    fields({ entry: 'crosses above 64,000', risk: '100.00 USDT (1 %)' }),
    text('The trend is up.\n# and nothing else'),
    table(['id', '>PnL'], [['t1', '+1.00']]),
    diff({ what: 'stop', before: '1', after: '2' }),
    buttons({ Approve: '/approve c1' }),
  ],
};

describe('toPages', () => {
  it('draws every block in its order, with the buttons that have tokens', () => {
    const approve = tapOf('Approve', 'good');
    const [page, ...more] = toPages({ reply: card, taps: [approve] });
    expect(more).toEqual([]);
    expect(page.embed).toEqual({
      title: 'Proposal c1: long BTC/USDT PAPER',
      description: [
        '**entry** crosses above 64,000',
        '**risk** 100.00 USDT \\(1 %\\)',
        '',
        'The trend is up.',
        '\\# and nothing else',
        '```',
        'id    PnL',
        't1  +1.00',
        '```',
        '**stop** 1 → 2',
      ].join('\n'),
      color: 0x2ecc71,
    });
    expect(page.rows).toEqual([{ type: 1, components: [{ type: 2, style: 3, label: 'Approve', custom_id: approve.token }] }]);
  });

  it('puts five buttons in a row and cuts labels that are too long', () => {
    const taps = [...Array.from({ length: 7 }, (_, index) => tapOf(`b${index}`)), tapOf('x'.repeat(100), 'bad')];
    const [{ rows }] = toPages({ reply: say('a'), taps });
    expect(rows.map(({ components }) => components.length)).toEqual([5, 3]);
    expect(rows[1]?.components.at(-1)).toMatchObject({ style: 4, label: `${'x'.repeat(79)}…` });
  });

  it('splits what is too long, and keeps title and buttons on the first page', () => {
    const long = toPages({ reply: { ...card, blocks: [text('word '.repeat(2_000))] }, taps: [tapOf('Approve')] });
    expect(long.map(({ rows }) => rows.length)).toEqual([1, 0, 0]);
    expect(long[0].embed.title).toBe(card.title);
    expect(long.map(({ embed }) => (embed.description ?? '').length).every((length) => length > 0 && length <= 4_096)).toBe(true);
    const titled = toPages({ reply: say('t'.repeat(300), 'rest'), taps: [] });
    expect(titled[0].embed.title).toBeUndefined();
    expect(titled[0].embed.description).toBe(`**${'t'.repeat(300)}**\n\nrest`);
  });

  it('has something to show even of a reply that says nothing', () => {
    expect(toPages({ reply: { title: '', blocks: [] }, taps: [] })[0].embed.description).toBe('\u200b');
    expect(toPages({ reply: say('Done'), taps: [] })[0].embed).toEqual({ title: 'Done', color: 0x5b6b7c });
  });
});
