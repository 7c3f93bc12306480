/** The outside of the process, given to each verb. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Real milliseconds that never go back, for measuring. */
  readonly nowMs: () => number;
}

export const EXIT = { good: 0, found: 1, usage: 2, cannotStart: 78 } as const;
