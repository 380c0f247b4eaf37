import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const types = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' } as const;

// Nothing inline, nothing from elsewhere: titles and commit messages that the page shows were written by strangers.
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

const own = (file: string) => () => join(import.meta.dirname, 'pages', file);
const packaged = (name: string, file: string) => () => join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);

/** Path of the address → file that is served there. */
export const pages: Readonly<Record<string, () => string>> = {
  '/': own('index.html'),
  '/assets/app.js': own('app.js'),
  '/assets/api.js': own('api.js'),
  '/assets/card.js': own('card.js'),
  '/assets/said.js': own('said.js'),
  '/assets/say.js': own('say.js'),
  '/assets/dom.js': own('dom.js'),
  '/assets/style.css': own('style.css'),
  '/assets/icon.svg': own('icon.svg'),
  '/graphiql': own('graphiql.html'),
  '/assets/graphiql-page.js': own('graphiql-page.js'),
  '/assets/graphiql-page.css': own('graphiql-page.css'),
  '/assets/graphiql.js': packaged('graphiql', 'graphiql.min.js'),
  '/assets/graphiql.css': packaged('graphiql', 'graphiql.min.css'),
  '/assets/react.js': packaged('react', 'umd/react.production.min.js'),
  '/assets/react-dom.js': packaged('react-dom', 'umd/react-dom.production.min.js'),
};

const typeOf = (file: string): string => types[file.split('.').at(-1) as keyof typeof types];

/** The plain page at / and GraphiQL at /graphiql, all of it from our own files. */
export const servePages = (fastify: FastifyInstance): void => {
  for (const [path, fileOf] of Object.entries(pages)) {
    fastify.get(path, async (_request, reply) => {
      const file = fileOf();
      return reply.headers({ ...headers, 'content-type': typeOf(file), 'cache-control': 'no-cache' }).send(await readFile(file));
    });
  }
};
