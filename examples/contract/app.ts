import type { IncomingMessage } from 'node:http';
import type { Caller, IdentityOptions } from '@latchkey/guard';
import { latchkeyIdentity } from '@latchkey/guard/fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ContractOperation } from './document.ts';
import { notFound, Problem } from './problem.ts';
import { bodyValidator, queryValidator, type Validate } from './validation.ts';

/** A call that Latchkey allowed and that matches the document. */
export interface Call {
  caller: Caller;
  params: Record<string, string>;
  /** Only parameters in the document; numbers are parsed. */
  query: Record<string, unknown>;
  /** The validated JSON body, the bytes of an upload, or `undefined`. */
  body: unknown;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** The handler of each operation, by `operationId`. Its result is sent; `undefined` becomes 204. */
export type Handlers = Record<string, (call: Call) => unknown>;

export interface ContractOptions {
  contract: ContractOperation[];
  handlers: Handlers;
  /** The Latchkey whose identities are trusted. */
  latchkey: IdentityOptions;
  /** The largest upload, in bytes. */
  uploadLimit?: number;
  /** Hooks that need no identity, such as CORS. */
  around?: (app: FastifyInstance) => void;
}

const JSON_LIMIT = 256 * 1024;
/** Milliseconds within which a whole request has to arrive. */
const REQUEST_TIMEOUT = 120_000;
/** The most bytes that are read only to be discarded. */
const MOST_DISCARDED = 64 * 1024 * 1024;

/**
 * Serves exactly the operations of an OpenAPI document: checks the identity, then the query, then the body,
 * and runs the handler. Throws at start if an operation has no handler or a handler no operation.
 */
export function contractApp(options: ContractOptions): FastifyInstance {
  const { contract, handlers } = options;
  const app = Fastify({
    bodyLimit: JSON_LIMIT,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT,
    frameworkErrors: (_error, _request, reply) => sendProblem(reply, notFound()),
  });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(async (error, request, reply) => {
    const problem = asProblem(error);
    if (problem.statusCode === 413) await discardRest(request.raw);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, notFound()));
  app.setValidatorCompiler(({ schema }) => {
    const validate = schema as unknown as Validate;
    return (value: unknown) => {
      const error = validate(value);
      return error ? { error } : { value };
    };
  });

  options.around?.(app);
  for (const { id } of contract) {
    if (!Object.hasOwn(handlers, id)) throw new Error(`The operation ${id} has no handler.`);
  }
  for (const id of Object.keys(handlers)) {
    if (!contract.some((operation) => operation.id === id)) throw new Error(`No operation is called ${id}.`);
  }
  app.register(async (scope) => {
    // Runs before anything else is read, so that a request without a valid identity learns nothing more.
    scope.register(latchkeyIdentity, options.latchkey);
    for (const operation of contract) addOperation(scope, operation, options);
  });
  return app;
}

function addOperation(scope: FastifyInstance, operation: ContractOperation, options: ContractOptions): void {
  const handler = options.handlers[operation.id];
  const route = {
    method: operation.method,
    url: operation.url,
    schema: {
      querystring: queryValidator(operation.query),
      ...(operation.body && { body: bodyValidator(operation.body) }),
    },
    preParsing: async (request: FastifyRequest) => {
      // An identity is valid only for the decided operation, so it cannot be used for another.
      if (request.caller?.operation === operation.id) return;
      const detail = 'The identity of this call does not hold for this operation.';
      throw new Problem(401, 'invalid_token', 'Unauthorized', detail);
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const { caller } = request;
      if (!caller || !handler) throw new Error('A handler was reached without a caller.');
      const result = await handler({
        caller,
        params: request.params as Record<string, string>,
        query: request.query as Record<string, unknown>,
        body: request.body,
        request,
        reply,
      });
      return result === undefined ? reply.code(204).send() : result;
    },
  };
  if (operation.mediaTypes.length === 0) {
    scope.route(route);
    return;
  }
  const bodyLimit = options.uploadLimit ?? JSON_LIMIT;
  scope.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser(
      operation.mediaTypes,
      { parseAs: 'buffer', bodyLimit },
      (_request, body, done) => done(null, body),
    );
    uploads.route({ ...route, bodyLimit });
  });
}

/**
 * Reads the rest of a body that is too large. A proxy that is still sending would otherwise report the closed
 * connection instead of the answer.
 */
function discardRest(body: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (body.readableEnded || body.destroyed) return resolve();
    let left = MOST_DISCARDED;
    body.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) resolve();
    });
    body.once('end', resolve).once('close', resolve).once('error', resolve).resume();
  });
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.statusCode)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problem.body());
}

/**
 * Turns the framework's errors into problems of the API. An unexpected error becomes a 500 without details.
 */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const detail =
      'The body is of a type that this operation does not take; see Content-Type in its reference.';
    return new Problem(415, 'unsupported_media_type', 'Unsupported Media Type', detail);
  }
  if (statusCode === 413) {
    const detail = 'The body is larger than this operation takes.';
    return new Problem(413, 'too_large', 'Content Too Large', detail);
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    const detail = 'The request cannot be read: its body is not the JSON that Content-Type announces.';
    return new Problem(statusCode, 'invalid_request', 'Bad Request', detail);
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'unknown error'}\n`);
  return new Problem(500, 'internal_error', 'Internal Server Error', 'Something went wrong on our side.');
}
