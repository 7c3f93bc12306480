import { existsSync, readdirSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cheapKeys } from '#test/cheapKeys.ts';
import { HeronProcess, heron, rows, temporaryFolder } from './heron.ts';

const folder = temporaryFolder();
const cwd = folder.path;
afterAll(() => folder.remove());

const KEY = { HERON_VAULT_KEY: 'seven brown horses under a bridge' };
cheapKeys();
const LEDGER = folder.file('live.db');
const on = (...args: string[]): string[] => [...args, '--ledger', LEDGER];
/** Nobody waits for a proposal here: less past to make up and to walk through. */
const START = on('start', '--set', 'simulated.historyDays=2');
const kinds = (path = LEDGER): string[] => rows<{ kind: string }>(path, 'select kind from event order by seq').map(({ kind }) => kind);
const backups = (): string[] => readdirSync(`${LEDGER}.backups`).sort();

beforeAll(async () => {
  await heron(START, { cwd, input: '/status\n' });
});

describe('backups from the shell', () => {
  it('are made and read back, and the ledger has a record of each', async () => {
    const plain = await heron(on('backup'), { cwd });
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toMatch(
      /^Backup .*live\.db\.backups\/heron-\S+\.db, \d\.\d MiB, not encrypted: there is no HERON_VAULT_KEY\.\nRead back as a whole/,
    );
    const sealed = await heron(on('backup', '--json'), { cwd, env: KEY });
    expect(JSON.parse(sealed.stdout)).toMatchObject({ sealed: true });
    expect(kinds().filter((kind) => kind === 'backup.made')).toHaveLength(2);
    expect(backups().map((name) => name.split('.').at(-1))).toEqual(['db', 'sealed']);
    for (const name of backups()) expect(statSync(`${LEDGER}.backups/${name}`).mode & 0o777).toBe(0o600);
    expect((await heron(on('backup', '--list'), { cwd })).stdout.trim().split('\n')).toHaveLength(2);
  });

  it('are made while a Heron runs on the ledger, which goes on', async () => {
    const running = new HeronProcess(START, { cwd });
    await running.until(/Heron is watching/);
    const made = await heron(on('backup'), { cwd });
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('A Heron runs on the ledger, so this one is not recorded there.'),
    });
    running.say('/status');
    await running.until(/Status · PAPER/);
    const refused = await heron(on('restore', `${LEDGER}.backups/${backups()[0]}`), { cwd });
    expect(refused).toMatchObject({ code: 78, stderr: expect.stringContaining('Another Heron is running') });
    running.child.stdin.end();
    expect((await running.ended).code).toBe(0);
  });

  it('bring a ledger back with the right key alone, keep the one that was there, and halt until an owner resumes', async () => {
    const file = `${LEDGER}.backups/${backups().find((name) => name.endsWith('.sealed'))}`;
    const before = kinds().length;
    expect(await heron(on('restore', file), { cwd })).toMatchObject({ code: 78, stderr: expect.stringContaining('is encrypted') });
    const wrong = await heron(on('restore', file), { cwd, env: { HERON_VAULT_KEY: 'another horse' } });
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('does not open the backup') });
    expect(kinds()).toHaveLength(before);

    const { code, stdout } = await heron(on('restore', file, '--json'), { cwd, env: KEY });
    expect(code).toBe(0);
    const { seq, kept, aheadSeq } = JSON.parse(stdout) as { seq: number; kept: string; aheadSeq: number };
    expect(aheadSeq).toBe(before);
    expect(kinds(kept)).toHaveLength(before);
    expect(kinds().slice(seq)).toEqual(['ledger.restored', 'halt.set']);
    expect(await heron(on('verify'), { cwd })).toMatchObject({ code: 0 });
    expect(await heron(on('audit'), { cwd })).toMatchObject({ code: 0 });

    const halted = await heron(START, { cwd, input: '/resume\n/resume "resume trading"\n/resume\n' });
    expect(halted.stdout).toMatch(/halted\s+since .* the ledger is an older copy that ends with event \d+: \d+ later events are missing/);
    expect(halted.stdout).toContain('Resumed.');
    expect(halted.stdout).toContain('Heron is not halted.');
    const again = await heron(START, { cwd, input: '/resume\n' });
    expect(again.stdout).toContain('Heron is not halted.');
  });

  it('in a folder that is a file are refused in words, and a word too many is wrong usage', async () => {
    const odd = await heron(on('backup', '--to', `${LEDGER}/x.db`), { cwd });
    expect(odd.code).not.toBe(0);
    expect(odd.stderr).not.toMatch(/\bat new |Error:/);
    expect((await heron(on('restore'), { cwd })).code).toBe(2);
    expect((await heron(on('restore', 'none.db'), { cwd })).code).toBe(1);
  });
});

describe('heron ready', () => {
  it('names every line with its figure and what to do, exits with 1, and writes down that the gate was not passed', async () => {
    const { code, stdout } = await heron(on('ready', '--json'), { cwd });
    const report = JSON.parse(stdout) as { ok: boolean; lines: { name: string; ok: boolean; figure: string; hint: string }[] };
    expect({ code, ok: report.ok }).toEqual({ code: 1, ok: false });
    expect(report.lines).toHaveLength(18);
    for (const { name, figure, ok, hint } of report.lines) {
      expect(figure, name).not.toBe('');
      if (!ok) expect(hint, name).toMatch(/\.$/);
    }
    const good = report.lines.filter(({ ok }) => ok).map(({ name }) => name);
    expect(good).toEqual(expect.arrayContaining(['single lease', 'egress', 'limits']));
    expect(kinds().at(-1)).toBe('gate.failed');
    expect((await heron(on('ready'), { cwd })).stdout).toMatch(/^BAD {3}mode +paper at simulated.*\n +Give the settings of live/m);
  });

  it('asks the Heron that runs on the ledger, and changes nothing there on paper', async () => {
    const running = new HeronProcess(START, { cwd });
    await running.until(/Heron is watching/);
    const before = kinds().filter((kind) => kind.startsWith('gate.')).length;
    const { code, stdout } = await heron(on('ready'), { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('This Heron trades on paper.') });
    expect(kinds().filter((kind) => kind.startsWith('gate.'))).toHaveLength(before);
    running.child.stdin.end();
    await running.ended;
  });

  it('sends nothing without a venue, and makes no ledger where there is none', async () => {
    expect(await heron(on('ready', '--probe'), { cwd })).toMatchObject({ code: 1, stderr: expect.stringContaining('no venue to try out') });
    expect((await heron(['ready', '--ledger', 'absent.db'], { cwd })).code).toBe(78);
    expect(existsSync(folder.file('absent.db'))).toBe(false);
  });
});
