import { pino } from 'pino';
import type { Settings } from '#src/config/settings.ts';

/** What is written for whoever operates Heron; people in chat never see it. */
export interface Log {
  info(text: string, fields?: object): void;
  error(text: string, error?: unknown): void;
}

/** Tokens of bots, keys and signatures, in whatever text they turn up; the stream itself is scrubbed, because error texts escape path rules. */
const SECRETS = [/\d{8,10}:[A-Za-z0-9_-]{35}/g, /((?:api[_-]?key|signature|secret|token|authorization)["'=: ]+)[^\s"'&,}]+/gi];

export const scrub = (line: string): string =>
  SECRETS.reduce((text, pattern) => text.replace(pattern, (_, kept?: string) => `${typeof kept === 'string' ? kept : ''}[removed]`), line);

/** JSON lines on a stream. */
export function createLog(level: Settings['log']['level'], output: NodeJS.WritableStream): Log {
  const logger = pino({ level, hooks: { streamWrite: scrub } }, { write: (line: string) => void output.write(line) });
  return {
    info: (text, fields) => logger.info(fields ?? {}, text),
    error: (text, error) => logger.error({ err: error }, text),
  };
}
