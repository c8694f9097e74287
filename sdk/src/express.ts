import type { Request, RequestHandler, Response } from 'express';
import { IDENTITY_HEADER } from '../../wire/names.ts';
import { createDoor } from './behind-latchkey.ts';
import { createGuard } from './guard.ts';
import { askNamed } from './named-operation.ts';
import { pinMethod } from './pinned-method.ts';
import type { Caller, ClientAddress, DoorOptions, GuardOptions, NamedOperation, Refused } from './types.ts';

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by `latchkeyGuard` or `latchkeyIdentity`; `null` for a public operation. */
    caller: Caller | null;
  }
}

/**
 * Middleware that asks Latchkey about every call and puts the caller on `request.caller`. Refused calls are
 * answered here. Register it before anything that acts on a request, on the application or on a mounted
 * router. With `operation` it comes after the body parser and before everything else.
 */
export function latchkeyGuard(
  options: GuardOptions & ClientAddress<Request> & NamedOperation<Request>,
): RequestHandler {
  const guard = createGuard(options);
  return (request, response, next) => {
    const { method } = request;
    pinMethod(request, method);
    const call = {
      method,
      host: request.headers.host ?? '',
      // Not `url`, which mounting and rewriting change, nor `host` and `ip`, which use forwarded headers.
      uri: request.originalUrl,
      authorization: request.headers.authorization,
      headers: request.headers,
      ip: options.trustProxy?.(request) ?? request.socket.remoteAddress ?? '0.0.0.0',
    };
    askNamed(guard, call, options, request).then((answer) => {
      if (!answer.allowed) return send(response, answer);
      for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
      request.caller = answer.caller;
      next();
    }, next);
  };
}

/**
 * Middleware for an API behind Latchkey's gateway or forward-auth: verifies the caller that Latchkey names.
 */
export function latchkeyIdentity(options: DoorOptions): RequestHandler {
  const door = createDoor(options);
  return (request, response, next) => {
    const { method, originalUrl: target } = request;
    pinMethod(request, method);
    door(request.headers[IDENTITY_HEADER], { method, target }).then((answer) => {
      if (!answer.allowed) return send(response, answer);
      request.caller = answer.caller;
      next();
    }, next);
  };
}

/** Bypasses Express's own setters, which would add a charset to the content type. */
function send(response: Response, refused: Refused): void {
  response.writeHead(refused.status, refused.headers);
  response.end(refused.body);
}
