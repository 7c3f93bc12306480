import type { Line } from './lifeWords.ts';

/** How often each message was begun, over all the lives of one ledger: what was under way when a process died may be shown again, once for each such death. */
export class Messages {
  readonly #begun = new Map<string, number>();
  readonly #inDoubt = new Map<string, number>();
  /** Messages that stand in the chat twice, at most: the process died before it could write down that they were sent. */
  doubtful = 0;

  /** Takes what a life said; returns what was sent once too often, a sentence each. */
  take(lines: readonly Line[], died: boolean): string[] {
    const wrong: string[] = [];
    let open: string | undefined;
    for (const line of lines) {
      if (line.k !== 'trying' && line.k !== 'sent') continue;
      if (line.edit) continue;
      if (line.k === 'trying') {
        const begun = (this.#begun.get(line.nonce) ?? 0) + 1;
        this.#begun.set(line.nonce, begun);
        if (begun > 1 + (this.#inDoubt.get(line.nonce) ?? 0))
          wrong.push(`message ${line.nonce} was sent ${begun} times, without a death in between`);
      }
      open = line.nonce;
    }
    // The last one that was begun: whether it was written down as sent is not known.
    if (died && open !== undefined) {
      this.#inDoubt.set(open, (this.#inDoubt.get(open) ?? 0) + 1);
      this.doubtful++;
    }
    return wrong;
  }
}
