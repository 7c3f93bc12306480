/** A sentence of an answer, with the ids in the ledger that it rests on. */
export interface Statement {
  readonly text: string;
  readonly ids: readonly string[];
}

/** What came of a question. */
export type Asked =
  | {
      readonly ok: true;
      readonly statements: readonly Statement[];
      /** Queries that were made, in words. */
      readonly queries: readonly string[];
      /** Sentences that were left out, because what they rest on is not in the ledger. */
      readonly dropped: number;
    }
  | { readonly ok: false; readonly text: string };

export interface AskVerbs {
  /** Answers a question from read-only queries; `onStatement` hears each sentence as soon as it is checked. Never throws. */
  ask(question: string, onStatement?: (statement: Statement) => void): Promise<Asked>;
}
