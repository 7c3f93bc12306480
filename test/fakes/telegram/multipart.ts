/** A file as it was uploaded. */
export interface Upload {
  readonly filename: string;
  readonly bytes: Uint8Array;
}

export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, Upload>;
}

const BREAK = Buffer.from('\r\n\r\n');

/** Reads multipart/form-data (RFC 7578). Throws when the closing boundary is missing: the upload was cut. */
export function readForm(body: Buffer, contentType: string): Form {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) throw new Error('no boundary');
  const fields: Record<string, string> = {};
  const files = new Map<string, Upload>();
  const edge = Buffer.from(`--${boundary}`);
  let at = body.indexOf(edge);
  for (;;) {
    const start = at + edge.length;
    if (at < 0) throw new Error('no closing boundary');
    if (body.subarray(start, start + 2).toString() === '--') return { fields, files };
    const end = body.indexOf(edge, start);
    if (end < 0) throw new Error('no closing boundary');
    readPart(body.subarray(start + 2, end - 2), fields, files);
    at = end;
  }
}

function readPart(part: Buffer, fields: Record<string, string>, files: Map<string, Upload>): void {
  const split = part.indexOf(BREAK);
  if (split < 0) throw new Error('a part without a body');
  const head = part.subarray(0, split).toString();
  const bytes = part.subarray(split + BREAK.length);
  const name = /\bname="?([^";\r\n]+)"?/i.exec(head)?.[1];
  const filename = /\bfilename="?([^";\r\n]+)"?/i.exec(head)?.[1];
  if (name === undefined) throw new Error('a part without a name');
  if (filename === undefined) fields[name] = bytes.toString();
  else files.set(name, { filename, bytes: Uint8Array.from(bytes) });
}
