import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundle } from './bundle.ts';
import { runChild } from './child.ts';
import { DEEDS, type Deed } from './deeds.ts';
import type { Fate } from './plan.ts';
import { WRONGS } from './wrongs.ts';

const folder = mkdtempSync(join(tmpdir(), 'heron-deeds-'));
let made: Bundle;
beforeAll(async () => {
  made = await bundle(['deed']);
});
afterAll(() => {
  made[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

const named = (name: string): Deed => DEEDS.find((one) => one.name === name) as Deed;

let runs = 0;

/** Does it in a process of its own; `dies` at the step of that name, if it has one. Returns the steps that it came to, and whether it did all of them. */
async function does(
  deed: Deed,
  place: string,
  steps: readonly string[] = [],
  dies?: string,
  from = made,
): Promise<{ steps: string[]; isDone: boolean }> {
  const passes = steps.filter((step) => step !== dies);
  const fate: Fate | undefined = dies === undefined ? undefined : { passes, known: [], spared: 0 };
  const { code, signal, lines, stderr } = await runChild(from, 'deed', [deed.name, place, fate === undefined ? '' : JSON.stringify(fate)], {
    recordPath: join(folder, `run-${++runs}`),
  });
  expect({ code, signal }, stderr).toEqual(dies === undefined ? { code: 0, signal: null } : { code: null, signal: 'SIGKILL' });
  return { steps: lines.flatMap((line) => (line.k === 'seen' ? [line.name] : [])), isDone: code === 0 };
}

async function begins(deed: Deed): Promise<string> {
  const place = join(folder, `place-${++runs}`);
  mkdirSync(place, { mode: 0o700 });
  await deed.prepare(place);
  return place;
}

const PUT_BACK = 'restore: rename heron.db.restoring to heron.db';

describe('killed', () => {
  it('where a restore moves the old ledger away first: it is seen that there is none', async () => {
    using mistaken = await bundle(['deed'], WRONGS.moves);
    const restore = named('restore');
    const { steps } = await does(restore, await begins(restore), [], undefined, mistaken);
    const place = await begins(restore);
    await does(restore, place, steps, PUT_BACK, mistaken);
    expect(await restore.look(place, false)).toEqual(['there is no heron.db']);
  });

  it('between keeping the old ledger and putting a restored one in its place: there is a ledger, and the next restore goes well', async () => {
    const restore = named('restore');
    const { steps } = await does(restore, await begins(restore));
    expect(steps).toContain(PUT_BACK);
    const place = await begins(restore);
    await does(restore, place, steps, PUT_BACK);
    expect(await restore.look(place, false)).toEqual([]);
    await does(restore, place);
    expect(await restore.look(place, true)).toEqual([]);
  });

  it('while it writes the vault, and again while the next one takes that lock away: a third one writes', async () => {
    const vault = named('vault');
    const place = await begins(vault);
    const { steps } = await does(vault, place);
    await does(vault, place, steps, 'vault: rename vault/vault.json.new to vault/vault.json');
    const more = ['vault: link vault/vault.json.lock.# to vault/vault.json.lock.breaking'];
    await does(vault, place, [...steps, ...more], 'vault: remove vault/vault.json.lock');
    expect((await does(vault, place)).isDone).toBe(true);
    expect(await vault.look(place, true)).toEqual([]);
  });
});
