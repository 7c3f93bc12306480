import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Reply } from '#src/chat/reply.ts';
import { replySchema } from '#src/chat/replySchema.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { sha256 } from '#src/domain/hash.ts';

/** A socket's path may hold about 100 bytes on every system. */
const LONGEST_PATH = 100;
/** Nobody types a longer line. */
const LONGEST_LINE = 10_000;
/** Whoever says so many bytes without an end to the line is not listened to any more: nothing is kept of it. */
const MOST_BYTES = 1 << 20;

/** Where a running Heron can be spoken to: beside its ledger, or in the folder for temporary files when that path is too long. */
export function socketPath(ledgerPath: string): string {
  const beside = `${resolve(ledgerPath)}.sock`;
  return beside.length <= LONGEST_PATH ? beside : join(tmpdir(), `heron-${sha256(beside).slice(0, 16)}.sock`);
}

/** Answers lines of text on a local socket that only this user can open. Returns the way to close it. */
export async function listenOnSocket(path: string, say: (line: string) => Promise<Reply | undefined>): Promise<() => Promise<void>> {
  // Whoever holds the lease owns the socket: one that is left there belongs to nobody any more.
  if (existsSync(path)) rmSync(path);
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    let bytes = 0;
    connection.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) connection.destroy();
    });
    const lines = createInterface({ input: connection });
    lines.once('line', async (line) => {
      const reply = await say(line.slice(0, LONGEST_LINE));
      connection.end(`${JSON.stringify(reply ?? null)}\n`);
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(path, done);
  });
  chmodSync(path, 0o600);
  return () => new Promise((done) => server.close(() => done()));
}

/** Says one line to the Heron that runs on a ledger; undefined when none runs. */
export function sayOnSocket(path: string, line: string): Promise<Reply | null | undefined> {
  return new Promise((done, failed) => {
    const connection = createConnection(path);
    let answer = '';
    connection.setEncoding('utf8');
    connection.on('connect', () => connection.write(`${line.replaceAll('\n', ' ')}\n`));
    connection.on('data', (chunk: string) => {
      answer += chunk;
    });
    connection.on('end', () => {
      try {
        done(answer === '' ? null : replyOf(answer));
      } catch (error) {
        failed(error);
      }
    });
    connection.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') done(undefined);
      else failed(error);
    });
  });
}

/** Throws OutsideError for what no Heron of this version says. */
function replyOf(answer: string): Reply | null {
  try {
    return replySchema.nullable().parse(JSON.parse(answer));
  } catch {
    throw new OutsideError(
      'other-heron',
      'What runs on this ledger answers in a form that this Heron does not know.',
      'It was probably started from another version: stop it, and start it from this one.',
    );
  }
}
