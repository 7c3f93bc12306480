import { type IShardingStrategy, SimpleShardingStrategy } from 'discord.js';

/** Methods of the library's connection that run with nobody waiting for them: what they throw would end the process. */
const UNAWAITED = ['onMessage', 'onClose', 'internalConnect', 'heartbeat'] as const;

type Shard = Partial<Record<(typeof UNAWAITED)[number], (...args: unknown[]) => Promise<unknown>>>;

interface Guard {
  /** Whether this connection is still wanted: the library goes on connecting after it was told to end while it waited. */
  readonly wanted: () => boolean;
  /** Hears what went wrong inside. */
  readonly failed: (error: unknown) => void;
}

/** The library's own way of connecting, except that a packet that makes no sense ends in `failed` instead of an unhandled rejection. */
export class GuardedStrategy extends SimpleShardingStrategy implements IShardingStrategy {
  readonly #guard: Guard;

  constructor(manager: ConstructorParameters<typeof SimpleShardingStrategy>[0], guard: Guard) {
    super(manager);
    this.#guard = guard;
  }

  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds);
    const { shards } = this as unknown as { readonly shards: ReadonlyMap<number, Shard> };
    for (const shard of shards.values()) for (const name of UNAWAITED) this.#wrap(shard, name);
  }

  #wrap(shard: Shard, name: (typeof UNAWAITED)[number]): void {
    const method = shard[name]?.bind(shard);
    if (method === undefined) return;
    const { wanted, failed } = this.#guard;
    shard[name] = async (...args) => {
      if (name === 'internalConnect' && !wanted()) return undefined;
      try {
        return await method(...args);
      } catch (error) {
        failed(error);
        return undefined;
      }
    };
  }
}
