import { writeFileSync } from 'node:fs';

/** Which kinds of memory the kernel writes into a core dump, as bits: none. Children start with the same (core(5)). */
const FILTER = '/proc/self/coredump_filter';
const NONE = '0';

/**
 * Memory holds keys: whatever the system writes of a process that crashes, nothing of its memory shall be in there. On Linux; elsewhere, and where the
 * kernel was built without the filter, it stays with the limits of whoever starts Heron. Returns whether it took effect.
 */
export function leaveNoDump(): boolean {
  try {
    writeFileSync(FILTER, NONE, { flag: 'r+' });
    return true;
  } catch {
    return false;
  }
}
