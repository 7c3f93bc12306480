import { FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';
import { LiveWorld } from '#test/live/liveWorld.ts';
import { LIVE_VENUES, type LiveVenue } from '#test/live/venues.ts';
import { heron, temporaryFolder } from '#test/shell/heron.ts';
import type { Scene } from './settingScenes.ts';

const VAULT_KEY = 'J7#mQ2vR9xT4zL8pW1sD';

/** A Binance on a port of this machine, a folder, with a vault that has a key for it where one is wanted, and what a verb says there. */
const besideBinance =
  (verb: string, own: readonly string[], input: string, withVault = false): Scene =>
  async (sets) => {
    await using fake = await FakeBinance.open();
    fake.spot.quote('BTC/USDT', 63_999.5, 64_000.5, { last: 64_000 });
    const folder = temporaryFolder();
    try {
      const options = { cwd: folder.path, env: { HERON_VAULT_KEY: VAULT_KEY } };
      const { apiKey, secret } = fake.key;
      if (withVault) {
        const added = await heron(['keys', 'add', 'binance', '--untested'], { ...options, input: `${apiKey}\n${secret}\n` });
        if (added.code !== 0) throw new Error(added.stderr);
      }
      const all = [`venue.url=${fake.url}`, 'desk.markets=["BTC/USDT"]', 'simulated.historyDays=2', ...own, ...sets];
      const { code, stdout, stderr } = await heron([...verb.split(' '), ...all.flatMap((one) => ['--set', one])], { ...options, input });
      const said = [...stdout.matchAll(/^(?:mode|feed) .*|^binance .*/gm)].map(([line]) => line.replace(/, \d{4}-.*/, ''));
      return { code, said, refused: stderr.split('\n')[0], asked: fake.server.requests.length > 0 };
    } finally {
      folder.remove();
    }
  };

/** Which market a Heron says that it is at, in which mode, or why it does not start. */
export const startsAtBinance = besideBinance('start', ['feed.source=binance'], '/version\n');
export const startsSomewhere = besideBinance('start', [], '/version\n');
/** The same with money, as far as the key that it looks for. */
export const startsLive = besideBinance('start', ['feed.source=binance', 'mode=live'], '/version\n', true);
/** Which keys there are. */
export const listsKeys = besideBinance('keys list', [], '', true);

/** What is said about 10,000 USDT that lie on the account of a live Heron, and whether something new is opened. */
export const fundsThere: Scene = async (sets) => {
  const venue = LIVE_VENUES.find(({ id }) => id === 'binance') as LiveVenue;
  await using live = await LiveWorld.open(venue, 64_000, ['guards.wideCostPctOfRisk=100', 'guards.feeEdge=0', ...sets], {
    timeoutMs: 5_000,
  });
  const { world } = live;
  await live.minutes(3);
  const { outcome } = await world.suggests({ market: venue.market, entry: 64_300, stop: 63_000, riskPct: 0.3 });
  await world.says('/approve c1');
  await live.minutes(2, 64_500);
  return { outcome, findings: world.ledger.memory.findings.size, denied: world.events('condition.denied').map(({ data }) => data.guard) };
};
