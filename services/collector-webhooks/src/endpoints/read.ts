import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { checkYaml, faultAt, parseYaml, type World, type YamlDocument } from '@culprit/nest';
import type { Provider } from '../provider/contract.js';
import { endpointsFile, type Listed, type Secret } from './file.js';

/** An endpoint of the file with its secrets at hand. */
export interface Resolved extends Omit<Listed, 'secrets'> {
  readonly secrets: readonly string[];
  /** What the sender's API is asked with; empty when none is named. */
  readonly token: string;
}

export interface ReadEndpoints {
  /** Differs when the file or a secret that it names does. */
  readonly stamp: string;
  readonly endpoints: { readonly ok: true; readonly all: readonly Resolved[] } | { readonly ok: false; readonly error: string };
}

/** Reads the file, and the secrets that it names by file or variable. What is wrong is one sentence with file, line and path; it never holds a secret. */
export const readEndpoints = async (file: string, providers: readonly Provider[], variable: NonNullable<World['variable']>): Promise<ReadEndpoints> => {
  const seen = createHash('sha256');
  const done = (endpoints: ReadEndpoints['endpoints']): ReadEndpoints => ({ stamp: seen.digest('hex'), endpoints });
  const text = await readFile(file, 'utf8').catch((error: unknown) => new Error(`ENDPOINTS_FILE: ${file} cannot be read: ${codeOf(error)}`));
  seen.update(String(text));
  if (text instanceof Error) return done({ ok: false, error: text.message });
  const fault = (error: string): ReadEndpoints => done({ ok: false, error: `ENDPOINTS_FILE: ${error}` });
  const parsed = parseYaml(file, text);
  if (!parsed.ok) return fault(parsed.error);
  const [document, ...others] = parsed.documents;
  if (document === undefined) return done({ ok: true, all: [] });
  if (others.length > 0) return fault(`${file} holds ${parsed.documents.length} documents: one list of endpoints is read`);
  const checked = checkYaml(endpointsFile(providers), document);
  if (!checked.ok) return fault(checked.error);

  const all: Resolved[] = [];
  for (const [at, listed] of checked.value.entries()) {
    const secrets: string[] = [];
    const provider = providers.find(({ name }) => name === listed.provider);
    for (const [nth, secret] of listed.secrets.entries()) {
      if ('hash' in secret && provider !== undefined && (await signsWith(provider, secret.hash, listed.settings))) {
        return fault(faultAt(document, [at, 'secrets', nth, 'hash'], `${provider.name} signs: its secret must be known, from {env: NAME} or {file: PATH}`));
      }
      const found = await valueOf(secret, document, [at, 'secrets', nth], variable);
      seen.update(`\0${found.ok ? found.value : found.error}`);
      if (!found.ok) return fault(found.error);
      secrets.push(found.value);
    }
    const token = listed.reconcile?.token === undefined ? { ok: true as const, value: '' } : await valueOf(listed.reconcile.token, document, [at, 'reconcile', 'token'], variable);
    seen.update(`\0${token.ok ? token.value : token.error}`);
    if (!token.ok) return fault(token.error);
    all.push({ ...listed, secrets, token: token.value });
  }
  return done({ ok: true, all });
};

/** Whether the hash would be taken for a secret itself: then whoever reads the file could sign. */
const signsWith = async (provider: Provider, hash: string, settings: unknown): Promise<boolean> => {
  const body = Buffer.from('{}');
  const verified = provider.verify([hash], { settings, fetchText: () => Promise.reject(new Error('nothing is fetched here')) });
  return (await verified({ headers: provider.sign(hash, body, 0), body, now: 0 })) === true;
};

type Found = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: string };

const valueOf = async (secret: Secret, document: YamlDocument, path: readonly PropertyKey[], variable: NonNullable<World['variable']>): Promise<Found> => {
  const no = (message: string): Found => ({ ok: false, error: faultAt(document, path, message) });
  if ('hash' in secret) return { ok: true, value: secret.hash };
  if ('env' in secret) {
    const value = variable(secret.env)?.trim() ?? '';
    return value === '' ? no(`the variable ${secret.env} is not set`) : { ok: true, value };
  }
  try {
    const value = (await readFile(resolve(dirname(document.file), secret.file), 'utf8')).trim();
    return value === '' ? no(`the file ${secret.file} is empty`) : { ok: true, value };
  } catch (error) {
    return no(`the file ${secret.file} cannot be read: ${codeOf(error)}`);
  }
};

const codeOf = (error: unknown): string => (error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : String(error));
