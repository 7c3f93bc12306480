import { fail } from '#src/shell/fail.ts';
import { leaveNoDump } from '#src/shell/leaveNoDump.ts';
import { run } from '#src/shell/run.ts';

/** The program: runs one verb of the shell and sets the exit code (0 good, 1 found something, 2 wrong usage, 78 cannot start). */
export async function main(args: readonly string[]): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  process.umask(0o077);
  leaveNoDump();
  // What nobody caught is a bug: say so in one sentence with its place, and end, because nothing can be trusted after it.
  process.on('uncaughtException', (error) => process.exit(fail(error, stderr)));
  // Whoever read along has gone (`heron demo | head`): nothing is left to say to them.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : fail(error, stderr)));
  try {
    process.exitCode = await run(args, { stdin, stdout, stderr, env, nowMs: () => performance.now() });
  } catch (error) {
    process.exitCode = fail(error, stderr);
  }
}
