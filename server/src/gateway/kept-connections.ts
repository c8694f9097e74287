import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { rawValues } from '../http/raw-headers.ts';
import { SECOND } from '../lib/clock.ts';

/** By this an agent keeps connections apart, and all of these are to one upstream. */
const ALL = 'upstream';
/** Until when a connection may wait for its next call, on the steady clock. */
const UNTIL = Symbol('until');

type Kept = Socket & { [UNTIL]?: number; _httpMessage?: { res?: IncomingMessage } | null };

/** Node's agent as it is; its types name less. */
interface Inside {
  freeSockets: Record<string, Kept[] | undefined>;
  sockets: Record<string, Kept[] | undefined>;
  addRequest(request: ClientRequest, options: object): void;
}

/**
 * Keeps the connections of an agent for one upstream: none waits longer than `idle` milliseconds for a call, or than until a second
 * before the time for which the upstream says that it keeps one. A call on a kept connection costs less than with Node's agent, which copies the
 * options of each request to find a connection that fits, and sets the timer of each connection anew.
 */
export function keepConnections(agent: Agent, idle: number): void {
  const inside = agent as unknown as Inside;
  let timer: NodeJS.Timeout | undefined;
  const isOver = (socket: Kept) => {
    if ((socket[UNTIL] ?? 0) < performance.now()) socket.destroy();
    return socket.destroyed;
  };
  const look = () => {
    const kept = inside.freeSockets[ALL] ?? [];
    if (kept.filter((socket) => !isOver(socket)).length > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  agent.getName = () => ALL;
  agent.keepSocketAlive = (duplex) => {
    const socket = duplex as Kept;
    socket.setKeepAlive(true, SECOND);
    socket.unref();
    const longest = Math.min(idle, (toldSeconds(socket) - 1) * SECOND);
    socket[UNTIL] = performance.now() + longest;
    timer ??= setInterval(look, Math.min(idle, SECOND) / 2).unref();
    return longest > 0;
  };
  const { addRequest } = inside;
  inside.addRequest = (request, options) => {
    const kept = inside.freeSockets[ALL];
    let socket = kept?.pop();
    while (socket && isOver(socket)) socket = kept?.pop();
    if (!socket) return addRequest.call(agent, request, options);
    agent.reuseSocket(socket, request);
    request.onSocket(socket);
    inside.sockets[ALL] ??= [];
    inside.sockets[ALL].push(socket);
  };
}

/** For how many seconds the upstream keeps a connection, as the last answer on it told. */
function toldSeconds({ _httpMessage }: Kept): number {
  const [told = ''] = rawValues(_httpMessage?.res?.rawHeaders ?? [], 'keep-alive');
  return Number(/\btimeout=(\d+)/.exec(told)?.[1] ?? Number.POSITIVE_INFINITY);
}
