import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { NOW, readyParts } from '#test/readySample.ts';
import type { ReadyCheck } from './check.ts';
import { recordGate, runGate } from './gate.ts';
import { READY_CHECKS } from './index.ts';

const check = (name: string, ok: boolean, figure = 'as it is'): ReadyCheck => ({ name, look: () => ({ ok, figure, hint: 'Do this.' }) });
const parts = () => readyParts(new VirtualClock(NOW));

describe('the readiness gate', () => {
  it('asks everything that reliability.md names, each under its own name', () => {
    const names = READY_CHECKS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(18);
  });

  it('is passed only when every line is good, and looks at all of them anyway', async () => {
    const report = await runGate(parts(), [check('a', true), check('b', false), check('c', true)]);
    expect(report.ok).toBe(false);
    expect(report.lines.map(({ name, ok }) => [name, ok])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
    ]);
    expect((await runGate(parts(), [check('a', true)])).ok).toBe(true);
  });

  it('takes a check that cannot be made for one that is not good', async () => {
    const broken: ReadyCheck = {
      name: 'broken',
      look: () => Promise.reject(new OutsideError('timeout', 'The venue did not answer.', 'Try again.')),
    };
    const { ok, lines } = await runGate(parts(), [broken]);
    expect({ ok, lines }).toEqual({
      ok: false,
      lines: [{ name: 'broken', ok: false, figure: 'The venue did not answer.', hint: 'Try again.' }],
    });
  });

  it('has another hash when a figure, a limit or the version is another one', async () => {
    const hash = async (list: ReadyCheck[], different = {}): Promise<string> => (await runGate({ ...parts(), ...different }, list)).hash;
    const first = await hash([check('a', true)]);
    expect(await hash([check('a', true)])).toBe(first);
    expect(await hash([check('a', true, 'another')])).not.toBe(first);
    expect(await hash([check('a', true)], { version: '0.5.1' })).not.toBe(first);
    const { settings } = parts();
    expect(await hash([check('a', true)], { settings: { ...settings, guards: { ...settings.guards, riskPct: 0.5 } } })).not.toBe(first);
  });

  it('is written down, passed or not, with what was found', async () => {
    const all = parts();
    const bad = await runGate(all, [check('a', true), check('b', false, 'wrong')]);
    recordGate(all.ledger, bad, 'user:shell', 'b');
    expect(lastEvent(all.ledger, 'gate.failed', 'gate')?.data).toEqual({ hash: bad.hash, failed: [{ name: 'b', figure: 'wrong' }] });
    expect(lastEvent(all.ledger, 'gate.passed', 'gate')).toBeUndefined();
    const good = await runGate(all, [check('a', true)]);
    recordGate(all.ledger, good, 'user:shell', 'b');
    expect(lastEvent(all.ledger, 'gate.passed', 'gate')?.data).toEqual({
      hash: good.hash,
      bound: 'b',
      checks: [{ name: 'a', figure: 'as it is' }],
    });
  });
});
