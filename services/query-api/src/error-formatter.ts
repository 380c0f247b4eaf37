import { GraphQLError, type ExecutionResult } from 'graphql';
import { UserFault } from './errors.js';

type Answer = { readonly statusCode: number; readonly response: ExecutionResult };

interface Refusal extends Error {
  readonly statusCode: number;
  readonly errors?: readonly Error[];
}
/** Fastify and Mercurius say with a status below 500 that the request was at fault: their messages are for the asker. */
const isRefusal = (error: unknown): error is Refusal =>
  typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500;

const asGraphQL = (error: Error): GraphQLError => (error instanceof GraphQLError ? error : new GraphQLError(error.message));

/** How Mercurius answers errors over HTTP: 400 when nothing was executed, 200 beside data. */
export const errorFormatter =
  (publicError: (error: GraphQLError) => GraphQLError) =>
  (execution: ExecutionResult): Answer => {
    const errors = execution.errors ?? [];
    const refusal = errors.map((error) => error.originalError ?? error).find(isRefusal);
    const shown = errors.flatMap((error) => {
      const original = error.originalError ?? error;
      return isRefusal(original) ? (original.errors ?? [new GraphQLError(original.message)]).map(asGraphQL) : [error];
    });
    const unexecuted = execution.data === undefined && errors.some((error) => error instanceof UserFault);
    return {
      statusCode: refusal?.statusCode ?? (unexecuted ? 400 : 200),
      response: { data: execution.data ?? null, errors: shown.map((error) => publicError(error).toJSON()) as unknown as GraphQLError[] },
    };
  };
