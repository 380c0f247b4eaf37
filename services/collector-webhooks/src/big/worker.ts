import { parentPort, type MessagePort } from 'node:worker_threads';
import { examine, type Examined } from '../delivery/examine.js';
import { serviceMap } from '../endpoints/endpoint.js';
import { fetchText } from '../outside/fetch-text.js';
import { providers } from '../providers/index.js';
import type { Answer, Question } from './protocol.js';

const examined = async ({ provider: name, secrets, settings, headers, body, token, now, endpoint, environments, environment, services, receivedAt, keeps }: Question): Promise<Examined> => {
  const provider = providers.find((each) => each.name === name);
  if (provider === undefined) throw new Error(`there is no provider ${name}`);
  const serviceOf = serviceMap(services);
  const verified = provider.verify(secrets, { settings, fetchText });
  const request = { headers, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength), token, now };
  return examine({ provider, name: endpoint, secrets, settings, verified, environment, services, serviceOf, maxBytes: body.byteLength, keeps, rotatingUntil: 0 }, request, { environments, endpoint, environment, serviceOf }, receivedAt);
};

/** What waits here is examined one after the other: two large bodies at once would need twice the memory and be done no sooner. */
const serve = (port: MessagePort): void => {
  let last = Promise.resolve();
  port.on('message', (question: Question) => {
    last = last.then(async () => {
      const answer: Answer = await examined(question).then(
        (given) => ({ id: question.id, examined: given }),
        (error: unknown) => ({ id: question.id, failed: error instanceof Error ? error.message : String(error) }),
      );
      port.postMessage(answer);
    });
  });
};

if (parentPort !== null) serve(parentPort);
