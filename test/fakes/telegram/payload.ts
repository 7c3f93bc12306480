import { type Form, readForm, type Upload } from './multipart.ts';
import { bad } from './refusal.ts';

/** Parameters of a call as the Bot API reads them: JSON, form fields or multipart, where objects come as JSON text. */
export class Payload {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Upload>;

  constructor(raw: Readonly<Record<string, unknown>>, files: ReadonlyMap<string, Upload> = new Map()) {
    this.raw = raw;
    this.files = files;
  }

  text(name: string): string | undefined {
    const value = this.raw[name];
    return value === undefined || value === null ? undefined : String(value);
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value)) throw bad(`invalid ${name} specified`);
    return Number(value);
  }

  flag(name: string): boolean {
    return ['true', '1'].includes(this.text(name)?.toLowerCase() ?? '');
  }

  /** An object or a list, also when it comes as JSON text. */
  json(name: string): unknown {
    const value = this.raw[name];
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      throw bad(`can't parse ${name} JSON object`);
    }
  }

  record(name: string): Record<string, unknown> | undefined {
    const value = this.json(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw bad(`can't parse ${name}: expected an object`);
    return value as Record<string, unknown>;
  }

  list(name: string): unknown[] | undefined {
    const value = this.json(name);
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw bad(`can't parse ${name}: expected an array`);
    return value;
  }
}

/** Throws a Refusal when the body is not what its content type says. */
export function readPayload(body: Buffer, contentType: string): Payload {
  if (body.length === 0) return new Payload({});
  if (contentType.startsWith('multipart/form-data')) {
    let form: Form;
    try {
      form = readForm(body, contentType);
    } catch {
      throw bad("can't parse multipart body");
    }
    return new Payload(form.fields, form.files);
  }
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return new Payload(Object.fromEntries(new URLSearchParams(body.toString())));
  try {
    return new Payload(JSON.parse(body.toString()) as Record<string, unknown>);
  } catch {
    throw bad("can't parse JSON object");
  }
}
