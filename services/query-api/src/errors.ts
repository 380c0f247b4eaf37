import { randomUUID } from 'node:crypto';
import { InvalidCursor, type Logger } from '@culprit/ports';
import { GraphQLError } from 'graphql';

/** Something that the asker can mend; its message goes out as it is. `code` lands in `extensions.code`. */
export class UserFault extends GraphQLError {
  constructor(message: string, code: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message, { extensions: { code, ...extensions } });
  }
}

export const badInput = (message: string): UserFault => new UserFault(message, 'BAD_USER_INPUT');

const rootCause = (error: GraphQLError): Error => {
  const original = error.originalError;
  return original instanceof GraphQLError && !(original instanceof UserFault) ? rootCause(original) : original ?? error;
};

const placed = (error: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError =>
  new GraphQLError(message, { nodes: error.nodes, source: error.source, positions: error.positions, path: error.path, extensions });

/** What the asker reads: their own fault in full; ours as a constant sentence with an id, under which the log has the rest. */
export const publicError = (error: GraphQLError, logger: Logger): GraphQLError => {
  const cause = rootCause(error);
  if (cause instanceof UserFault) return placed(error, cause.message, { ...cause.extensions });
  if (cause instanceof InvalidCursor) return placed(error, `after: ${cause.message}`, { code: 'BAD_USER_INPUT' });
  // Syntax, validation and variables: graphql says what was wrong with the document, there is nothing of ours in it.
  if (cause instanceof GraphQLError) return placed(error, cause.message, { code: 'GRAPHQL_VALIDATION_FAILED', ...cause.extensions });
  const errorId = randomUUID();
  logger.error('a query failed', { errorId, path: error.path?.join('.'), error: cause });
  return placed(error, `internal error ${errorId}`, { code: 'INTERNAL', errorId });
};
