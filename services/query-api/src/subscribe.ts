import { createSourceEventStream, execute, GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';

export interface SubscribeOptions {
  readonly context: () => unknown;
  /** What goes out instead of an error. */
  readonly publicError: (error: GraphQLError) => GraphQLError;
  /** Called with 1 when a subscription starts and -1 when it ends. */
  readonly live: (change: 1 | -1) => void;
}

export const withPublicErrors = (result: ExecutionResult, publicError: SubscribeOptions['publicError']): ExecutionResult =>
  result.errors === undefined ? result : { ...result, errors: result.errors.map(publicError) };

const isStream = (value: unknown): value is AsyncIterable<unknown> => typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/**
 * graphql's `subscribe`, but each item is resolved in a context of its own: loaders that lived as long as the subscription would
 * answer with what they read first.
 */
export const subscribeFresh = async (args: ExecutionArgs, { context, publicError, live }: SubscribeOptions) => {
  const stream = await createSourceEventStream(args);
  if (!isStream(stream)) return withPublicErrors(stream, publicError);
  const items = stream[Symbol.asyncIterator]();
  let open = true;
  live(1);
  const ended = (): void => {
    if (open) live(-1);
    open = false;
  };
  const results: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      try {
        const item = await items.next();
        if (item.done !== true) {
          return { done: false, value: withPublicErrors(await execute({ ...args, rootValue: item.value, contextValue: context() }), publicError) };
        }
        ended();
        return { done: true, value: undefined };
      } catch (error) {
        ended();
        throw publicError(new GraphQLError('the subscription ended', { originalError: error instanceof Error ? error : new Error(String(error)) }));
      }
    },
    async return() {
      ended();
      await items.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
};
