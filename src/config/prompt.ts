import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CannotStart } from '#src/domain/errors.ts';
import { sha256 } from '#src/domain/hash.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import { readYaml } from './layer.ts';

/** A prompt as it was read, with everything that its file says. */
export interface PromptFile extends Prompt {
  readonly purpose: string;
  readonly version: number;
  /** The whole file. */
  readonly text: string;
}

const FOLDER = fileURLToPath(new URL('../../prompts', import.meta.url));
const FRONT = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/;
const USER = /^---user---[ \t]*\r?\n/m;
const VARIABLE = /\{\{(\w+)\}\}/g;

const frontSchema = z.strictObject({
  name: z.string().min(1),
  purpose: z.enum(['strategist', 'reflection', 'ask', 'news', 'doctor']),
  variables: z.array(z.string().regex(/^\w+$/)),
  version: z.int().positive(),
});

/** Every prompt of a folder (the shipped one unless said), by name, in the order of the files. Throws CannotStart, naming file and fault. */
export function readPrompts(folder = FOLDER): ReadonlyMap<string, PromptFile> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort();
  return new Map(files.map((file) => readPrompt(join(folder, file))).map((prompt) => [prompt.name, prompt]));
}

const shipped = new Map<string, PromptFile>();

/** A shipped prompt. Throws CannotStart when there is none of that name or it has a fault. */
export function promptOf(name: string): PromptFile {
  const prompt = shipped.get(name) ?? readPrompt(join(FOLDER, `${name}.md`));
  shipped.set(name, prompt);
  return prompt;
}

/** Reads one file. Throws CannotStart when it cannot be read or its variables are not those that it declares. */
export function readPrompt(path: string): PromptFile {
  const file = `prompts/${basename(path)}`;
  const text = textOf(path, file);
  const [, front, body = ''] = FRONT.exec(text) ?? [];
  if (front === undefined) throw wrong(file, 'has no front matter between two lines of ---');
  const { name, purpose, version, variables } = frontOf(front, file);
  if (`${name}.md` !== basename(path)) throw wrong(file, `calls itself ${name}; the file has to be named after it`);
  const used = new Set([...body.matchAll(VARIABLE)].map(([, variable]) => variable as string));
  for (const one of used) if (!variables.includes(one)) throw wrong(file, `uses {{${one}}}, which it does not declare`);
  for (const one of variables) if (!used.has(one)) throw wrong(file, `declares the variable ${one} and does not use it`);
  if (/\{\{|\}\}/.test(body.replaceAll(VARIABLE, ''))) throw wrong(file, 'holds a {{ or }} that belongs to no variable');
  const [system = '', user = '', ...more] = body.split(USER);
  if (more.length > 0 || user.trim() === '') throw wrong(file, 'needs one line ---user---, with the message of the user after it');
  const fill: Prompt['fill'] = (values) => {
    for (const given of Object.keys(values)) if (!used.has(given)) throw new RangeError(`the prompt ${name} has no variable ${given}`);
    return { system: filled(system, values, name), user: filled(user, values, name) };
  };
  return { name, purpose, version, sha256: sha256(text), text, fill };
}

function filled(part: string, values: Readonly<Record<string, string>>, name: string): string {
  return part.trim().replace(VARIABLE, (_, variable: string) => {
    const value = values[variable];
    if (value === undefined) throw new RangeError(`the prompt ${name} needs a value for ${variable}`);
    return value;
  });
}

function frontOf(front: string, file: string): z.infer<typeof frontSchema> {
  const read = readYaml(front);
  if ('fault' in read) throw wrong(file, `has front matter that is not YAML: ${read.fault}`);
  const parsed = frontSchema.safeParse(read.value);
  if (!parsed.success)
    throw wrong(
      file,
      `has front matter with a fault: ${z.prettifyError(parsed.error).replaceAll('\n', ' ').replaceAll('received undefined', 'found nothing')}`,
    );
  return parsed.data;
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new CannotStart('prompt', `The prompt ${file} cannot be read.`, 'Put it back; git checkout prompts does it.');
  }
}

const wrong = (file: string, what: string): CannotStart =>
  new CannotStart('prompt', `The prompt ${file} ${what}.`, 'Mend the file, or put it back with git checkout prompts.');
