/** A mistake in the program, as a change of one place in one source. */
export interface Wrong {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Mistakes that kills have to bring to light: `npm run crash -- --wrong forgets` must end with 1. Each is made in the bundle alone. */
export const WRONGS: Readonly<Record<string, Wrong>> = {
  /** What was under way when the process died is not looked for. */
  forgets: {
    file: 'src/sniper/recover.ts',
    from: "filter(({ order }) => order.status === 'submitting');\n  if (written.length > 0)",
    to: "filter(({ order }) => order.status === 'submitting');\n  if (written.length > 1_000)",
  },
  /** Commits are gathered, as a replay may do: what was said to be written is not. */
  gathers: { file: 'src/ledger/ledger.ts', from: 'batch = 1, report', to: 'batch = 20, report' },
  /** The old ledger is gone before the new one is there. */
  moves: { file: 'src/ledger/restore.ts', from: '    linkSync(path, kept);', to: '    renameSync(path, kept);' },
};
