/** What became of something that was asked for; `text` is a sentence for people. */
export interface Learned {
  readonly ok: boolean;
  readonly text: string;
  /** The adaptation that it was about, where there is one. */
  readonly id?: string;
}

/** An insight that holds, with its figures as the facts are now; results in R, net of costs. */
export interface HeldInsight {
  readonly id: string;
  readonly at: string;
  readonly text: string;
  readonly source: 'template' | 'model';
  readonly n: number;
  readonly meanR: number;
  readonly lowR: number;
  readonly highR: number;
  readonly restN: number;
  readonly restMeanR: number;
  /** Newer results no longer bear it out: the next reflection drops it. */
  readonly holds: boolean;
}

/** What can be asked of the learning from outside. */
export interface LearningVerbs {
  /** What was learned and not dropped since, recomputed now. */
  insights(): readonly HeldInsight[];
  /** Looks at the closed trades now. Resolves when what was found is in the ledger. */
  reflect(actor: string): Promise<Learned>;
  /** Applies a proposed adaptation. */
  apply(id: string, actor: string): Learned;
  /** Takes an adaptation back, or turns a proposed one down. */
  undo(id: string, actor: string, reason?: string): Learned;
}
