import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { OutsideError } from '#src/domain/errors.ts';

/** Largest file, packed or unpacked: about ten years of minutes with room to spare, and a bound for archives that unpack without end. */
const LARGEST_BYTES = 1 << 30;

/** The bytes of a file as they stand on disk. Throws OutsideError when there is no such file or it cannot be opened. */
export function bytesOf(path: string): Buffer {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new OutsideError('candles.not_a_file', `${path} is not a file.`, 'Name one file with candles, CSV or JSON.');
    if (stat.size > LARGEST_BYTES) throw tooLarge(path);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new OutsideError(
        'candles.missing',
        `There is no file ${path}.`,
        'Check the path; it is read from the folder in which Heron was started.',
      );
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new OutsideError('candles.forbidden', `Heron may not read ${path}.`, 'Give the user that runs Heron the right to read it.');
    }
    throw new OutsideError('candles.unreadable', `${path} cannot be read.`, 'Check the path and the disk, then try again.', true);
  }
}

/** Lower-case hex SHA-256 of bytes. */
export const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/** The text inside, as bytes: unpacked when the magic bytes say gzip, without a byte order mark. Throws OutsideError when there is no text inside. */
export function textBytesOf(raw: Buffer, path: string): Buffer {
  if (raw.length === 0) throw empty(path);
  const text = withoutMark(unpacked(raw, path));
  if (text[0] === 0x50 && text[1] === 0x4b && text[2] === 0x03 && text[3] === 0x04) {
    throw new OutsideError('candles.zip', `${path} is a zip archive.`, 'Unpack it, then name the CSV file inside; gzip is read as it is.');
  }
  if (text.includes(0)) {
    throw new OutsideError(
      'candles.binary',
      `${path} holds binary data, not text.`,
      'Export the candles as CSV in UTF-8, or as JSON [[ms, open, high, low, close, volume], …].',
    );
  }
  if (isBlank(text)) throw empty(path);
  return text;
}

function unpacked(raw: Buffer, path: string): Buffer {
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) {
    if (!path.toLowerCase().endsWith('.gz')) return raw;
    throw new OutsideError(
      'candles.not_gzip',
      `${path} is named .gz and is not gzip.`,
      'Download it again, or take .gz off its name if it is plain text.',
    );
  }
  try {
    return gunzipSync(raw, { maxOutputLength: LARGEST_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(path);
    throw new OutsideError(
      'candles.not_gzip',
      `${path} begins like gzip and cannot be unpacked.`,
      'It is cut off or damaged: download it again.',
    );
  }
}

const withoutMark = (text: Buffer): Buffer => (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text);

const isBlank = (text: Buffer): boolean => text.every((byte) => byte <= 0x20);

const empty = (path: string): OutsideError =>
  new OutsideError('candles.empty', `${path} is empty.`, 'Name a file with a header line and one candle in each line after it.');

const tooLarge = (path: string): OutsideError =>
  new OutsideError(
    'candles.too_large',
    `${path} is larger than 1 GB.`,
    'Split it, for instance by year, and replay the parts one after another.',
  );
