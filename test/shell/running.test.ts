import { statSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { HeronProcess, heron, rows, temporaryFolder } from './heron.ts';

const folder = temporaryFolder();
const cwd = folder.path;
afterAll(() => folder.remove());
/** A market that runs fast, so that nobody waits for it. */
const FAST = ['--set', 'simulated.speed=1200'];
/** Where nobody waits for a proposal: less past to make up and to walk through. */
const BRIEF = ['--set', 'simulated.historyDays=2'];

type Event = { seq: number; at: string; kind: string; subject: string; data: string };
const eventsOf = (path: string): Event[] => rows<Event>(path, 'select seq, at, kind, subject, data from event order by seq');

async function interrupt(running: HeronProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<{ code: number | null }> {
  running.child.kill(signal);
  return running.ended;
}

describe('heron start', () => {
  it('answers each piped line in plain text, in order, and ends with its input', async () => {
    const input = "/status\n\n# a comment is nobody's business\npositions\n/nonsense\n/pnl all\n";
    const { code, stdout, stderr } = await heron(['start', '--ledger', 'piped.db'], { cwd, input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('\u001b');
    const at = [
      'Heron is watching',
      'Status · PAPER · SIMULATED',
      'No position is open',
      'There is no command /nonsense',
      'No trade was closed',
    ].map((text) => stdout.indexOf(text));
    expect(at.every((one) => one >= 0)).toBe(true);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    const kinds = eventsOf(folder.file('piped.db')).map(({ kind }) => kind);
    expect(kinds.at(0)).toBe('ledger.opened');
    expect(kinds.at(-1)).toBe('app.stopped');
  });

  it('shows the first card within seconds, and nothing has to be asked', async () => {
    const running = new HeronProcess(['start', '--ledger', 'card.db'], { cwd });
    await running.until(/^Proposal c\d+: /m);
    expect((await interrupt(running)).code).toBe(0);
  });

  it('ends in order on Ctrl-C, and the next start goes on where it stopped', async () => {
    const path = folder.file('again.db');
    const first = new HeronProcess(['start', '--ledger', path, ...FAST, '--set', 'policy.autopilot=true'], { cwd });
    await first.until(/✓ t1 is open/);
    const { code } = await interrupt(first);
    expect(code).toBe(0);

    const before = eventsOf(path);
    const stopped = before.at(-1) as Event;
    expect(stopped).toMatchObject({ kind: 'app.stopped', data: expect.stringContaining('SIGINT') });
    const held = (status: string): { id: string }[] => rows(path, `select id from condition where status = '${status}' order by id`);
    const armed = held('armed');
    const positions = await heron(['say', '/positions', '--ledger', path], { cwd });
    expect(positions.code).toBe(0);
    const open = [...positions.stdout.matchAll(/^(t\d+) /gm)].map(([, id]) => id);

    const second = new HeronProcess(['start', '--ledger', path, '--set', 'simulated.speed=1'], { cwd });
    await second.until(/Heron is watching/);
    second.say('/positions');
    await second.until(/\/position t\d+ · \/why|No position is open/);
    expect([...second.stdout.matchAll(/^(t\d+) +\S+\/\S+/gm)].map(([, id]) => id)).toEqual(open);
    expect((await interrupt(second, 'SIGTERM')).code).toBe(0);
    const after = eventsOf(path).slice(before.length);
    const started = after.find(({ kind }) => kind === 'app.started') as Event;
    expect(Date.parse(started.at)).toBeGreaterThanOrEqual(Date.parse(stopped.at));
    expect(Date.parse(started.at) - Date.parse(stopped.at)).toBeLessThan(60_000);
    expect(after.some(({ kind }) => kind === 'ledger.opened' || kind === 'capital.deposited')).toBe(false);
    for (const { id } of armed)
      if (!after.some(({ subject, kind }) => subject === id && kind.startsWith('condition.'))) expect(held('armed')).toContainEqual({ id });
    expect(await heron(['audit', '--ledger', path], { cwd })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing found/) });
  });

  it('refuses a second Heron on the same ledger, which says how to talk to the first', async () => {
    const first = new HeronProcess(['start', '--ledger', 'one.db', ...BRIEF], { cwd });
    await first.until(/Heron is watching/);
    for (const verb of ['start', 'demo']) {
      const second = await heron([verb, '--ledger', 'one.db'], { cwd });
      expect(second.code).toBe(78);
      expect(second.stderr).toMatch(/^Another Heron is running on one\.db\.\n.*heron say/);
      expect(second.stdout).toBe('');
    }
    first.say('/status');
    await first.until(/Status · PAPER/);
    expect((await interrupt(first)).code).toBe(0);
  });

  it('as a service writes JSON lines, takes no input, and ends on SIGTERM', async () => {
    const running = new HeronProcess(['start', '--service', '--ledger', 'service.db', ...FAST], { cwd });
    await running.until(/"condition\.proposed"/);
    expect((await interrupt(running, 'SIGTERM')).code).toBe(0);
    const lines = running.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg?: string });
    expect(lines.length).toBeGreaterThan(2);
    expect(running.stderr).toBe('');
  });

  it('starts on other settings for another market only with another ledger', async () => {
    expect((await heron(['start', '--ledger', 'seed.db', ...BRIEF], { cwd })).code).toBe(0);
    const other = await heron(['start', '--ledger', 'seed.db', ...BRIEF, '--set', 'simulated.seed=7'], { cwd });
    expect(other.code).toBe(78);
    expect(other.stderr).toMatch(/^This ledger belongs to another market/);
  });
});

describe('heron say', () => {
  it('talks to the Heron that runs: questions are answered, and what acts, acts', async () => {
    const running = new HeronProcess(['start', '--ledger', 'spoken.db', ...BRIEF], { cwd });
    await running.until(/Heron is watching/);
    const say = (line: string) => heron(['say', line, '--ledger', 'spoken.db'], { cwd });
    expect(await say('/status')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Status · PAPER · SIMULATED\ntrading +on/) });
    expect((await say('/halt a test')).stdout).toMatch(/^! Heron is halted/);
    await running.until(/Halted from the shell|halted/i);
    expect((await say('status')).stdout).toMatch(/trading +HALTED .*a test/);
    const json = JSON.parse((await heron(['say', '/status', '--json', '--ledger', 'spoken.db'], { cwd })).stdout) as {
      data: { halted: boolean };
    };
    expect(json.data.halted).toBe(true);
    expect((await interrupt(running)).code).toBe(0);
  });

  it('asks a ledger that nobody runs: reading is answered, acting is refused and changes nothing', async () => {
    expect((await heron(['start', '--ledger', 'quiet.db', ...BRIEF], { cwd })).code).toBe(0);
    const before = eventsOf(folder.file('quiet.db')).length;
    expect(await heron(['say', '/status', '--ledger', 'quiet.db'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Status/),
    });
    for (const line of ['/halt', '/approve c1', '/close all', '/propose', '/pause']) {
      const { code, stdout, stderr } = await heron(['say', line, '--ledger', 'quiet.db'], { cwd });
      if (line === '/close all') expect(stdout).toMatch(/^No position is open/);
      else
        expect({ line, code, stdout }).toEqual({ line, code: 1, stdout: expect.stringMatching(/^✗ No Heron is running on this ledger/) });
      expect(stderr).toBe('');
    }
    expect(eventsOf(folder.file('quiet.db'))).toHaveLength(before);
    expect((await heron(['audit', '--ledger', 'quiet.db'], { cwd })).code).toBe(0);
  });
});

describe('a reader that goes away', () => {
  it('is no reason to complain', async () => {
    const running = new HeronProcess(['demo'], { cwd });
    await running.until(/A day with Heron/);
    running.child.stdout.destroy();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('heron demo', () => {
  it('is a conversation that ends by itself and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await heron(['demo'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of [
      'heron> /status',
      'heron> /approve c',
      'is open',
      'closed:',
      'heron> /why t',
      'heron> /pnl day',
      '✓ The audit found nothing',
    ])
      expect(stdout).toContain(part);
  });
});

describe('the folder of the ledger', () => {
  it('is made at the first start, for this user alone', async () => {
    const ended = await heron(['start'], { cwd, input: '/version\n' });
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
    expect(statSync(folder.file('data')).mode & 0o777).toBe(0o700);
    expect(statSync(folder.file('data/heron.db')).mode & 0o777).toBe(0o600);
  });

  it('is named when nothing can be written there', async () => {
    const ended = await heron(['start', '--ledger', '/dev/null/heron.db'], { cwd });
    expect(ended.code).toBe(78);
    expect(ended.stderr).toMatch(/\/dev\/null\/heron\.db.*\n.*--ledger/);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });
});
