import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '#src/ledger/event.ts';
import { sentenceAbout, sentenceOf } from './sentence.ts';

const event = (kind: string, subject: string, data: object, actor = 'sniper'): AnyEvent =>
  ({ seq: 7, at: '2026-01-05T08:00:00.000Z', actor, kind, subject, cause: null, data }) as AnyEvent;

describe('sentenceOf', () => {
  it('says who decided, where, and until when', () => {
    const data = { actor: 'user:terminal', band: 'ask', reason: null, expires_at: '2026-01-05T12:00:00.000Z' };
    expect(sentenceOf(event('condition.armed', 'c1', data, 'user:terminal'))).toBe('Approved at the terminal; armed until 12:00 UTC.');
    expect(sentenceOf(event('condition.armed', 'c1', { ...data, actor: 'policy', band: 'auto' }, 'policy'))).toBe(
      'Approved by the policy, without asking; armed until 12:00 UTC.',
    );
    expect(sentenceOf(event('condition.armed', 'c1', { ...data, actor: 'user:discord:222:Ann' }))).toBe(
      'Approved by Ann on Discord; armed until 12:00 UTC.',
    );
  });

  it('names the guard with the figure that decided and its limit', () => {
    const data = { guard: 'dailyLoss', figure: '5.1 %', limit: '5 %', text: 'Today has lost 5.1 % of equity.' };
    expect(sentenceOf(event('condition.denied', 'c1', data))).toBe(
      'The guard dailyLoss said no (5.1 % against 5 %): Today has lost 5.1 % of equity.',
    );
  });

  it('tells received funding from paid funding', () => {
    const data = { trade_id: 't1', amount: '-0.12', asset: 'USDT' };
    expect(sentenceOf(event('funding.recorded', 'n1', data))).toBe('Funding for t1: -0.12 USDT received.');
    expect(sentenceOf(event('funding.recorded', 'n1', { ...data, amount: '0.12' }))).toBe('Funding for t1: 0.12 USDT paid.');
  });

  it('names the condition, order or trade where nothing else does', () => {
    expect(sentenceAbout(event('condition.expired', 'c4', { reason: 'nobody answered in time' }))).toBe(
      'c4: It expired: nobody answered in time.',
    );
    expect(sentenceAbout(event('order.canceled', 'o4', { reason: 'replaced' }))).toBe('Order o4 was canceled: replaced.');
  });
});
