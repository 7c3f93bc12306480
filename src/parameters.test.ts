import { describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { settingsSchema } from '#src/config/settings.ts';
import { type Change, PARAMETERS, type ParameterKey, targetOf } from '#src/domain/adaptation.ts';
import { later } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { decisionsOver } from '#src/strategist/smc/sample.ts';
import { openLedgerWorld } from '#test/ledgerWorld.ts';
import { effectiveSettings } from './parameters.ts';

const BASE = loadSettings({ env: {}, folder: '/nowhere', sets: ['smc.targets.firstR=1.1'] });
const KEYS = Object.keys(PARAMETERS) as ParameterKey[];

function propose(ledger: Ledger, id: string, change: Change): void {
  const data = {
    id,
    at: '2026-01-05T08:00:00.000Z',
    desk_id: 'main',
    insight_id: null,
    change: JSON.stringify(change),
    target: targetOf(change),
    reason: 'a test',
    proposed_by: 'rules',
    trial: null,
  };
  ledger.transact((tx) => tx.append({ kind: 'adaptation.proposed', subject: id, actor: 'heron', data }));
}

const becomes = (ledger: Ledger, id: string, kind: 'adaptation.applied' | 'adaptation.kept' | 'adaptation.undone'): void =>
  ledger.transact((tx) => void tx.append({ kind, subject: id, actor: 'heron', data: { reason: 'a test' } }));

const step = (key: ParameterKey, before: number, after: number): Change => ({ kind: 'parameter', key, before, after });

describe('settings in force', () => {
  it('are those that were set until a change of a parameter is applied, and again when it is undone', () => {
    const { ledger } = openLedgerWorld();
    const settings = effectiveSettings(BASE, ledger);
    const { targets } = settings.values.smc;
    expect(settings.values).toEqual(BASE.values);
    propose(ledger, 'e1', step('smc.targets.firstR', 1.1, 1.2));
    expect([targets.firstR, settings.origin('smc.targets.firstR')]).toEqual([1.1, '--set']);
    becomes(ledger, 'e1', 'adaptation.applied');
    expect([targets.firstR, settings.parameter('smc.targets.firstR'), settings.origin('smc.targets.firstR')]).toEqual([
      1.2,
      1.2,
      'adaptation e1',
    ]);
    expect(settings.entries().find(({ key }) => key === 'smc.targets.firstR')).toMatchObject({ value: 1.2, origin: 'adaptation e1' });
    expect(settings.entries().filter(({ origin }) => origin.startsWith('adaptation'))).toHaveLength(1);
    becomes(ledger, 'e1', 'adaptation.kept');
    expect(targets.firstR).toBe(1.2);
    becomes(ledger, 'e1', 'adaptation.undone');
    expect([targets.firstR, settings.origin('smc.targets.firstR')]).toEqual([1.1, '--set']);
    expect(BASE.values.smc.targets.firstR).toBe(1.1);
  });

  it('are the same for whoever starts later on the same ledger', () => {
    const { ledger } = openLedgerWorld();
    propose(ledger, 'e1', step('smc.exits.runnerAtr', 1.5, 1.8));
    becomes(ledger, 'e1', 'adaptation.applied');
    expect(effectiveSettings(BASE, ledger).values.smc.exits.runnerAtr).toBe(1.8);
  });

  it('follow the step that was applied last, and the one below it when that is undone', () => {
    const { ledger, clock } = openLedgerWorld();
    const settings = effectiveSettings(BASE, ledger);
    // Ids count proposals; what counts here is when each was applied.
    propose(ledger, 'e9', step('smc.tight.gate.aligned', 77, 84));
    propose(ledger, 'e10', step('smc.tight.gate.aligned', 70, 77));
    becomes(ledger, 'e10', 'adaptation.applied');
    becomes(ledger, 'e10', 'adaptation.kept');
    clock.advanceTo(later(clock.now(), 60_000));
    becomes(ledger, 'e9', 'adaptation.applied');
    expect([settings.parameter('smc.tight.gate.aligned'), settings.origin('smc.tight.gate.aligned')]).toEqual([84, 'adaptation e9']);
    becomes(ledger, 'e9', 'adaptation.undone');
    expect([settings.parameter('smc.tight.gate.aligned'), settings.origin('smc.tight.gate.aligned')]).toEqual([77, 'adaptation e10']);
  });

  it('reach every parameter that may change, and nothing that limits risk', () => {
    for (const key of KEYS) {
      const { ledger } = openLedgerWorld();
      const settings = effectiveSettings(BASE, ledger);
      const before = settings.parameter(key);
      const after = Math.min(PARAMETERS[key].to, Math.max(PARAMETERS[key].from, before * 1.1));
      propose(ledger, 'e1', step(key, before, after));
      becomes(ledger, 'e1', 'adaptation.applied');
      expect(settings.parameter(key), key).toBe(after);
      const changed = settings.entries().filter((entry, i) => JSON.stringify(entry.value) !== JSON.stringify(BASE.entries()[i]?.value));
      expect(changed.map((entry) => entry.key)).toEqual(after === before ? [] : [key]);
      expect(settingsSchema.safeParse(settings.values).success).toBe(true);
      ledger.close();
    }
    expect(KEYS.filter((key) => /^(?:guards|policy|desk|condition|paper|learning|reflection)\./.test(key))).toEqual([]);
  });

  it.each(KEYS)('are read by the strategist each time, and not once: %s', (key) => {
    const { from, to } = PARAMETERS[key];
    /** What it decides when the parameter changes after it was built, or before. */
    const decisions = (after: number | undefined, late: boolean): string => {
      const { ledger } = openLedgerWorld();
      const settings = effectiveSettings(BASE, ledger);
      let waits = after !== undefined;
      const change = (): void => {
        if (!waits || after === undefined) return;
        waits = false;
        propose(ledger, 'e1', step(key, settings.parameter(key), after));
        becomes(ledger, 'e1', 'adaptation.applied');
      };
      if (!late) change();
      const context = {
        get riskPct(): number {
          change();
          return 1;
        },
      };
      const { drafts } = decisionsOver(settings.values.smc, late ? context : {});
      ledger.close();
      return JSON.stringify(drafts);
    };
    const usual = decisions(undefined, true);
    const changed = [from, to].map((after) => decisions(after, true));
    expect(changed.some((drafts) => drafts !== usual)).toBe(true);
    expect(changed).toEqual([from, to].map((after) => decisions(after, false)));
  });

  it('say when another value of a parameter would contradict the rest', () => {
    const { ledger } = openLedgerWorld();
    const settings = effectiveSettings(BASE, ledger);
    expect(settings.contradiction('smc.targets.firstR', 1.2)).toBeUndefined();
    expect(settings.contradiction('smc.targets.firstR', -1)).toContain('cannot be -1');
    expect(settings.parameter('smc.targets.firstR')).toBe(1.1);
  });
});
