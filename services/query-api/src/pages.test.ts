import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { running } from './fixtures/running.js';
import { pages } from './pages.js';

let api: Awaited<ReturnType<typeof running>>;
beforeAll(async () => {
  api = await running();
});
afterAll(() => api.stop());

const references = (html: string): string[] => [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, address]) => address ?? '');
const imports = (script: string): string[] => [...script.matchAll(/from '\.\/([^']+)'/g)].map(([, file]) => `/assets/${file}`);

describe('the pages', () => {
  it.each(Object.keys(pages))('%s is served, with a policy that allows nothing inline and nothing from elsewhere', async (path) => {
    const response = await fetch(`${api.url}${path}`);
    expect(response.status).toBe(200);
    expect((await response.text()).length).toBeGreaterThan(50);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['/', '/graphiql'])('all that %s refers to is served here', async (path) => {
    const html = await (await fetch(`${api.url}${path}`)).text();
    const asked = references(html);
    expect(asked.length).toBeGreaterThan(2);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style="/);
    for (const address of asked) expect(Object.keys(pages).concat('/graphiql')).toContain(address);
    for (const script of asked.filter((address) => address.endsWith('.js'))) {
      for (const imported of imports(await (await fetch(`${api.url}${script}`)).text())) expect(Object.keys(pages)).toContain(imported);
    }
  });

  it('our styles load nothing from elsewhere, and text never becomes markup', async () => {
    const sources = await Promise.all(['app.js', 'api.js', 'card.js', 'dom.js', 'said.js', 'say.js', 'style.css', 'graphiql-page.js'].map((file) => readFile(new URL(`./pages/${file}`, import.meta.url), 'utf8')));
    for (const source of sources) expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|url\(|@import/);
  });

  it('what is not there is 404', async () => {
    expect((await fetch(`${api.url}/assets/../service.js`)).status).toBe(404);
    expect((await fetch(`${api.url}/assets/none.js`)).status).toBe(404);
  });
});
