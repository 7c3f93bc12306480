import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { OutsideError } from '#src/domain/errors.ts';

/** What encrypts a file: a key that is used for this one file, and the same key as only the vault can read it. */
export interface FileKey {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** One line of text. */
  readonly wrapped: string;
}

/** Gives the key back from its wrapped text. Throws when the vault cannot. */
export type Unwrap = (wrapped: string) => Uint8Array;

const ALGORITHM = 'aes-256-gcm';
const CHUNK = 1024 ** 2;
const TAG = 16;
const NONCE = 12;
const LONGEST_HEADER = 16_384;

interface Header {
  readonly heron: 'backup';
  readonly version: 1;
  readonly nonce: string;
  readonly key: string;
}

/**
 * Encrypts a file into another one (AES-256-GCM, NIST SP 800-38D): one line of JSON that names version, nonce and wrapped key and is
 * authenticated with the rest, then the text, then 16 bytes of tag. The target must not exist.
 */
export function sealFile(source: string, target: string, { key, wrapped }: FileKey): void {
  const nonce = randomBytes(NONCE);
  const header: Header = { heron: 'backup', version: 1, nonce: nonce.toString('hex'), key: wrapped };
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(line);
  withFiles(source, target, (from, to) => {
    writeSync(to, line);
    for (const chunk of chunksOf(from, 0, fstatSync(from).size)) writeSync(to, cipher.update(chunk));
    writeSync(to, cipher.final());
    writeSync(to, cipher.getAuthTag());
  });
}

/** Decrypts it. Throws OutsideError when it is damaged, was changed or belongs to another key; what was written by then is worth nothing. */
export function openSealed(source: string, target: string, unwrap: Unwrap): void {
  withFiles(source, target, (from, to) => {
    const { header, length } = headerOf(from, source);
    const line = Buffer.alloc(length);
    readSync(from, line, 0, length, 0);
    const end = fstatSync(from).size - TAG;
    const tag = Buffer.alloc(TAG);
    readSync(from, tag, 0, TAG, end);
    const decipher = createDecipheriv(ALGORITHM, unwrap(header.key), Buffer.from(header.nonce, 'hex')).setAAD(line).setAuthTag(tag);
    for (const chunk of chunksOf(from, length, end)) writeSync(to, decipher.update(chunk));
    try {
      decipher.final();
    } catch {
      throw damaged(source);
    }
  });
}

/** The wrapped key that a sealed file begins with. Throws OutsideError when it is damaged. */
export function wrappedKeyOf(path: string): string {
  const handle = openSync(path, 'r');
  try {
    return headerOf(handle, path).header.key;
  } finally {
    closeSync(handle);
  }
}

/** Whether a file begins as a sealed backup does. */
export function isSealed(path: string): boolean {
  if (!existsSync(path)) return false;
  const handle = openSync(path, 'r');
  try {
    const start = Buffer.alloc(18);
    readSync(handle, start, 0, start.length, 0);
    return start.toString().startsWith('{"heron":"backup"');
  } finally {
    closeSync(handle);
  }
}

function headerOf(handle: number, path: string): { header: Header; length: number } {
  const start = Buffer.alloc(LONGEST_HEADER);
  const read = readSync(handle, start, 0, LONGEST_HEADER, 0);
  const end = start.subarray(0, read).indexOf('\n');
  try {
    const header = JSON.parse(start.subarray(0, end).toString()) as Header;
    if (header.version !== 1 || !/^[0-9a-f]{24}$/.test(header.nonce) || fstatSync(handle).size < end + 1 + TAG) throw damaged(path);
    return { header, length: end + 1 };
  } catch {
    throw damaged(path);
  }
}

const damaged = (path: string): OutsideError =>
  new OutsideError('backup-damaged', `The backup ${path} is damaged, or was changed.`, 'Take another backup.');

function* chunksOf(handle: number, from: number, end: number): Generator<Buffer> {
  const buffer = Buffer.alloc(CHUNK);
  for (let at = from; at < end; ) {
    const read = readSync(handle, buffer, 0, Math.min(CHUNK, end - at), at);
    if (read === 0) return;
    yield buffer.subarray(0, read);
    at += read;
  }
}

function withFiles(source: string, target: string, work: (from: number, to: number) => void): void {
  const from = openSync(source, 'r');
  try {
    const to = openSync(target, 'wx', 0o600);
    try {
      work(from, to);
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
}
