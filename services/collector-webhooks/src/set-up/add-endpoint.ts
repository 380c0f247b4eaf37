import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMap, isSeq, parseDocument, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import { EndpointName, type Secret } from '../endpoints/file.js';
import { readEndpoints } from '../endpoints/read.js';
import type { Provider } from '../provider/contract.js';
import { hashed } from '../provider/signature.js';
import { providers } from '../providers/index.js';
import { newSecret } from './secret.js';

export interface AddRequest {
  readonly provider: Provider;
  readonly name: string;
  readonly environment?: string | undefined;
  /** The endpoints file; made when there is none. */
  readonly file: string;
  /** Given by the sender; else one is made. */
  readonly secret?: string | undefined;
  /** Adds a secret to an endpoint that there is, beside those that it has. */
  readonly rotate: boolean;
  readonly variable: (name: string) => string | undefined;
}

export interface Added {
  readonly secret: string;
  /** Where a secret that must be known was put; undefined for a token, of which only the hash is kept. */
  readonly secretFile: string | undefined;
  readonly madeFile: boolean;
}

const HEADER = ' Endpoints of webhooks: see docs/providers.md. Read again when this file changes.';

/** Writes an endpoint into the file, keeps what else is in it, comments too, also what others add meanwhile. Rejects in words, and changes nothing then. */
export const addEndpoint = (request: AddRequest): Promise<Added> => oneAtATime(request.file, () => add(request));

const add = async ({ provider, name, environment, file, secret = newSecret(provider), rotate, variable }: AddRequest): Promise<Added> => {
  if (!EndpointName.safeParse(name).success) throw new Error(`${JSON.stringify(name)} is no name of an endpoint: it has letters, digits, \`.\`, \`_\` and \`-\`, at most 64`);
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read: ${error.code ?? String(error)}`, { cause: error });
  });
  if (before !== undefined) {
    const { endpoints } = await readEndpoints(file, providers, variable);
    if (!endpoints.ok) throw new Error(`${endpoints.error}: mend that first`);
  }
  const document = parseDocument(before ?? '');
  if (before === undefined) document.commentBefore = HEADER;
  const list = listOf(document);
  const there = list.items.find((item): item is YAMLMap => isMap(item) && item.get('provider') === provider.name && item.get('name') === name);
  if (there !== undefined && !rotate) throw new Error(`${provider.name}/${name} is in ${file} already: give another --name, or --rotate to add a secret to it`);
  if (there === undefined && rotate) throw new Error(`${provider.name}/${name} is not in ${file}: leave --rotate out to add it`);

  const secretFile = provider.credential === 'TOKENS' ? undefined : await writeSecret(file, `${provider.name}-${name}`, secret);
  const kept: Secret = secretFile === undefined ? { hash: hashed(secret) } : { file: join('secrets', basename(secretFile)) };
  if (there === undefined) list.add(document.createNode({ provider: provider.name, name, ...(environment === undefined ? {} : { environment }), secrets: [kept] }));
  else if (there.has('secrets')) (there.get('secrets') as YAMLSeq).add(document.createNode(kept));
  else there.set('secrets', document.createNode([kept]));
  await replace(file, document.toString({ lineWidth: 0 }));
  const { endpoints } = await readEndpoints(file, providers, variable);
  if (!endpoints.ok) {
    if (before !== undefined) await replace(file, before);
    throw new Error(`nothing was added, it would not have been read: ${endpoints.error}`);
  }
  return { secret, secretFile, madeFile: before === undefined };
};

const PATIENCE_MS = 10_000;

/** Two that read the file before either wrote it would lose the one's endpoint; they may be of different processes. */
const oneAtATime = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  const lock = `${file}.lock`;
  await mkdir(dirname(file), { recursive: true });
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    try {
      await writeFile(lock, `${process.pid}\n`, { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new Error(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, { cause: error });
      if (Date.now() > end) throw new Error(`somebody else adds to ${file}; where nobody does, remove ${lock}`, { cause: error });
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
};

const listOf = (document: Document): YAMLSeq => {
  if (document.contents === null) document.contents = document.createNode([]) as unknown as NonNullable<typeof document.contents>;
  const { contents } = document;
  if (!isSeq(contents)) throw new Error('the endpoints file is no list');
  contents.flow = false;
  return contents;
};

/** `secrets/<name>` beside the file, for its owner's eyes; of a second secret of one name `<name>-2`. */
const writeSecret = async (file: string, name: string, secret: string): Promise<string> => {
  const folder = join(dirname(file), 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let nth = 1; ; nth++) {
    const path = join(folder, nth === 1 ? name : `${name}-${nth}`);
    try {
      await writeFile(path, `${secret}\n`, { flag: 'wx', mode: 0o600 });
      await chmod(path, 0o600);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
};

/** In one step: a running collector reads it whole. */
const replace = async (file: string, text: string): Promise<void> => {
  const next = `${file}.next`;
  await writeFile(next, text, { mode: 0o600 });
  await rename(next, file);
};
