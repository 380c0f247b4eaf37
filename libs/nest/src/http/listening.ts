/** Where a service that was started listens. */
export interface Listening {
  /** The address in use; its port when 0 was asked for. */
  readonly url: string;
  close(): Promise<void>;
}

export interface Wanted {
  readonly host: string;
  readonly port: number;
  /** What sets the port. */
  readonly variable: string;
}

/** Why a port cannot be had, and what to do. */
export const notListening = (cause: unknown, { host, port, variable }: Wanted): Error => {
  const code = cause !== null && typeof cause === 'object' && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return new Error(`port ${port} of ${host} is taken by another program: end it, or set ${variable} to a free one`, { cause });
  if (code === 'EACCES') return new Error(`port ${port} of ${host} may not be used by this user: set ${variable} to one above 1023`, { cause });
  return new Error(`nothing can listen on ${host}:${port} (${variable}): ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
};
