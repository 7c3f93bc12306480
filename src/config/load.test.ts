import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CannotStart, WrongUsage } from '#src/domain/errors.ts';
import { loadSettings, type SettingSources } from './load.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const fileOf = (text: string): string => {
  const path = join(folder, `settings-${++files}.yaml`);
  writeFileSync(path, text);
  return path;
};
const load = (sources: Partial<SettingSources> = {}) => loadSettings({ env: {}, sets: [], folder, ...sources });
const refusalOf = (sources: Partial<SettingSources>): CannotStart | WrongUsage => {
  try {
    load(sources);
  } catch (error) {
    if (error instanceof CannotStart || error instanceof WrongUsage) return error;
    throw error;
  }
  throw new Error('the settings were taken');
};

describe('the layers of settings', () => {
  it('are the defaults when nothing is said', () => {
    const settings = load();
    expect(settings.values.guards.spreadBps).toBe(25);
    expect(settings.values.desk.capital).toBe('10000');
    expect(settings.origin('guards.spreadBps')).toBe('default');
  });

  it('lie over each other: default, file, environment, --set', () => {
    const file = fileOf('guards: { spreadBps: 1, basisPct: 0.1, feeEdge: 1.5 }\nlog:\n');
    const env = { HERON_GUARDS__BASISPCT: '0.2', heron_guards__feeEdge: '1.6', PATH: '/bin' };
    const settings = load({ file, env, sets: ['guards.feeEdge=1.7'] });
    const { spreadBps, basisPct, feeEdge, riskPct } = settings.values.guards;
    expect([spreadBps, basisPct, feeEdge, riskPct]).toEqual([1, 0.2, 1.7, 1]);
    expect(['guards.spreadBps', 'guards.basisPct', 'guards.feeEdge', 'guards.riskPct'].map(settings.origin)).toEqual([
      'file',
      'environment',
      '--set',
      'default',
    ]);
  });

  it('take the file from HERON_CONFIG, or heron.yaml where Heron is started', () => {
    const env = { HERON_CONFIG: fileOf('log: { level: warn }') };
    expect(load({ env }).values.log.level).toBe('warn');
    const usual = mkdtempSync(join(folder, 'usual-'));
    writeFileSync(join(usual, 'heron.yaml'), 'log: { level: error }');
    expect(load({ folder: usual }).values.log.level).toBe('error');
    expect(load({ folder: usual, env }).values.log.level).toBe('warn');
  });

  it('know HERON_LEDGER as the short name of ledger.path', () => {
    const settings = load({ env: { HERON_LEDGER: '/tmp/a.db' } });
    expect(settings.values.ledger.path).toBe('/tmp/a.db');
    expect(settings.origin('ledger.path')).toBe('environment');
  });

  it('read text as YAML, and as text where a setting is text', () => {
    const settings = load({
      sets: ['desk.capital=500', 'desk.markets=[BTC/USDT, "ETH/USDT:USDT"]', 'policy.autopilot=true', 'guards.symbols=[]'],
    });
    expect(settings.values.desk.capital).toBe('500');
    expect(settings.values.desk.markets).toEqual(['BTC/USDT', 'ETH/USDT:USDT']);
    expect(settings.values.policy.autopilot).toBe(true);
  });

  it('replace a list as a whole', () => {
    expect(load({ file: fileOf('desk:\n  markets: [SOL/USDT]\n') }).values.desk.markets).toEqual(['SOL/USDT']);
  });

  it('tell every setting with its value and origin', () => {
    const entries = load({ sets: ['guards.spreadBps=10'] }).entries();
    expect(entries.length).toBeGreaterThan(100);
    expect(entries.find(({ key }) => key === 'guards.spreadBps')).toEqual({ key: 'guards.spreadBps', value: 10, origin: '--set' });
    expect(entries.filter(({ origin }) => origin !== 'default')).toHaveLength(1);
  });

  it('cannot be changed afterwards', () => {
    const { values } = load();
    expect(Object.isFrozen(values.guards.lossStreak)).toBe(true);
    expect(Object.isFrozen(values.desk.markets)).toBe(true);
  });
});

describe('a wrong setting', () => {
  it('names the nearest key and where it was set', () => {
    const file = fileOf('guards:\n  spredBps: 3\n');
    expect(refusalOf({ file }).message).toBe(`guards.spredBps (${file}) is not a setting. The nearest one is guards.spreadBps.`);
    expect(refusalOf({ sets: ['lossStreak.tigth=3'] }).message).toContain('The nearest one is guards.lossStreak.tight.');
    expect(refusalOf({ sets: ['Guards.SpreadBPS=3'] }).message).toContain('The nearest one is guards.spreadBps.');
  });

  it('of the environment names the variable that was meant', () => {
    expect(refusalOf({ env: { HERON_GUARDS_SPREAD_BPS: '3' } }).message).toBe(
      'The environment variable HERON_GUARDS_SPREAD_BPS is not a setting. The nearest one is HERON_GUARDS__SPREADBPS (guards.spreadBps).',
    );
  });

  it('says what was expected, what was found and where', () => {
    const found = refusalOf({ env: { HERON_GUARDS__SPREADBPS: 'wide' } });
    expect(found).toBeInstanceOf(CannotStart);
    expect(found.message).toBe(
      'guards.spreadBps (HERON_GUARDS__SPREADBPS) does not fit: expected number, received string. Found the text "wide".',
    );
  });

  it('is the fault of the command line only when nothing else is wrong', () => {
    expect(refusalOf({ sets: ['guards.spreadBps=wide'] })).toBeInstanceOf(WrongUsage);
    expect(refusalOf({ sets: ['guards.spreadBps=wide'], env: { HERON_NO: '1' } })).toBeInstanceOf(CannotStart);
  });

  it('does not hide the others', () => {
    const { message } = refusalOf({
      file: fileOf('guards: { spreadBps: x, riskPct: -1, colour: red }\nnoise: 1\n'),
      sets: ['smc=1', 'log.level'],
    });
    expect(message.split('\n')[0]).toBe('6 settings are wrong:');
    for (const part of ['guards.spreadBps', 'guards.riskPct', 'guards.colour', 'noise', 'smc', '--set takes key=value'])
      expect(message).toContain(part);
  });

  it('is a group where one setting is expected, and the other way round', () => {
    expect(refusalOf({ file: fileOf('guards: 5') }).message).toContain('must hold settings, one key under the other. Found 5.');
    expect(refusalOf({ file: fileOf('- a') }).message).toContain('Found the list ["a"].');
    expect(refusalOf({ file: fileOf('guards: { spreadBps: { a: 1 } }') }).message).toContain('Found a group of keys.');
    expect(refusalOf({ sets: ['guards.lossStreak=1'] }).message).toContain(
      'is a group of settings and not one of them; a setting in it is guards.lossStreak.tight.',
    );
  });

  it('cannot poison the settings by its name', () => {
    expect(refusalOf({ file: fileOf('__proto__: { polluted: 1 }\nconstructor: 1\n') }).message).toContain('__proto__');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a settings file that cannot be read', () => {
  it('names line and column of what is not YAML', () => {
    const { message, name } = refusalOf({ file: fileOf('guards:\n  spreadBps: [1, 2\n') });
    expect(name).toBe('CannotStart');
    expect(message).toMatch(
      /is not YAML: line 3, column 1: Flow sequence in block collection must be sufficiently indented and end with a \]/,
    );
    expect(refusalOf({ file: fileOf('log: { level: info }\nlog: { level: warn }\n') }).message).toMatch(
      /line 2, column 1: Map keys must be unique/,
    );
    expect(refusalOf({ file: fileOf('a: *b\n') }).message).toContain('Unresolved alias');
  });

  it('is named when it does not exist or is a folder', () => {
    expect(refusalOf({ file: join(folder, 'none.yaml') }).message).toContain('cannot be read: it does not exist.');
    expect(refusalOf({ file: folder }).message).toContain('cannot be read: it is a folder.');
  });

  it('may be empty', () => {
    expect(load({ file: fileOf('# nothing yet\n') }).values.log.level).toBe('info');
  });
});
