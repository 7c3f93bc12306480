import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { canonicalJson, type Json, sha256 } from '#src/domain/hash.ts';
import { makeBackup, unpackBackup } from '#src/ledger/backup.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { restoreBackup } from '#src/ledger/restore.ts';
import { isSealed, openSealed, sealFile, wrappedKeyOf } from '#src/ledger/sealedFile.ts';
import { newsTextOf } from '#src/news/line.ts';
import { Tail } from '#src/news/tail.ts';
import { keyOfBackup } from '#src/shell/backupSeal.ts';
import { disclose, enclose } from '#src/vault/envelope.ts';
import { logUsage, usagesOf } from '#src/vault/usageLog.ts';
import { bodyOf, readVault, textOf as vaultText, verify } from '#src/vault/vaultFile.ts';
import { openWorld } from '#test/harness.ts';
import { holds, PLANTED, refusedOr, refusedOrLater } from '../flaw.ts';
import { mutated, mutatedBytes, mutatedText } from '../mutated.ts';
import { anyJson, anyText } from '../strange.ts';
import { target } from '../target.ts';
import { scratch } from './scratch.ts';

const KEYS = { kek: Buffer.alloc(32, 1), sealing: Buffer.alloc(32, 2) };
const ID = 'ab'.repeat(16);
const PLACE = { vaultId: ID, name: 'binance', version: 1 };
const envelope = enclose(KEYS.kek, PLACE, Buffer.from(JSON.stringify({ apiKey: PLANTED })));
const BODY = {
  ...bodyOf(ID, Buffer.alloc(16, 3), KEYS),
  serial: 3,
  versions: { binance: 1 },
  keys: [
    {
      name: 'binance',
      version: 1,
      state: 'test_ok' as const,
      savedAt: '2026-01-05T08:00:00.000Z',
      testedAt: null,
      reason: '',
      warnings: [],
      waiver: null,
      envelope,
    },
  ],
};
const VAULT = vaultText(BODY, KEYS);

/** The file as somebody would write it who knows its form but not its key: the sum that anybody can make is right. */
function summed(body: unknown): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return JSON.stringify(body) ?? '';
  const { seal, sum: _, ...rest } = body as Record<string, unknown>;
  try {
    return JSON.stringify({ ...rest, seal, sum: sha256(canonicalJson({ body: rest as Json, seal: seal as Json })) });
  } catch {
    return JSON.stringify(body) ?? '';
  }
}

export const vaultFiles = target<string>({
  name: 'files of the vault',
  at: 'src/vault/vaultFile.ts',
  weight: 6,
  open: () => ({
    inputs: fc.oneof(
      mutatedText(VAULT),
      mutated(JSON.parse(VAULT)).map(summed),
      anyJson.map((json) => JSON.stringify(json) ?? ''),
      anyText,
    ),
    take(text) {
      const came = refusedOr(() => verify(readVault(text, 'vault.json'), KEYS, 'vault.json'), text);
      if ('value' in came) holds(canonicalJson(came.value) === canonicalJson(BODY), 'a vault that somebody changed was opened');
    },
  }),
});

const sealedPart = ({ nonce, text, tag }: typeof envelope.secret) =>
  fc.record({ nonce: mutatedText(nonce), text: mutatedText(text), tag: mutatedText(tag) });

export const envelopes = target<typeof envelope>({
  name: 'envelopes of secrets',
  at: 'src/vault/envelope.ts',
  weight: 2,
  open: () => ({
    // Texts only: the seal of the file, or the schema of a backup's first line, was held against it before.
    inputs: fc.record({ wrapped: sealedPart(envelope.wrapped), secret: sealedPart(envelope.secret) }),
    take(changed) {
      let plain: Buffer;
      try {
        plain = disclose(KEYS.kek, PLACE, changed);
      } catch (error) {
        // Whoever calls it says it in words; here it must only be no other secret.
        holds(error instanceof Error && !error.message.includes(PLANTED), 'the error tells the secret');
        return;
      }
      holds(plain.toString() === JSON.stringify({ apiKey: PLANTED }), 'another secret came out');
    },
  }),
});

export const usageLogs = target<string>({
  name: 'the log of the vault',
  at: 'src/vault/usageLog.ts',
  weight: 1,
  open() {
    const files = scratch('usage');
    const line = JSON.stringify({ at: 'x', who: 'shell', what: 'used', name: 'binance', version: 1, note: '' });
    return {
      inputs: mutatedText(`${line}\n${line}\n`),
      take(text) {
        const path = join(files.folder, 'vault.json');
        files.written('vault.json.log', text);
        refusedOr(() => {
          usagesOf(path);
          logUsage(path, { at: '', who: '', what: 'used', name: '', version: 1, note: '' });
        }, text);
      },
      close: files.close,
    };
  },
});

const NEWS = `${JSON.stringify({ source: 'wire', text: 'BTC is listed.', at: '2026-01-05T08:00:00Z' })}\n`;

export const newsLines = target<string>({
  name: 'lines of news',
  at: 'src/news/line.ts',
  weight: 8,
  open: () => ({
    inputs: fc.oneof(
      mutatedText(NEWS.trim()),
      mutated(JSON.parse(NEWS)).map((json) => JSON.stringify(json) ?? ''),
      anyText,
    ),
    take(line) {
      const text = newsTextOf(line);
      if (text === undefined) return;
      holds(/^[A-Za-z0-9 ._-]{1,40}$/.test(text.source), `the source is ${text.source}`);
      holds(/^[0-9a-f]{64}$/.test(text.hash) && text.text.trim() !== '', 'the text is none');
      holds(text.at === undefined || Number.isFinite(text.at), 'the time is none');
    },
  }),
});

export const newsFiles = target<Buffer>({
  name: 'files of news',
  at: 'src/news/tail.ts',
  weight: 1,
  open() {
    const files = scratch('news');
    return {
      inputs: fc.oneof(
        mutatedBytes(Buffer.from(NEWS.repeat(3)), Buffer.alloc(0)),
        fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
      ),
      take(bytes) {
        const tail = new Tail(files.written('news.jsonl', bytes));
        const first = tail.read();
        holds(first?.lines.every((line) => !line.includes('\n')) === true, 'a line is none');
        holds(tail.read()?.lines.length === 0, 'a line was read twice');
      },
      close: files.close,
    };
  },
});

const WRAPPED = Buffer.from(JSON.stringify({ salt: '00'.repeat(16), envelope })).toString('base64');

export const sealedBackups = target<Buffer>({
  name: 'encrypted backups',
  at: 'src/ledger/sealedFile.ts',
  weight: 0.5,
  open() {
    const files = scratch('sealed');
    const key = Buffer.alloc(32, 7);
    const plain = Buffer.from('SQLite format 3\0 and what is in it'.repeat(20));
    const path = join(files.folder, 'backup.sealed');
    const out = join(files.folder, 'opened');
    sealFile(files.written('plain', plain), path, { key, wrapped: WRAPPED });
    const sealed = readFileSync(path);
    return {
      inputs: mutatedBytes(sealed, sealed, Buffer.from('{"heron":"backup","version":1}\n'), Buffer.from('{"heron":"backup"')),
      take(bytes) {
        files.written('backup.sealed', bytes);
        rmSync(out, { force: true });
        if (!isSealed(path)) return;
        refusedOr(() => wrappedKeyOf(path), bytes);
        const came = refusedOr(() => openSealed(path, out, () => key), bytes);
        if ('value' in came) holds(readFileSync(out).equals(plain) && bytes.equals(sealed), 'a backup that somebody changed was opened');
      },
      close: files.close,
    };
  },
});

export const wrappedKeys = target<unknown>({
  name: 'keys of backups',
  at: 'src/shell/backupSeal.ts',
  weight: 0.002,
  open: () => ({
    inputs: fc.oneof(mutated(JSON.parse(Buffer.from(WRAPPED, 'base64').toString())), anyJson),
    async take(json) {
      const wrapped = Buffer.from(JSON.stringify(json) ?? '').toString('base64');
      const came = await refusedOrLater(() => keyOfBackup(wrapped, 'a key of the vault that is not this one'), wrapped);
      holds('refused' in came, 'another key opened it');
    },
  }),
});

export const plainBackups = target<Buffer>({
  name: 'backups and ledgers, looked at and put back',
  at: 'src/ledger/backup.ts, restore.ts',
  weight: 0.06,
  async open() {
    const files = scratch('restore');
    const world = await openWorld({
      path: join(files.folder, 'w', 'heron.db'),
      prices: { 'BTC/USDT': 63_800 },
      sets: ['policy.autoUpToPct=0'],
    });
    await world.proposes();
    world.ledger.close();
    makeBackup({ ledgerPath: world.path, to: join(files.folder, 'good.backup'), at: instant(1_767_600_000_000) });
    const good = readFileSync(join(files.folder, 'good.backup'));
    const folder = join(files.folder, 'target');
    return {
      inputs: mutatedBytes(good),
      take(bytes) {
        const file = files.written('some.backup', bytes);
        const came = refusedOr(() => unpackBackup(file, join(files.folder, 'unpacked')), bytes);
        holds('value' in came || !existsSync(join(files.folder, 'unpacked')), 'a file that was refused is left behind');
        rmSync(join(files.folder, 'unpacked'), { force: true });
        rmSync(folder, { recursive: true, force: true });
        const ledgerPath = join(folder, 'heron.db');
        const restored = refusedOr(() => restoreBackup({ file, ledgerPath, at: instant(1_767_600_000_000), actor: 'user:shell' }), bytes);
        holds(readFileSync(file).equals(bytes), 'the backup itself was changed');
        if ('refused' in restored) {
          holds(!existsSync(ledgerPath), 'a backup that was refused stands in the place of the ledger');
          const left = existsSync(folder) ? readdirSync(folder).filter((name) => name.includes('restoring')) : [];
          holds(left.length === 0, `it left ${left.join(', ')} behind`);
          return;
        }
        const ledger = new Ledger({ path: ledgerPath, clock: new VirtualClock(instant(1_767_600_000_000)), readonly: true });
        holds(ledger.memory.halt !== undefined, 'what was restored is not halted');
        ledger.close();
      },
      close: files.close,
    };
  },
});
