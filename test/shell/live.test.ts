import { describe, expect, it } from 'vitest';
import { rows } from './heron.ts';
import { Newcomer } from './newcomer.ts';

const PATIENCE_MS = 120_000;
const LIVE = '/live "trade real money"';
const LINES = 18;

describe('somebody new to live trading', { timeout: PATIENCE_MS }, () => {
  it('is told what is missing at every step, and cannot get around it', async () => {
    await using here = await Newcomer.open();
    expect(await here.run(['start'])).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^Live needs the vault.*\nAdd the key once with heron keys add binance/),
    });
    expect(await here.run(['ready'])).toMatchObject({ code: 78, stderr: expect.stringMatching(/^There is no ledger at data\/live\.db\./) });
    const { apiKey, secret } = here.fake.key;
    expect(await here.run(['keys', 'add', 'binance'], `${apiKey}\n${secret}\n`)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^binance {2}test_ok/),
    });

    const heron = here.start();
    heron.say('/status', LIVE, '/halt a drill', '/resume "resume trading"', '/version');
    await heron.until(/^Heron \d/m);
    expect(heron.stdout).toMatch(/trading +locked: nothing new is opened before an owner says \/live/);
    expect(heron.stdout).toContain('Heron did not unlock it: the readiness gate was never asked.');
    expect(heron.stdout).toContain('Resumed.');
    expect(await here.run(['ready', '--paper', 'absent.db'])).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^There is no ledger/),
    });
    // It stands for the ledger of a paper trading that lies elsewhere.
    const asked = await here.run(['ready', '--paper', 'heron.yaml']);
    expect(asked.stderr).toMatch(/^--paper heron\.yaml was not used: a Heron runs on data\/live\.db .* with data\/heron\.db/);
    expect(asked.code).toBe(1);
    expect(asked.stdout).toMatch(/halt drill\n {2}good · found 0 minutes ago/);
    expect(asked.stdout).toMatch(/paper record: Let this version trade on paper/);
    const from = heron.stdout.length;
    heron.say(LIVE);
    await heron.until(/the readiness gate was not passed when it was asked last/, from);
    heron.child.stdin.end();
    const { code, stdout, stderr } = await heron.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    const ready = await here.run(['ready']);
    expect(ready.code).toBe(1);
    expect(ready.stdout.match(/^(?:good|BAD ) {2}\S.* {2}\S/gm)).toHaveLength(LINES);
    expect(ready.stdout).toMatch(/^BAD {3}both ways of notice {2}telegram off, discord off\n +Connect both/m);
    expect(ready.stdout).toMatch(/^BAD {3}paper record {9}no paper ledger\n/m);
    expect(ready.stdout).toMatch(/ of 18 are not good; live stays closed\.\n$/);
    for (const text of [stdout, asked.stdout, ready.stdout, ready.stderr]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(apiKey);
    }
    expect(rows(here.ledgerPath, "select 1 from event where kind = 'live.unlocked'")).toEqual([]);
    expect(here.fake.server.createsOf()).toBe(0);
  });

  it('with a gate that was passed unlocks it with the phrase: what is approved arrives once, and /paper locks it again', async () => {
    await using here = await Newcomer.open();
    const { apiKey, secret } = here.fake.key;
    expect(await here.run(['keys', 'add', 'binance'], `${apiKey}\n${secret}\n`)).toMatchObject({ code: 0 });
    const first = here.start();
    first.say('/version');
    first.child.stdin.end();
    expect(await first.ended).toMatchObject({ code: 0, stderr: '' });
    const [one, two] = here.passes();

    const heron = here.start();
    const says = async (line: string, answer: RegExp): Promise<void> => {
      const from = heron.stdout.length;
      heron.say(line);
      await heron.until(answer, from);
    };
    await says('/live', /type the phrase/);
    await says('/live "trade real mony"', /That was not the phrase/);
    await says(LIVE, /Live trading is unlocked/);
    await says(`/approve ${one}`, /c1 is armed/);
    await says(`/approve ${two}`, /c2 is armed/);
    here.price = 64_400;
    await heron.until(/is open/);
    await here.until(() => here.fake.spot.orders().some(({ state }) => state === 'waiting'), 'its stop at the venue');
    expect(here.entries()).toHaveLength(1);

    await says('/paper', /Live trading is locked/);
    here.price = 64_900;
    await heron.until(/Live trading is locked: nothing new is opened/);
    await says('/close all', /closed/i);
    expect(here.entries()).toHaveLength(1);
    heron.child.stdin.end();
    const { code, stdout, stderr } = await heron.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('c2 triggered, but the guard liveLocked said no');

    // It was told to end in the middle of the close: the position is gone, and so is its stop.
    const orders = rows<{ client_order_id: string; purpose: string; status: string }>(
      here.ledgerPath,
      'select client_order_id, purpose, status from "order" order by seq',
    );
    expect(orders.map(({ purpose, status }) => [purpose, status])).toEqual([
      ['entry', 'filled'],
      ['stop', 'canceled'],
      ['manual', 'filled'],
    ]);
    for (const { client_order_id: id } of orders) expect(here.fake.server.createsOf(id), id).toBe(1);
    expect(here.fake.spot.orders().map(({ clientOrderId }) => clientOrderId)).toEqual(orders.map((order) => order.client_order_id));
  });
});
