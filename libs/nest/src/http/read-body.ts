import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A body that is refused while it comes, with the status that it is answered with. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused';
  constructor(readonly statusCode: 400 | 413 | 503, message: string) {
    super(message);
  }
}

/** Bytes of bodies: `most` are held at one time, so that many senders at once do not take all memory; those up to `uncounted` come and go too quickly to count. */
export interface Room {
  readonly most: number;
  readonly uncounted: number;
}

/** What is held now, and what gives it back when its request has been answered. */
export class Held {
  #bytes = 0;
  readonly #of = new WeakMap<object, number>();

  constructor(private readonly room: Room) {}

  /** False when there is no room for it; `bytes` are all that have come of it. */
  take(request: object, bytes: number): boolean {
    if (bytes <= this.room.uncounted) return true;
    const before = this.#of.get(request) ?? 0;
    if (this.#bytes + bytes - before > this.room.most) return false;
    this.#bytes += bytes - before;
    this.#of.set(request, bytes);
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
      bytes += part.length;
      if (bytes > limit) return end(new BodyRefused(413, `the body is larger than ${limit} bytes`));
      if (!held.take(request, bytes)) return end(new BodyRefused(503, 'too much is being received now: send it again'));
      parts.push(part);
    });
    payload.on('end', () => end(null));
    payload.on('error', () => end(new BodyRefused(400, 'the request ended before its body did')));
  });
};

/** The bytes of a request that `rawBodies` has read; none were sent with an empty one. */
export const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
