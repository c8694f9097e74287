import { createServer, type RequestListener, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import express4 from 'express4';
import Fastify from 'fastify';
import { Hono } from 'hono';

/** Node's routers, each with a handler for every template that says which one it is. */
export const NODE_ROUTERS: Record<string, (templates: string[]) => Promise<Server>> = {
  Fastify: (templates) => fastify(templates, {}),
  'Fastify, lax': (templates) =>
    fastify(templates, { caseSensitive: false, ignoreTrailingSlash: true, useSemicolonDelimiter: true }),
  'Express 4': async (templates) => createServer(withExpress(express4(), templates)),
  'Express 5': async (templates) => createServer(withExpress(express(), templates)),
  Hono: async (templates) => createServer(hono(new Hono(), templates)),
  'Hono, lax': async (templates) => createServer(hono(new Hono({ strict: false }), templates)),
};

function withColons(template: string): string {
  return template.replaceAll(/\{(\w+)\}/g, ':$1');
}

async function fastify(templates: string[], routerOptions: object): Promise<Server> {
  const app = Fastify({ routerOptions });
  for (const template of templates) app.get(withColons(template), () => `ran ${template}`);
  await app.ready();
  return app.server;
}

/** The same in both majors. */
interface ExpressLike {
  get(path: string, handler: (request: unknown, response: { send(text: string): unknown }) => void): unknown;
}

function withExpress<App extends ExpressLike & RequestListener>(app: App, templates: string[]): App {
  for (const template of templates) {
    app.get(withColons(template), (_request, response) => void response.send(`ran ${template}`));
  }
  return app;
}

function hono(app: Hono, templates: string[]): RequestListener {
  for (const template of templates) app.get(withColons(template), (c) => c.text(`ran ${template}`));
  return getRequestListener(app.fetch);
}
