import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { userJson } from './people.ts';
import { snowflake } from './snowflake.ts';
import type { State } from './state.ts';
import { type Socket, webSocketServer } from './webSocketServer.ts';

/** Opcodes (docs, "Gateway Opcodes"). */
const DISPATCH = 0;
const HEARTBEAT = 1;
const IDENTIFY = 2;
const PRESENCE = 3;
const RESUME = 6;
const RECONNECT = 7;
const INVALID_SESSION = 9;
const HELLO = 10;
const ACK = 11;

/** Members, presences, content of messages: given only to bots that asked for them in the portal. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
const ALL_INTENTS = (1 << 26) - 1;

interface Session {
  readonly id: string;
  seq: number;
  /** What was dispatched, to be repeated to a client that resumes. */
  readonly sent: { readonly seq: number; readonly text: string }[];
  socket: Socket | undefined;
}

interface Payload {
  readonly op: number;
  readonly d: unknown;
}

/** The websocket side: sessions that are begun, resumed and lost (docs, "Gateway"). */
export class Gateway {
  readonly #server = webSocketServer();
  readonly #state: State;
  readonly #url: () => string;
  readonly #sockets = new Set<Socket>();
  readonly #sessions: Session[] = [];
  /** What clients sent, tokens replaced. */
  readonly heard: string[] = [];
  /** Privileged intents that this bot was given. */
  granted = 0;
  /** New sessions and resumed ones, since the start. */
  identified = 0;
  resumed = 0;
  heartbeats = 0;
  /** Set to false, heartbeats stay without an answer, as on a connection that only looks alive. */
  acknowledges = true;

  constructor(state: State, url: () => string) {
    this.#state = state;
    this.#url = url;
    state.dispatch = (type, data) => this.dispatch(type, data);
  }

  /** Clients with a session that are connected now. */
  get connected(): number {
    return this.#sessions.filter(({ socket }) => socket !== undefined).length;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#welcome(connection));
  }

  dispatch(type: string, data: unknown): void {
    for (const session of this.#sessions) this.#dispatchTo(session, type, data);
  }

  /** Sends text as it is to every client: a test's way to say nonsense. */
  say(text: string): void {
    for (const socket of this.#sockets) socket.send(text);
  }

  /** Ends every connection; without a code as a cut cable does. Sessions can be resumed. */
  drop(code?: number): void {
    for (const socket of [...this.#sockets]) this.#close(socket, code);
  }

  /** Ends every session: the client is told, and must begin a new one. */
  invalidate(): void {
    const sockets = this.#sessions.splice(0).map(({ socket }) => socket);
    for (const socket of sockets) socket?.send(JSON.stringify({ op: INVALID_SESSION, d: false }));
  }

  askToReconnect(): void {
    this.say(JSON.stringify({ op: RECONNECT, d: null }));
  }

  #close(socket: Socket, code?: number): void {
    this.#forget(socket);
    if (code === undefined) socket.terminate();
    else socket.close(code);
  }

  #forget(socket: Socket): void {
    this.#sockets.delete(socket);
    for (const session of this.#sessions) if (session.socket === socket) session.socket = undefined;
  }

  #dispatchTo(session: Session, type: string, data: unknown): void {
    session.seq++;
    const text = JSON.stringify({ op: DISPATCH, t: type, s: session.seq, d: data });
    session.sent.push({ seq: session.seq, text });
    session.socket?.send(text);
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('message', (data) => this.#hear(socket, data.toString('utf8')));
    socket.on('close', () => this.#forget(socket));
    socket.send(JSON.stringify({ op: HELLO, d: { heartbeat_interval: this.#state.limits.heartbeatMs } }));
  }

  #hear(socket: Socket, text: string): void {
    this.heard.push(text.replaceAll(this.#state.token, '[the token]'));
    const payload = payloadOf(text);
    const known = this.#sessions.some((session) => session.socket === socket);
    const closing = payload === undefined ? 4_002 : this.#take(socket, payload, known);
    if (closing !== undefined) this.#close(socket, closing);
  }

  /** Returns the code to close with, when the client does what it must not. */
  #take(socket: Socket, { op, d }: Payload, known: boolean): number | undefined {
    switch (op) {
      case HEARTBEAT:
        this.heartbeats++;
        if (this.acknowledges) socket.send(JSON.stringify({ op: ACK }));
        return undefined;
      case IDENTIFY:
        return known ? 4_005 : this.#identify(socket, d as { token?: string; intents?: number });
      case RESUME:
        return known ? 4_005 : this.#resume(socket, d as { token?: string; session_id?: string; seq?: number });
      case PRESENCE:
        return known ? undefined : 4_003;
      default:
        return 4_001;
    }
  }

  #identify(socket: Socket, { token, intents }: { token?: string; intents?: number }): number | undefined {
    if (token !== this.#state.token) return 4_004;
    if (!Number.isInteger(intents) || (Number(intents) & ~ALL_INTENTS) !== 0) return 4_013;
    if ((Number(intents) & PRIVILEGED & ~this.granted) !== 0) return 4_014;
    this.identified++;
    const session: Session = { id: `session-${snowflake()}`, seq: 0, sent: [], socket };
    this.#sessions.push(session);
    const guilds = this.#state.guilds.filter(({ joined }) => joined);
    this.#dispatchTo(session, 'READY', {
      v: 10,
      user: userJson(this.#state.bot),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.#url(),
      application: { id: this.#state.bot.id, flags: 0 },
      shard: [0, 1],
    });
    for (const guild of guilds) this.#dispatchTo(session, 'GUILD_CREATE', guild.json());
    return undefined;
  }

  #resume(socket: Socket, { token, session_id: id, seq = -1 }: { token?: string; session_id?: string; seq?: number }): number | undefined {
    if (token !== this.#state.token) return 4_004;
    const session = this.#sessions.find((one) => one.id === id);
    if (session === undefined) {
      socket.send(JSON.stringify({ op: INVALID_SESSION, d: false }));
      return undefined;
    }
    if (seq > session.seq || seq < 0) return 4_007;
    this.resumed++;
    session.socket = socket;
    for (const missed of session.sent.filter((one) => one.seq > seq)) socket.send(missed.text);
    this.#dispatchTo(session, 'RESUMED', {});
    return undefined;
  }
}

function payloadOf(text: string): Payload | undefined {
  try {
    return JSON.parse(text) as Payload;
  } catch {
    return undefined;
  }
}
