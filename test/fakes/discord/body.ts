import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** A request's body: JSON, and the files that came with it by their index. */
export interface Body {
  readonly json: Record<string, unknown>;
  readonly files: ReadonlyMap<string, { readonly filename: string; readonly contentType: string; readonly bytes: Uint8Array }>;
  /** As it came, for a test that looks for what must not be said; files left out. */
  readonly raw: string;
}

/** Reads JSON, or multipart with `payload_json` and `files[n]` (docs, "Uploading Files"). Throws Refusal on anything else. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { json: {}, files: new Map(), raw: '' };
  if (type.startsWith('application/json')) return { json: parsed(bytes.toString('utf8')), files: new Map(), raw: bytes.toString('utf8') };
  if (!type.startsWith('multipart/form-data'))
    throw new Refusal(400, 50_035, `Expected "Content-Type" header to be JSON or a form, not ${type}`);
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const files = new Map<string, { filename: string; contentType: string; bytes: Uint8Array }>();
  let raw = '{}';
  for (const [name, value] of form) {
    if (name === 'payload_json') raw = String(value);
    else if (typeof value === 'string') throw new Refusal(400, 50_035, `the form field ${name} is no file`);
    else {
      const index = /^files\[(\d+)\]$/.exec(name)?.[1];
      if (index === undefined) throw new Refusal(400, 50_035, `a file is called files[n], not ${name}`);
      files.set(index, { filename: value.name, contentType: value.type, bytes: new Uint8Array(await value.arrayBuffer()) });
    }
  }
  return { json: parsed(raw), files, raw };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return { list: value };
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Refusal(400, 50_109, 'The request body contains invalid JSON.');
}
