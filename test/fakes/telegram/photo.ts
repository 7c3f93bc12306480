import { bad } from './refusal.ts';

export interface FakePhoto {
  readonly fileId: string;
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_BYTES = 10 * 1024 * 1024;

/** A PNG as a photo: at most 10 MB, width and height together at most 10,000, their ratio at most 20. */
export function photoOf(bytes: Uint8Array, fileId: string): FakePhoto {
  const buffer = Buffer.from(bytes);
  if (buffer.length === 0) throw bad('file must be non-empty');
  if (buffer.length > MAX_BYTES) throw bad('file is too big');
  if (buffer.length < 24 || !buffer.subarray(0, 8).equals(PNG)) throw bad('IMAGE_PROCESS_FAILED');
  const width = buffer.readUInt32BE(16);
  const height = buffer.readUInt32BE(20);
  if (width === 0 || height === 0 || width + height > 10_000 || Math.max(width / height, height / width) > 20) {
    throw bad('PHOTO_INVALID_DIMENSIONS');
  }
  return { fileId, bytes, width, height };
}
