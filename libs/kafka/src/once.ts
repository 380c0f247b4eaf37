/** Connects when it is first needed, once; a try that failed is forgotten. */
export const once = <T>(connect: () => Promise<T>): (() => Promise<T>) => {
  let connected: Promise<T> | undefined;
  return () => {
    connected ??= connect().catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    return connected;
  };
};
