import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { keepStatusLive } from '#src/chat/liveStatus.ts';
import { Outbox } from '#src/chat/outbox.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import { type Channel, SendLater } from '#src/chat/platform.ts';
import type { Reply } from '#src/chat/reply.ts';
import { replySchema } from '#src/chat/replySchema.ts';
import { loadSettings } from '#src/config/load.ts';
import { settingsSchema } from '#src/config/settings.ts';
import { instant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { seededRng } from '#src/domain/rng.ts';
import { readCandleFile } from '#src/feed/candleFile/read.ts';
import { tableNames } from '#src/ledger/compare.ts';
import { Ledger, type LedgerTx } from '#src/ledger/ledger.ts';
import { queueMessage } from '#src/ledger/outbox.ts';
import { startRunning } from '#src/shell/running.ts';
import { sayOnSocket, socketPath } from '#src/shell/socket.ts';
import { openWorld } from '#test/harness.ts';
import { openWarm } from '#test/scenarios/analystScenes.ts';
import { HeronProcess } from '#test/shell/heron.ts';
import { walkCsv } from '#test/walk.ts';
import { livedDay } from './livedDay.ts';
import { places, sources } from './sources.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-sync-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What loading these settings says when it is refused. */
function refusal(yaml: string): string {
  const file = join(folder, 'heron.yaml');
  writeFileSync(file, yaml);
  try {
    loadSettings({ file, env: {}, sets: [] });
  } catch (error) {
    if (error instanceof OutsideError) return error.message;
    throw error;
  }
  throw new Error(`not refused: ${yaml}`);
}

describe('SYNC-1', () => {
  it('SYNC-1: every time in every table is an instant in UTC', async () => {
    await using world = await livedDay();
    const { ledger } = world;
    let seen = 0;
    for (const table of tableNames(ledger)) {
      const columns = ledger
        .all<{ name: string }>('select name from pragma_table_info(?)', table)
        .filter(({ name }) => /(?:^|_)at$|^deadline$|_until$/.test(name));
      for (const { name } of columns) {
        for (const { value } of ledger.all<{ value: string | null }>(`select distinct "${name}" as value from "${table}"`)) {
          if (value === null) continue;
          seen++;
          expect(value, `${table}.${name}`).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
        }
      }
    }
    expect(seen).toBeGreaterThan(50);
  });

  it('SYNC-1: the time zone of the machine changes nothing: the same replay has the same events and scores wherever it runs', async () => {
    const candles = join(folder, 'candles.csv');
    // The clocks of Berlin change within these days.
    writeFileSync(candles, walkCsv(Date.UTC(2026, 2, 26), 6 * 1440));
    const runs = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Europe/Berlin'].map(async (TZ) => {
      const path = join(folder, `${TZ.replace('/', '-')}.db`);
      const args = ['replay', '--candles', candles, '--market', 'BTC/USD', '--approve', 'auto', '--ledger', path, '--json'];
      const { code, stdout, stderr } = await new HeronProcess(args, { cwd: folder, env: { TZ } }).ended;
      expect([code, stderr]).toEqual([0, '']);
      const { ledgerHash, trades } = JSON.parse(stdout) as { ledgerHash: string; trades: number };
      expect(trades).toBeGreaterThan(1);
      const db = new Database(path, { readonly: true });
      // Scores by hour and weekday are no events: they are compared as they stand.
      const scores = db.prepare('select dimension, key, stats, pnl from score order by 1, 2').all();
      db.close();
      return JSON.stringify({ ledgerHash, trades, scores });
    });
    expect(new Set(await Promise.all(runs)).size).toBe(1);
  });

  it('SYNC-1: a time without a zone is refused wherever one comes in', () => {
    expect(refusal('simulated: { startAt: "2026-01-05T08:00:00" }')).toMatch(/simulated\.startAt must be an instant with a time zone/);
    const candles = join(folder, 'local.csv');
    writeFileSync(candles, 'timestamp,open,high,low,close,volume\n2026-01-05 08:00:00,1,1,1,1,1\n2026-01-05 08:01:00,1,1,1,1,1\n');
    expect(() => readCandleFile(candles)).toThrow(/zone/);
  });
});

describe('SYNC-2', () => {
  it('SYNC-2: nobody is answered before what was open is known again, however early one asks', async () => {
    // Without the settings that other tests leave in the folder.
    const home = mkdtempSync(join(folder, 'early-'));
    const path = join(home, 'early.db');
    const fast = ['--set', 'simulated.speed=1200', '--set', 'policy.autopilot=true'];
    const openIn = (): string[] => {
      const reading = new Ledger({ path, clock: systemClock(), readonly: true });
      const ids = [...reading.memory.positions.keys()];
      reading.close();
      return ids;
    };
    let lives = 0;
    // A trade that is closed by the time of the kill leaves nothing to know again.
    do {
      lives++;
      const first = new HeronProcess(['start', '--ledger', path, ...fast], { cwd: home });
      await first.until(/✓ t\d+ is open/);
      // No goodbye: the next start has to find out by itself.
      first.child.kill('SIGKILL');
      await first.ended;
    } while (openIn().length === 0);

    const second = new HeronProcess(['start', '--ledger', path, '--set', 'simulated.speed=1'], { cwd: home });
    let asked = 0;
    let answer: Reply | null | undefined;
    while (answer === undefined) {
      asked++;
      answer = await sayOnSocket(socketPath(path), '/positions');
      await new Promise((done) => setTimeout(done, 5));
    }
    const reading = new Ledger({ path, clock: systemClock(), readonly: true });
    const open = [...reading.memory.positions.keys()];
    const starts = reading.all<{ seq: number }>("select seq from event where kind = 'app.started' order by seq");
    reading.close();
    expect(asked).toBeGreaterThan(1);
    expect(starts).toHaveLength(lives + 1);
    expect(open.length).toBeGreaterThan(0);
    for (const id of open) expect(toPlainText(answer as Reply)).toContain(id);
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
  });
});

describe('SYNC-3', () => {
  it('SYNC-3: chats that come and go while messages are delivered lose none, and get none twice', async () => {
    const clock = new VirtualClock(instant(0));
    const ledger = new Ledger({ path: ':memory:', clock });
    const rng = seededRng(7);
    const names = Array.from({ length: 20 }, (_, i) => `telegram:${i}`);
    const here = new Set<string>();
    const came = new Map<string, string[]>(names.map((name) => [name, []]));
    const channel = (name: string): Channel | undefined =>
      here.has(name)
        ? {
            name,
            edits: true,
            async send({ reply }) {
              await Promise.resolve();
              // Somebody else comes or goes in the middle of it.
              churn();
              if (rng.next() < 0.1) throw new SendLater('busy', 1_000);
              came.get(name)?.push(reply.title);
              return String(came.get(name)?.length);
            },
          }
        : undefined;
    const churn = (): void => {
      const name = names[Math.floor(rng.next() * names.length)] as string;
      if (!here.delete(name)) here.add(name);
    };
    const outbox = new Outbox({ ledger, clock, channel, mergeAbove: 1_000_000 });
    const unfollow = outbox.follow();
    for (let i = 0; i < 200; i++) {
      churn();
      ledger.transact((tx) => {
        const eventSeq = tx.append({ kind: 'feed.died', subject: 'x', actor: 'x', data: { reason: String(i) } });
        for (const name of names)
          queueMessage(tx, { eventSeq, channel: name, reply: JSON.stringify({ title: `${i}`, blocks: [] }), at: clock.now() });
      });
      clock.advanceTo(instant(clock.now() + 100));
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
    // In the end all stay, and chance has had its say.
    for (let second = 0; second < 600 && ledger.get("select 1 from outbox where status = 'pending'") !== undefined; second++) {
      for (const name of names) here.add(name);
      clock.advanceTo(instant(clock.now() + 1_000));
      await outbox.deliver();
    }
    const all = Array.from({ length: 200 }, (_, i) => `${i}`);
    for (const name of names) expect(came.get(name), name).toEqual(all);
    unfollow();
    ledger.close();
  });
});

describe('SYNC-5', () => {
  const note = (tx: LedgerTx): number => tx.append({ kind: 'feed.died', subject: 'x', actor: 'test', data: { reason: 'x' } });

  it('SYNC-5: the right to write ends with the synchronous call: it cannot be kept over an await', async () => {
    const ledger = new Ledger({ path: ':memory:', clock: systemClock() });
    const work = async (tx: LedgerTx): Promise<void> => {
      await Promise.resolve();
      note(tx);
    };
    await expect(ledger.transact((tx) => work(tx))).rejects.toThrow('outside of a transaction');
    expect(ledger.get('select count(*) as n from event')).toEqual({ n: 0 });
    ledger.close();
  });

  it('SYNC-5: no transaction stays open, however much goes wrong: another process can write in between', async () => {
    const path = join(folder, 'open.db');
    const ledger = new Ledger({ path, clock: systemClock() });
    const other = new Database(path, { timeout: 0 });
    const isFree = (): void => {
      other.exec('begin immediate');
      other.exec('rollback');
    };
    for (let i = 0; i < 50; i++) {
      try {
        ledger.transact((tx) => {
          if (i % 2 === 0) note(tx);
          if (i % 3 === 0) throw new Error('no');
          if (i % 7 === 0) tx.append({ kind: 'order.accepted', subject: 'o99', actor: 'x', data: { venue_order_id: 'p1' } });
        });
      } catch {
        // It is meant to go wrong.
      }
      isFree();
      await Promise.resolve();
    }
    expect(() => ledger.transact(() => isFree())).toThrow('database is locked');
    isFree();
    other.close();
    ledger.close();
  });

  it('SYNC-5: nobody gives an async function to the ledger, and there is one writer', () => {
    const all = sources();
    expect(places(all, /transact\(\s*async\b/)).toEqual([]);
    // Who opens a database: the ledger, its lock, and the copy in memory that the audit makes.
    const opening = new Set(places(all, /new Database\(/).map((place) => place.split(':')[0]));
    expect([...opening].sort()).toEqual(['src/ledger/blank.ts', 'src/ledger/database.ts', 'src/ledger/lease.ts']);
  });
});

describe('SYNC-6', () => {
  it('SYNC-6: a chat that fails at the end is logged, and every other step of the end is done all the same', async () => {
    const path = join(folder, 'stop.db');
    const errors: string[] = [];
    const nothing = (): void => undefined;
    const log = {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: (what: string, cause?: unknown) => void errors.push(`${what}: ${String(cause)}`),
    };
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [] });
    const start = () => startRunning({ settings, ledgerPath: path, channels: ['terminal'], log, nowMs: () => 0, withSocket: false });
    const running = await start();
    const outbox = running.connect([
      {
        name: 'terminal',
        edits: false,
        send() {
          throw new Error('the screen is gone');
        },
      },
    ]);
    outbox.stop = () => Promise.reject(new Error('the outbox would not end'));
    await running.stop('a test');
    expect(errors).toContain('terminal did not take a message: Error: the screen is gone');
    expect(errors).toContain('the outbox did not end as it should: Error: the outbox would not end');
    expect(running.app.ledger.isOpen).toBe(false);
    // Nothing is left behind: neither the lease, nor what was not said.
    const again = await start();
    expect(again.app.ledger.get("select 1 from outbox where status = 'pending'")).toBeDefined();
    await again.stop('a test');
  });
});

describe('SYNC-7', () => {
  it('SYNC-7: whatever any command answers passes the border of the process in the one shape that both ends know', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 } });
    for (const { examples } of commands)
      for (const line of examples) {
        const reply = await world.asks(line);
        expect(replySchema.parse(JSON.parse(JSON.stringify(reply))), line).toEqual(reply);
      }
    expect(replySchema.safeParse({ title: 'x', blocks: [{ kind: 'text', txt: 'x' }] }).success).toBe(false);
    expect(replySchema.safeParse({ title: 'x', blocks: [], ok: true }).success).toBe(false);
  });

  it.each([
    ['words', 'hello\n'],
    ['half of an answer', '{"title":"Status","blo'],
    ['the shape of another version', '{"text":"Status","parts":[]}\n'],
    ['a block that nobody knows', '{"title":"x","blocks":[{"kind":"video"}]}\n'],
  ])('SYNC-7: a Heron that answers with %s is refused with a sentence, and nothing of it is taken for an answer', async (_, answer) => {
    const path = join(folder, 'other.sock');
    const server = createServer((connection) => connection.once('data', () => connection.end(answer)));
    await new Promise<void>((done) => server.listen(path, done));
    try {
      await expect(sayOnSocket(path, '/status')).rejects.toThrow(/answers in a form that this Heron does not know/);
    } finally {
      await new Promise((done) => server.close(done));
    }
  });
});

describe('SYNC-8', () => {
  it.each([
    ['guards: { riskPct: "1" }', 'guards.riskPct'],
    ['guards: { openPositions: "5" }', 'guards.openPositions'],
    ['policy: { autopilot: "true" }', 'policy.autopilot'],
    ['policy: { autopilot: yes }', 'policy.autopilot'],
    ['paper: { takerFeePct: "0,10" }', 'paper.takerFeePct'],
    ['simulated: { seed: "7" }', 'simulated.seed'],
    ['desk: { capital: 10000 }', 'desk.capital'],
    ['desk: { markets: BTC/USDT }', 'desk.markets'],
    ['jobs: { auditMinutes: null }', 'jobs.auditMinutes'],
    ['condition: { maxPerCycle: 1.5 }', 'condition.maxPerCycle'],
    ['guards: { spreadBps: .inf }', 'guards.spreadBps'],
    ['guards: { spreadBps: .nan }', 'guards.spreadBps'],
  ])('SYNC-8: a setting of the wrong type is refused and named: %s', (yaml, key) => {
    expect(refusal(yaml)).toContain(key);
  });

  it('SYNC-8: a setting that nobody knows is refused, with the nearest one', () => {
    expect(refusal('guards: { riskPercent: 1 }')).toMatch(/guards\.riskPercent .*not a setting.*guards\.riskPct/);
    expect(refusal('guard: { riskPct: 1 }')).toMatch(/guard .*not a setting.*guards/);
  });

  it('SYNC-8: what comes as text, from the environment or a flag, is read into its type or refused', () => {
    const { values } = loadSettings({
      env: { HERON_GUARDS__RISKPCT: '0.5' },
      folder: '/nowhere',
      sets: ['desk.riskPct=0.5', 'policy.autopilot=true', 'desk.capital=2500.50'],
    });
    expect([values.guards.riskPct, values.desk.riskPct, values.policy.autopilot, values.desk.capital]).toEqual([0.5, 0.5, true, '2500.50']);
    for (const set of [
      'guards.riskPct=one',
      'guards.riskPct=',
      'policy.autopilot=maybe',
      'guards.openPositions=1e99',
      'desk.capital=lots',
    ]) {
      expect(() => loadSettings({ env: {}, folder: '/nowhere', sets: [set] }), set).toThrow(OutsideError);
    }
  });
});

describe('SYNC-9', () => {
  it('SYNC-9: health is answered from memory and ledger: no file but the ledger is there, whatever is asked', async () => {
    await using world = await livedDay();
    await world.says('/health');
    const files = readdirSync(dirname(world.path)).filter((name) => !name.startsWith(basename(world.path)));
    expect(files).toEqual([]);
  });

  it('SYNC-9: health tells what is: a feed that fell silent, a job that failed, how many events there are', async () => {
    await using world = await livedDay();
    expect(await world.says('/health')).toMatch(/Everything is alive|Needs a look: (?:ETH|SOL)/);
    expect(await world.says('/health')).toContain(`${world.ledger.head.seq} events`);
    await world.silence(10);
    const silent = await world.says('/health');
    expect(silent).toMatch(/Needs a look: .*BTC\/USDT/);
    expect(silent).toContain('10 min old');
  });

  it('SYNC-9: nothing in the program writes a file beside the ledger but copies of it, the vault, and the answers of a model that a replay records', () => {
    const meant =
      /^src\/(?:model\/recording|backups|ledger\/(?:backup|backupFolder|copy|restore|sealedFile|migrate|database|folder)|vault\/\w+)\.ts: /;
    const writing = /\b(?:writeFile(?:Sync)?|appendFile(?:Sync)?|createWriteStream|writeSync|copyFile(?:Sync)?|renameSync)\b/;
    const files = places(sources(), writing).filter((place) => !meant.test(place));
    // What is said to the kernel about dumps is no file of anybody's.
    expect([...new Set(files)]).toEqual(['src/shell/leaveNoDump.ts: writeFileSync']);
  });
});

describe('SYNC-10', () => {
  const NAMES = settingsSchema.shape.analysts.shape.on.element.options;
  /** The model answers a question instead of watching candles; its opinion comes with its answer. */
  const WATCHING = NAMES.filter((name) => name !== 'model');

  it('SYNC-10: there is one interface for whoever says where a market goes, and each analyst is a file that implements it', () => {
    const all = sources();
    expect(places(all, /\binterface \w*(?:Analyst|Analyzer|Predictor|Forecaster)\b/)).toEqual(['src/analysts/port.ts: interface Analyst']);
    const classes = all.flatMap(({ path, code }) => (/\bimplements Analyst\b/.test(code) ? [path] : []));
    expect(classes.sort()).toEqual(WATCHING.map((name) => `src/analysts/${name}.ts`).sort());
    expect(places(all, /\bclass \w+ implements Analyst\b/)).toHaveLength(WATCHING.length);
  });

  it('SYNC-10: nothing else predicts: no other word for it, no other maker of opinions, no other way into the ledger', () => {
    const all = sources();
    expect(places(all, /\b(?:class|interface|type|function|const|let)\s+\w*(?:predict|forecast|prognos|outlook)\w*/i)).toEqual([]);
    const makers = all.filter(({ code }) => /\bopinionOf\(/.test(code)).map(({ path }) => path);
    expect(makers.sort()).toEqual(
      [...WATCHING.map((name) => `src/analysts/${name}.ts`), 'src/analysts/strength.ts', 'src/strategist/llm/llm.ts'].sort(),
    );
    expect(places(all, /kind: 'opinions\.given'/, 'text').sort()).toEqual([
      "src/analysts/panel.ts: kind: 'opinions.given'",
      "src/strategist/propose.ts: kind: 'opinions.given'",
    ]);
  });

  it('SYNC-10: the model is one more: weighed, shown and measured by the same code as the others', async () => {
    await using world = await openWarm({ sets: ['analysts.horizonHours=1'] });
    await world.minutes(60);
    const opinions = [{ analyst: 'model', direction: 'up' as const, strength: 0.7, horizonMinutes: 60 }];
    const data = { price: world.feed.last('BTC/USDT') as number, opinions };
    world.ledger.transact((tx) => tx.append({ kind: 'opinions.given', subject: 'BTC/USDT', actor: 'strategist:llm', data }));
    const { voices } = world.app.analysts.view('BTC/USDT').consensus;
    expect(voices.map(({ analyst }) => analyst).sort()).toEqual([...NAMES].sort());
    expect(new Set(voices.map(({ weight }) => weight)).size).toBe(1);
    await world.minutes(61, { 'BTC/USDT': 64_400 });
    expect(world.ledger.memory.analysts.get('model')).toMatchObject({ given: 1, resolved: 1, right_count: 1 });
    expect(await world.says('/market btc')).toMatch(/Too few to judge: model 1, momentum \d/);
  });
});

describe('SYNC-11', () => {
  it('SYNC-11: what listens to the ledger stops listening when it is told to, however often that happens', () => {
    const clock = new VirtualClock(instant(0));
    const ledger = new Ledger({ path: ':memory:', clock });
    let listening = 0;
    const listen = ledger.listen.bind(ledger);
    ledger.listen = (listener) => {
      const stop = listen(listener);
      listening++;
      return () => {
        listening--;
        stop();
      };
    };
    const deliver = async (): Promise<boolean> => true;
    const outbox = new Outbox({ ledger, clock, channel: () => undefined, mergeAbove: 8 });
    for (let i = 0; i < 500; i++) {
      const stops = [
        outbox.follow(),
        keepStatusLive({ ledger, clock, everyMs: 30_000, fresh: () => ({ title: 'status', blocks: [] }), deliver }),
      ];
      expect(listening).toBe(2);
      ledger.transact((tx) => tx.append({ kind: 'halt.ended', subject: 'halt', actor: 'x', data: { reason: String(i) } }));
      for (const stop of stops) stop();
    }
    expect(listening).toBe(0);
    ledger.close();
  });
});

describe('SYNC-12', () => {
  it.each([
    [
      'a lifetime that is shorter than the interval at which it is looked at',
      'jobs: { pruneHours: 48, traceDays: 1 }',
      ['jobs.pruneHours', 'jobs.traceDays'],
    ],
    [
      'a quote that still counts when its feed is dead',
      'guards: { quoteAgeMs: 60000 }\nfeed: { deadAfterSeconds: 10 }',
      ['guards.quoteAgeMs', 'feed.deadAfterSeconds'],
    ],
    [
      'a proposal that lives longer than any may',
      'condition: { maxExpiryHours: 1 }',
      ['smc.profiles.intraday.expiryHours', 'condition.maxExpiryHours'],
    ],
    [
      'an answer of the model that is kept until it is asked for again',
      'model: { cacheMinutes: 60 }\nllm: { asks: 1h }',
      ['model.cacheMinutes', 'llm.asks'],
    ],
  ])('SYNC-12: a start is refused for %s', (_, yaml, keys) => {
    const said = refusal(yaml);
    for (const key of keys) expect(said).toContain(key);
  });

  it('SYNC-12: what is refused at start is refused before anything was opened', async () => {
    const cwd = mkdtempSync(join(folder, 'cross-'));
    const { code, stderr } = await new HeronProcess(['start', '--set', 'jobs.pruneHours=48', '--set', 'jobs.traceDays=1'], { cwd }).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/jobs\.pruneHours must be at most jobs\.traceDays/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('SYNC-12: with the shipped settings old rows do go, and young ones stay', async () => {
    await using world = await openWorld({ sets: ['jobs.traceDays=1', 'jobs.pruneHours=24'] });
    await world.price('BTC/USDT', 63_800);
    await world.suggests({ stop: 63_900 });
    const refused = () => world.ledger.all<{ at: string }>("select to_at as at from trace where outcome = 'refused'").map(({ at }) => at);
    expect(refused()).toHaveLength(1);
    await world.silence(26 * 60);
    await world.suggests({ stop: 63_950 });
    expect(refused()).toHaveLength(2);
    const [, young] = refused();
    await world.silence(23 * 60);
    // The pruning of the first day found the older one still young; the one of the second day does not.
    expect(refused()).toEqual([young]);
  });
});
