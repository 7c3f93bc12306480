import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { armedOrAll, freeText, howMany, oneOf, proposalId } from './argument.ts';
import { command } from './command.ts';
import { parse, wordsOf } from './parse.ts';
import { createRegistry } from './registry.ts';
import { say } from './reply.ts';

const base = { summary: '', role: 'viewer', examples: [], run: () => say('') } as const;
const commands = createRegistry([
  command({ ...base, name: 'approve', args: z.object({ id: proposalId, size: oneOf('half').optional() }) }),
  command({ ...base, name: 'reject', args: z.object({ id: proposalId, reason: freeText('reason').optional() }), rest: true }),
  command({ ...base, name: 'trades', args: z.object({ n: howMany(50).optional() }), aliases: { last: '1' } }),
  command({ ...base, name: 'disarm', args: z.object({ id: armedOrAll }) }),
]);
const argsOf = (line: string): unknown => {
  const parsed = parse(line, commands);
  return 'args' in parsed ? parsed.args : parsed;
};
const faultOf = (line: string): string | undefined => {
  const parsed = parse(line, commands);
  return 'fault' in parsed ? parsed.fault : undefined;
};

describe('parse', () => {
  it('understands a command with and without slash, in any case, and addressed to a bot', () => {
    for (const line of ['/approve c1', 'approve c1', '  /APPROVE   C1 ', '/approve@HeronBot c1', 'approve 1'])
      expect(argsOf(line)).toEqual({ id: 'c1' });
  });

  it('gives the rest of the line to a last argument that wants it, and keeps quoted words together', () => {
    expect(argsOf('/reject c1 news in an hour')).toEqual({ id: 'c1', reason: 'news in an hour' });
    expect(argsOf('/reject c1 "news in an hour"')).toEqual({ id: 'c1', reason: 'news in an hour' });
    expect(wordsOf('/resume “resume trading” "open')).toEqual(['/resume', 'resume trading', 'open']);
  });

  it('puts the words that an alias stands for before those that were typed', () => {
    expect(argsOf('/last')).toEqual({ n: 1 });
  });

  it('says what is wrong in words', () => {
    expect(faultOf('/approve')).toBe('/approve needs one more word: ID');
    expect(faultOf('/approve t1')).toBe('t1 does not fit: a proposal is named like c12');
    expect(faultOf('/approve c1 double')).toBe('double is none of half');
    expect(faultOf('/approve c1 half now')).toBe('now is more than /approve takes');
    expect(faultOf('/trades many')).toBe('many does not fit: a whole number is needed');
    expect(faultOf('/trades 51')).toBe('51 does not fit: at most 50');
    expect(faultOf('/disarm everything')).toContain('the word all means every one');
  });

  it('names what may have been meant, and keeps what stood behind it', () => {
    expect(parse('/aprove c1 half', commands)).toEqual({ unknown: '/aprove', near: ['approve'], rest: 'c1 half' });
    expect(parse('', commands)).toEqual({ unknown: '', near: [], rest: '' });
  });
});

describe('createRegistry', () => {
  it('refuses two commands of one name, also by alias', () => {
    const one = command({ ...base, name: 'fly', args: z.object({}) });
    expect(() => createRegistry([one, one])).toThrow('two commands are called /fly');
    expect(() => createRegistry([one, { ...one, name: 'swim', aliases: { fly: '' } }])).toThrow('two commands are called /fly');
  });

  it('refuses a name that a platform would not take', () => {
    expect(() => createRegistry([command({ ...base, name: 'Fly-High', args: z.object({}) })])).toThrow(
      'not a name that every platform takes',
    );
  });
});
