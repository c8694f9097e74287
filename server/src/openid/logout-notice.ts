import type { Api } from '../api.ts';
import { fetchPublic } from '../http/outbound.ts';
import { HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import type { Client, LogoutNotice } from '../model/index.ts';
import { signJwt } from '../tokens/jwt.ts';
import { subjectFor } from '../tokens/subject.ts';
import { idTokenKey } from './id-token.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Back-Channel Logout section 2.4 recommends two minutes at most. */
const TOKEN_SECONDS = 120;
/** How long to wait after each failure; after the last one the client is not told any more. */
const PAUSES = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR];
/** The name look-up, connection and answer together. */
const TIMEOUT = 5 * SECOND;
/** Longer than sending takes: until then no other process sends the same. */
const TAKEN_FOR = 4 * TIMEOUT;
const AT_ONCE = 10;
const BETWEEN_LOOKS = SECOND;

/**
 * Sends what is due, once, and returns how much that was. A failure is a matter between the client and its
 * operator: it is tried again for an hour or so and then given up, and nobody's signing out waits for it.
 */
export async function sendLogoutNotices(api: Api): Promise<number> {
  const now = api.clock.now();
  const taken = await api.store.takeLogoutNotices({ now, until: now + TAKEN_FOR, limit: AT_ONCE });
  await Promise.all(taken.map((notice) => deliver(api, notice)));
  return taken.length;
}

/** Sends from now on whatever falls due. Returns what ends that. */
export function startLogoutSender(api: Api): () => Promise<void> {
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const schedule = () => {
    timer = setTimeout(() => {
      round = sendLogoutNotices(api)
        .then(
          () => undefined,
          (error: Error) => api.log.error({ error: error.message }, 'logout notices could not be sent'),
        )
        .then(() => (stopped ? undefined : schedule()));
    }, BETWEEN_LOOKS).unref();
  };
  schedule();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await round;
  };
}

async function deliver(api: Api, notice: LogoutNotice): Promise<void> {
  const client = (await api.store.client(notice.clientId, api.clock.now()))?.client;
  const address = client?.settings.backchannelLogoutUri;
  if (!client || address === undefined) return api.store.removeLogoutNotice(notice.id);
  const token = logoutToken(api, client, notice);
  const answer = await fetchPublic(address, {
    accept: [],
    maxBytes: 64 * 1024,
    timeoutMs: TIMEOUT,
    // Only where nothing has TLS may a client be another process on this machine.
    allowLoopback: !api.address.secure,
    post: { type: 'application/x-www-form-urlencoded', body: `logout_token=${token}` },
  });
  if (answer.ok) return api.store.removeLogoutNotice(notice.id);
  const pause = PAUSES[notice.attempts - 1];
  api.log.warn(
    { client: client.id, problem: answer.problem, attempt: notice.attempts, again: pause !== undefined },
    'a client could not be told that its user signed out',
  );
  if (pause === undefined) return api.store.removeLogoutNotice(notice.id);
  return api.store.postponeLogoutNotice(notice, api.clock.now() + pause);
}

/** Back-Channel Logout section 2.4. It never has a nonce, so that it cannot pass for an ID token. */
function logoutToken(api: Api, client: Client, { id, userId, sessionId }: LogoutNotice): string {
  const iat = Math.floor(api.clock.now() / SECOND);
  return signJwt(idTokenKey(api, client), 'logout+jwt', {
    iss: api.address.issuer,
    sub: subjectFor(api.keys, client, userId),
    aud: client.id,
    iat,
    exp: iat + TOKEN_SECONDS,
    jti: id,
    sid: sessionId,
    events: { [EVENT]: {} },
  });
}
