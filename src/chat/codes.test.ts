import { describe, expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import { Codes } from './codes.ts';

const MINUTE = 60_000;

function fresh(seed = 1) {
  const wall = new VirtualClock(instant(1_767_600_000_000));
  const rng = seededRng(seed);
  const codes = new Codes({ wall, entropy: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(rng.next() * 256)) });
  return { codes, pass: (minutes: number): void => wall.advanceTo(later(wall.now(), minutes * MINUTE)) };
}

describe('pairing codes', () => {
  it('have eight letters that cannot be mistaken for others, each as likely as any', () => {
    const seen = new Map<string, number>();
    const { codes } = fresh();
    for (let i = 0; i < 2_000; i++) {
      const { code } = codes.offer('viewer');
      expect(code).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
      for (const letter of code) seen.set(letter, (seen.get(letter) ?? 0) + 1);
    }
    expect(seen.size).toBe(31);
    for (const count of seen.values()) expect(Math.abs(count - 16_000 / 31)).toBeLessThan(120);
  });

  it('work once, however they are typed', () => {
    const { codes } = fresh();
    const { code } = codes.offer('trader');
    const typed = `${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
    expect(codes.redeem(typed)).toEqual({ ok: true, role: 'trader' });
    expect(codes.redeem(code)).toEqual({ ok: false, why: 'none' });
  });

  it('keep their own role when several are open', () => {
    const { codes } = fresh();
    const [viewer, owner] = [codes.offer('viewer'), codes.offer('owner')];
    expect(codes.redeem(owner.code)).toEqual({ ok: true, role: 'owner' });
    expect(codes.redeem(viewer.code)).toEqual({ ok: true, role: 'viewer' });
  });

  it('are void after ten minutes', () => {
    const { codes, pass } = fresh();
    const { code } = codes.offer('trader');
    pass(9.9);
    expect(codes.redeem('WRONGONE')).toEqual({ ok: false, why: 'wrong' });
    pass(0.1);
    expect(codes.redeem(code)).toEqual({ ok: false, why: 'none' });
  });

  it('are void after five wrong tries, whoever made them', () => {
    const { codes } = fresh();
    const { code } = codes.offer('trader');
    for (const typed of ['', 'A', `${code}A`, code.slice(0, 7)]) expect(codes.redeem(typed)).toEqual({ ok: false, why: 'wrong' });
    expect(codes.redeem('ÄÄÄÄÄÄÄÄ')).toEqual({ ok: false, why: 'spent' });
    expect(codes.redeem(code)).toEqual({ ok: false, why: 'none' });
  });
});

describe('codes of a second step', () => {
  it('belong to one person and one chat, and give the line back once', () => {
    const { codes } = fresh();
    const { code } = codes.ask('telegram:1', 'Ann', 'telegram:1', '/resume "resume trading"');
    expect(code).toMatch(/^\d{6}$/);
    expect(codes.confirm('telegram:2', 'telegram:1', code)).toEqual({ ok: false, why: 'none' });
    expect(codes.confirm('telegram:1', 'telegram:-5', code)).toEqual({ ok: false, why: 'none' });
    expect(codes.confirm('telegram:1', 'telegram:1', code)).toEqual({ ok: true, line: '/resume "resume trading"' });
    expect(codes.confirm('telegram:1', 'telegram:1', code)).toEqual({ ok: false, why: 'none' });
  });

  it('are void after five minutes, after five wrong tries, and when a newer one is asked for', () => {
    const { codes, pass } = fresh();
    const ask = () => codes.ask('telegram:1', 'Ann', 'telegram:1', '/repair d1 ab');
    const confirm = (code: string) => codes.confirm('telegram:1', 'telegram:1', code);
    const old = ask();
    const { code } = ask();
    expect(codes.waiting()).toHaveLength(1);
    if (old.code !== code) expect(confirm(old.code)).toEqual({ ok: false, why: 'wrong' });
    pass(5);
    expect(confirm(code)).toEqual({ ok: false, why: 'none' });
    expect(codes.waiting()).toEqual([]);
    const third = ask();
    for (let i = 0; i < 4; i++) expect(confirm('none')).toEqual({ ok: false, why: 'wrong' });
    expect(confirm('none')).toEqual({ ok: false, why: 'spent' });
    expect(confirm(third.code)).toEqual({ ok: false, why: 'none' });
  });
});
