import { type RawFile, REST, type RESTOptions } from 'discord.js';
import { failureOf } from './failure.ts';

const TIMEOUT_MS = 10_000;

/** A body, its files, and whether the bot's token goes with it: an interaction's own token stands in the path. */
interface Sent {
  readonly body?: unknown;
  readonly files?: readonly RawFile[];
  readonly open?: boolean;
  readonly signal?: AbortSignal;
}

/** Discord's REST interface. Each method returns what Discord answers, and throws nothing but DiscordFailure. */
export interface Api {
  get<T>(route: string): Promise<T>;
  post<T>(route: string, sent: Sent): Promise<T>;
  patch<T>(route: string, sent: Sent): Promise<T>;
  put<T>(route: string, sent: Sent): Promise<T>;
  delete(route: string, sent?: Sent): Promise<void>;
  /** Ends its timers. */
  close(): void;
}

/**
 * How discord.js is to behave: it tries nothing again by itself, because the outbox does that, in order and with the time that Discord asks for. Answers to
 * interactions are the exception: they are waited for, since nobody would try them again.
 */
export const restOptions = (api: string): Partial<RESTOptions> => ({
  api: api.replace(/\/+$/, ''),
  version: '10',
  retries: 0,
  timeout: TIMEOUT_MS,
  offset: 0,
  rejectOnRateLimit: ({ route }) => !route.startsWith('/webhooks/') && !route.startsWith('/interactions/'),
});

/** `onRefusedToken` hears each time that the token is not accepted. */
export function createApi({ api, token, onRefusedToken }: { api: string; token: string; onRefusedToken?: () => void }): Api {
  const rest = new REST(restOptions(api));
  const call = async <T>(method: 'get' | 'post' | 'patch' | 'put' | 'delete', route: string, sent: Sent = {}): Promise<T> => {
    const { body, files, open, signal } = sent;
    // The library forgets the token after the first refusal.
    rest.setToken(token);
    try {
      const options = {
        ...(body !== undefined && { body }),
        ...(files && { files: [...files] }),
        ...(open && { auth: false }),
        ...(signal && { signal }),
      };
      return (await rest[method](route as `/${string}`, options)) as T;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'token') onRefusedToken?.();
      throw failure;
    }
  };
  return {
    get: (route) => call('get', route),
    post: (route, sent) => call('post', route, sent),
    patch: (route, sent) => call('patch', route, sent),
    put: (route, sent) => call('put', route, sent),
    delete: async (route, sent) => void (await call('delete', route, sent)),
    close() {
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    },
  };
}
