import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { IDENTITY_HEADER } from '../../wire/names.ts';
import { createDoor } from './behind-latchkey.ts';
import { createGuard } from './guard.ts';
import { askNamed } from './named-operation.ts';
import type {
  Allowed,
  Caller,
  ClientAddress,
  DoorOptions,
  GuardOptions,
  NamedOperation,
  Refused,
} from './types.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `latchkeyGuard` or `latchkeyIdentity`; `null` for a public operation. */
    caller: Caller | null;
  }
}

/**
 * Plugin that asks Latchkey about every call of the instance it is registered on, before anything else reads the
 * request, and puts the caller on `request.caller`. Refused calls are answered here.
 */
export const latchkeyGuard: FastifyPluginAsync<
  GuardOptions & ClientAddress<FastifyRequest> & NamedOperation<FastifyRequest>
> = unwrapped('latchkeyGuard', (fastify, options) => {
  const guard = createGuard(options);
  fastify.addHook('onClose', () => guard.close());
  // No hook reads a request before it is judged, unless `operation` needs the body for that.
  install(fastify, options.operation ? 'preValidation' : 'onRequest', (request) => {
    const call = {
      method: request.method,
      host: request.headers.host ?? '',
      // As sent: `url` is the result of `rewriteUrl`.
      uri: request.originalUrl,
      authorization: request.headers.authorization,
      headers: request.headers,
      ip: options.trustProxy?.(request) ?? request.socket.remoteAddress ?? '0.0.0.0',
    };
    return askNamed(guard, call, options, request);
  });
});

/** Plugin for an API behind Latchkey's gateway or forward-auth: verifies the caller that Latchkey names. */
export const latchkeyIdentity: FastifyPluginAsync<DoorOptions> = unwrapped(
  'latchkeyIdentity',
  (fastify, options) => {
    const door = createDoor(options);
    install(fastify, 'onRequest', (request) =>
      door(request.headers[IDENTITY_HEADER], { method: request.method, target: request.originalUrl }),
    );
  },
);

function install(
  fastify: FastifyInstance,
  moment: 'onRequest' | 'preValidation',
  ask: (request: FastifyRequest) => Promise<Allowed | Refused>,
): void {
  if (!fastify.hasRequestDecorator('caller')) fastify.decorateRequest('caller', null);
  const judge = async (request: FastifyRequest, reply: FastifyReply) => {
    const answer = await ask(request);
    reply.headers(answer.headers);
    if (answer.allowed) {
      request.caller = answer.caller;
      return;
    }
    // Sent as bytes, because Fastify adds a charset to the content type of a string.
    return reply.code(answer.status).send(Buffer.from(answer.body));
  };
  if (moment === 'onRequest') fastify.addHook('onRequest', judge);
  else fastify.addHook('preValidation', judge);
}

/** Lets the hook reach the routes of the instance that registers the plugin, as `fastify-plugin` does. */
function unwrapped<Options extends object>(
  name: string,
  plugin: (fastify: FastifyInstance, options: Options) => void,
): FastifyPluginAsync<Options> {
  const whole: FastifyPluginAsync<Options> = async (fastify, options) => plugin(fastify, options);
  return Object.assign(whole, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: name,
  });
}
