import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { heron, temporaryFolder } from './heron.ts';

const folder = temporaryFolder();
const cwd = folder.path;
afterAll(() => folder.remove());

/** Sentences for a person: no stack, no name of a class, no path into our sources. */
function expectSentences(stderr: string): void {
  expect(stderr).toMatch(/^[A-Z0-9a-z-].*[.:]\n/);
  expect(stderr).not.toMatch(/\n\s+at |node:internal|\/src\/|Error:|\[object/);
}

describe('wrong usage', () => {
  const cases: [args: string[], code: number, sentence: RegExp][] = [
    [['frobnicate'], 2, /^heron frobnicate is not a command\.\nTry one of: start, demo, replay/],
    [['start', '--frobnicate'], 2, /--frobnicate.*\nUsage: heron start/],
    [['demo', '--ledger'], 2, /--ledger.*\nUsage: heron demo/],
    [['say'], 2, /^There is nothing to say\./],
    [['replay'], 2, /^heron replay needs a file of candles/],
    [['replay', '--candles', 'x.csv'], 2, /^heron replay needs a market/],
    [['say', '/status', '--ledger', 'none.db'], 78, /^There is no ledger at none\.db\./],
    [['audit', '--ledger', 'none.db'], 78, /^There is no ledger at none\.db\./],
    [['verify', 'none.db'], 78, /^There is no ledger at none\.db\./],
    [['start', '--set', 'guards.spredBps=3'], 2, /guards\.spredBps .*guards\.spreadBps/],
    [['start', '--set', 'guards.spreadBps=lots'], 2, /guards\.spreadBps \(--set\).*lots/],
    [['start', '--set', 'guards.spreadBps'], 2, /guards\.spreadBps/],
    [['start', '--set', 'guards.dailyLossPct=40'], 2, /guards\.dailyLossPct/],
    [
      ['start', '--set', 'desk.markets=["DOGE/USDT"]'],
      78,
      /^desk\.markets does not fit: There is no simulated market DOGE\/USDT\.\nSimulated markets are/,
    ],
  ];
  for (const [args, code, sentence] of cases) {
    it(`is answered in a sentence: heron ${args.join(' ')}`, async () => {
      const ended = await heron(args, { cwd });
      expect(ended.stderr).toMatch(sentence);
      expect(ended.code).toBe(code);
      expect(ended.stdout).toBe('');
      expectSentences(ended.stderr);
    });
  }
});

describe('malformed settings', () => {
  const files: [name: string, text: string, sentence: RegExp][] = [
    ['torn.yaml', 'guards:\n  spreadBps: [1\n', /^The settings file torn\.yaml is not YAML: line 3/],
    ['unknown.yaml', 'guards:\n  spredBps: 3\n', /guards\.spredBps \(unknown\.yaml\).*guards\.spreadBps/],
    ['negative.yaml', 'guards:\n  spreadBps: -4\n', /guards\.spreadBps \(negative\.yaml\).*-4/],
    ['list.yaml', '- 1\n- 2\n', /list\.yaml/],
    ['zone.yaml', 'owner:\n  zone: Mars/Olympus\n', /owner\.zone/],
  ];
  for (const [name, text, sentence] of files) {
    it(`stop the start and name the key: ${name}`, async () => {
      writeFileSync(folder.file(name), text);
      const ended = await heron(['start', '--config', name], { cwd });
      expect(ended.stderr).toMatch(sentence);
      expect(ended.code).toBe(78);
      expectSentences(ended.stderr);
    });
  }

  it('name every problem at once, and a variable of the environment by its name', async () => {
    writeFileSync(folder.file('two.yaml'), 'desk:\n  capital: much\n');
    const ended = await heron(['start', '--config', 'two.yaml'], { cwd, env: { HERON_GUARDS__SPREADBPS: 'wide' } });
    expect(ended.code).toBe(78);
    expect(ended.stderr).toMatch(/^2 settings are wrong:/);
    expect(ended.stderr).toContain('desk.capital (two.yaml)');
    expect(ended.stderr).toContain('HERON_GUARDS__SPREADBPS');
    expectSentences(ended.stderr);
  });

  it('leave no ledger behind', async () => {
    for (const [set, code] of [
      ['guards.spreadBps=lots', 2],
      ['desk.markets=["DOGE/USDT"]', 78],
    ] as const) {
      const ended = await heron(['start', '--ledger', 'half/made.db', '--set', set], { cwd });
      expect(ended.code).toBe(code);
      expect(existsSync(folder.file('half/made.db'))).toBe(false);
    }
  });
});

describe('small verbs', () => {
  it('tell the version', async () => {
    expect(await heron(['version'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^heron \d+\.\d+\.\d+ \(Node 24\.\d+\.\d+\)\n$/),
    });
    expect(JSON.parse((await heron(['version', '--json'], { cwd })).stdout)).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      node: expect.stringMatching(/^24\./),
    });
  });

  it('help', async () => {
    const { code, stdout } = await heron(['help'], { cwd });
    expect(code).toBe(0);
    for (const verb of ['start', 'demo', 'replay', 'say', 'audit', 'verify', 'doctor', 'version'])
      expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect((await heron([], { cwd })).stdout).toBe(stdout);
    expect(await heron(['replay', '--help'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Usage: heron replay --candles FILE'),
    });
  });

  it('examine the machine: heron doctor', async () => {
    const { code, stdout } = await heron(['doctor', '--json', '--ledger', 'new/heron.db'], { cwd });
    const report = JSON.parse(stdout) as { ok: boolean; checks: { name: string; ok: boolean; found: string }[] };
    expect(report.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['node', 'settings', 'folder', 'disk', 'ledger', 'clock']),
    );
    expect({ code, ok: report.ok, bad: report.checks.filter(({ ok }) => !ok) }).toEqual({ code: 0, ok: true, bad: [] });
  });

  it('say what to mend, and exit with 1', async () => {
    writeFileSync(folder.file('not-a.db'), 'this is no database, it is a letter to my mother'.repeat(100));
    const ended = await heron(['doctor', '--ledger', 'not-a.db', '--set', 'guards.spredBps=3'], { cwd });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/BAD +settings .*guards\.spreadBps/);
    const other = await heron(['doctor', '--ledger', 'not-a.db'], { cwd });
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(/BAD +ledger .*not-a\.db cannot be opened/);
    expect((await heron(['start', '--ledger', 'not-a.db'], { cwd })).code).toBe(78);
  });
});
