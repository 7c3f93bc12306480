import { describe, expect, it } from 'vitest';
import { Newcomer } from './newcomer.ts';

const TESTNET = ['--set', 'venue.testnet=true'];
/** What has to be lived through first, on a testnet as with money. */
const LIVED = ['both ways of notice', 'paper record', 'backup'];

describe('somebody new, on the testnet of Binance', { timeout: 120_000 }, () => {
  it('passes with the key, the probe and a drill whatever depends on the venue', async () => {
    await using here = await Newcomer.open();
    const { apiKey, secret } = here.fake.key;
    expect(await here.run(['keys', 'add', 'binance', '--testnet'], `${apiKey}\n${secret}\n`)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^binance\.testnet {2}test_ok/),
    });

    const heron = here.start(...TESTNET);
    heron.say('/status', '/halt a drill', '/resume "resume trading"', '/drift', '/version');
    await heron.until(/^Heron \d/m);
    heron.child.stdin.end();
    const { code, stdout, stderr } = await heron.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/trading +locked: nothing new is opened before an owner says \/live/);
    expect(stdout).toContain('Nothing drifts');
    // A testnet has no money that comes or goes: nobody takes that for "nothing came".
    expect(stdout).toMatch(/Compared with the venue at .+ Not compared, because the venue does not tell it: deposits and withdrawals\./);

    const ready = await here.run(['ready', '--probe', ...TESTNET], 'place one order\n');
    expect(ready.stderr).toContain('One order is placed at the testnet of binance: buy BTC/USDT');
    expect(ready.stdout).toMatch(/^good {2}key permissions +a testnet has no money to withdraw$/m);
    const bad = [...ready.stdout.matchAll(/^BAD {3}(\S.*?) {2}/gm)].map(([, name]) => name);
    expect(bad).toEqual(LIVED);
  });
});
