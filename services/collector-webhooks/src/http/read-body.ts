import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bytes of bodies that are held at one time: beyond it large ones are told to come again, so that many senders at once do not take all memory. */
const MOST_HELD = 256 * 1024 * 1024;
/** Smaller ones come and go too quickly to count. */
const COUNTED = 256 * 1024;

/** A body that is refused while it comes, with the status that it is answered with. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused';
  constructor(readonly statusCode: number, message: string) {
    super(message);
  }
}

/** What is held now, and what gives it back when its request has been answered. */
export class Held {
  #bytes = 0;
  readonly #of = new WeakMap<object, number>();

  /** False when there is no room for it. */
  take(request: object, bytes: number): boolean {
    if (this.#bytes + bytes > MOST_HELD) return false;
    this.#bytes += bytes;
    this.#of.set(request, (this.#of.get(request) ?? 0) + bytes);
    return true;
  }

  give(request: object): void {
    this.#bytes -= this.#of.get(request) ?? 0;
    this.#of.delete(request);
  }
}

/** Every body arrives as the bytes that were sent, whatever its type says: signatures are over bytes. It is cut off at the limit of where it came in. */
export const rawBodies = (fastify: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>, limitOf: (request: FastifyRequest) => number, held: Held): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request, payload, done) => {
    const limit = limitOf(request);
    const parts: Buffer[] = [];
    let bytes = 0;
    let ended = false;
    const end = (error: Error | null): void => {
      if (ended) return;
      ended = true;
      if (error === null) return done(null, parts.length === 1 ? parts[0] : Buffer.concat(parts, bytes));
      parts.length = 0;
      held.give(request);
      // What still comes is let go: the sender hears the answer once it has said all.
      payload.resume();
      done(error);
    };
    if (Number(request.headers['content-length'] ?? 0) > limit) return end(new BodyRefused(413, `the body is larger than ${limit} bytes`));
    payload.on('data', (part: Buffer) => {
      if (ended) return;
      const before = bytes;
      bytes += part.length;
      if (bytes > limit) return end(new BodyRefused(413, `the body is larger than ${limit} bytes`));
      if (bytes > COUNTED && !held.take(request, before > COUNTED ? part.length : bytes)) return end(new BodyRefused(503, 'too much is being received now: send it again'));
      parts.push(part);
    });
    payload.on('end', () => end(null));
    payload.on('error', (error: Error) => end(error));
  });
};

/** The bytes of a request that `rawBodies` has read; none were sent with an empty one. */
export const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
