import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bytes of all bodies that are held at one time: beyond it senders are told to come again. */
const MOST_HELD = 64 * 1024 * 1024;

/** A body that is refused while it comes, with the status that it is answered with. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused';
  constructor(readonly statusCode: 400 | 413 | 503, message: string) {
    super(message);
  }
}

/** Bodies as the bytes that were sent, none larger than `maxBytes`, and not too many at once. */
export class Bodies {
  private held = 0;
  private readonly of = new WeakMap<FastifyRequest, number>();

  constructor(readonly maxBytes: number) {}

  /** Whatever the type says: what is not ours is refused in our words, by the route. */
  readBy(fastify: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (request, payload, done) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      let ended = false;
      const end = (error: Error | null): void => {
        if (ended) return;
        ended = true;
        if (error === null) return done(null, parts.length === 1 ? parts[0] : Buffer.concat(parts, bytes));
        parts.length = 0;
        this.give(request);
        // what still comes is let go: the sender hears the answer once it has said all
        payload.resume();
        done(error);
      };
      const tooLarge = (): void => end(new BodyRefused(413, `the body is larger than ${this.maxBytes} bytes`));
      if (Number(request.headers['content-length'] ?? 0) > this.maxBytes) return tooLarge();
      payload.on('data', (part: Buffer) => {
        if (ended) return;
        bytes += part.length;
        if (bytes > this.maxBytes) return tooLarge();
        if (!this.take(request, part.length)) return end(new BodyRefused(503, 'too much is being received now: send it again'));
        parts.push(part);
      });
      payload.on('end', () => end(null));
      payload.on('error', () => end(new BodyRefused(400, 'the request ended before its body did')));
    });
  }

  /** Once its request has been answered. */
  give(request: FastifyRequest): void {
    this.held -= this.of.get(request) ?? 0;
    this.of.delete(request);
  }

  private take(request: FastifyRequest, bytes: number): boolean {
    if (this.held + bytes > MOST_HELD) return false;
    this.held += bytes;
    this.of.set(request, (this.of.get(request) ?? 0) + bytes);
    return true;
  }
}

export const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
