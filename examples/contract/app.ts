import type { IncomingMessage } from 'node:http';
import type { Caller, IdentityOptions } from '@latchkey/guard';
import { latchkeyIdentity } from '@latchkey/guard/fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ContractOperation } from './document.ts';
import { notFound, Problem } from './problem.ts';
import { bodyValidator, queryValidator, type Validate } from './validation.ts';

/** A call that Latchkey let through and that fits the document. */
export interface Call {
  caller: Caller;
  params: Record<string, string>;
  /** Only parameters that the document names; numbers are numbers. */
  query: Record<string, unknown>;
  /** The checked JSON body, the bytes of an upload, or nothing. */
  body: unknown;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** What answers each operation, by `operationId`. What it returns is sent; `undefined` is 204. */
export type Handlers = Record<string, (call: Call) => unknown>;

export interface ContractOptions {
  contract: ContractOperation[];
  handlers: Handlers;
  /** Whose word about the caller counts. */
  latchkey: IdentityOptions;
  /** Most bytes of an upload. */
  uploadLimit?: number;
  /** What stands around the operations and asks for no identity, such as CORS. */
  around?: (app: FastifyInstance) => void;
}

const JSON_LIMIT = 256 * 1024;
/** Milliseconds in which a whole request has to arrive. */
const REQUEST_TIMEOUT = 120_000;
/** Most bytes that are read only to be thrown away. */
const MOST_DISCARDED = 64 * 1024 * 1024;

/**
 * A server of exactly the operations of an OpenAPI document: identity first, then the query, then the body,
 * then the handler. Throws at start when an operation has no handler or a handler no operation.
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
    // Before anything of the request is read: without an identity that holds, nobody learns more than that.
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
      // An identity speaks for the one operation that was decided, so it cannot be carried over to another.
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
 * Reads what is still coming of a body that is too large. A proxy in the middle of sending would otherwise find
 * the connection closed and report that, instead of the answer.
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

/** Refusals of the framework in the words of the API; anything unforeseen is a 500 that gives nothing away. */
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
