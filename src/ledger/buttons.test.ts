import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, later, toIso, VirtualClock } from '#src/domain/clock.ts';
import { bindButton, buttonOf, type NewButton, pruneButtons, useButton, writeButton } from './buttons.ts';
import { Ledger } from './ledger.ts';
import { findSealBreaks } from './seal.ts';

const START = instant(1_767_600_000_000);
const MINUTE = 60_000;
let ledger: Ledger;
beforeEach(() => {
  ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(START) });
});
afterEach(() => {
  // Whatever was done, every row fits its seal and none is missing.
  expect(findSealBreaks(ledger)).toEqual([]);
  ledger.close();
});

const button = (token: string, minutes: number, paramsHash: string | null = null): NewButton => ({
  token,
  channel: 'telegram:111',
  command: '/approve c1',
  params_hash: paramsHash,
  subject: 'c1',
  single_use: 1,
  created_at: toIso(START),
  expires_at: toIso(later(START, minutes * MINUTE)),
});
const write = (...all: readonly NewButton[]): void => ledger.transact((tx) => all.forEach((one) => void writeButton(tx, one)));
const tokens = (): string[] => ledger.all<{ token: string }>('select token from button order by id').map(({ token }) => token);
const prune = (minutes: number, market = minutes): number =>
  ledger.transact((tx) => pruneButtons(tx, { wall: later(START, minutes * MINUTE), market: later(START, market * MINUTE) }));

describe('buttons', () => {
  it('are found by their token, belong to a message once it is sent, and remember who used them up', () => {
    write(button('a', 15), button('b', 15));
    expect(buttonOf(ledger, 'a')).toMatchObject({ id: 1, command: '/approve c1', message_ref: null, used_at: null });
    expect(buttonOf(ledger, 'z')).toBeUndefined();
    ledger.transact((tx) => bindButton(tx, buttonOf(tx, 'a') as never, 'telegram:222', '7'));
    ledger.transact((tx) => useButton(tx, buttonOf(tx, 'a') as never, 'user:telegram:111:Ann', later(START, 20)));
    expect(buttonOf(ledger, 'a')).toMatchObject({
      channel: 'telegram:222',
      message_ref: '7',
      used_by: 'user:telegram:111:Ann',
      used_at: '2026-01-05T08:00:00.020Z',
    });
    expect(buttonOf(ledger, 'b')).toMatchObject({ channel: 'telegram:111', message_ref: null, used_at: null });
  });

  it('never share a token', () => {
    write(button('a', 15));
    expect(() => write(button('a', 20))).toThrow(/UNIQUE/);
    expect(tokens()).toEqual(['a']);
  });

  it('are deleted from the oldest on, up to the first that has not expired', () => {
    write(button('a', 1), button('b', 30), button('c', 1));
    expect(prune(10)).toBe(1);
    expect(tokens()).toEqual(['b', 'c']);
    expect(prune(10)).toBe(0);
    expect(prune(31)).toBe(2);
    expect(tokens()).toEqual([]);
    write(button('d', 15));
    expect(buttonOf(ledger, 'd')?.id).toBe(4);
  });

  it('of a proposal expire by the time of the market, others by that of the people', () => {
    write(button('a', 30, 'hash'), button('b', 30));
    expect(prune(60, 10)).toBe(0);
    expect(prune(10, 60)).toBe(1);
    expect(tokens()).toEqual(['b']);
  });
});
