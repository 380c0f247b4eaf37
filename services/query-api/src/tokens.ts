/** What Nest hands to resolvers. */
export const CONTEXTS = Symbol('contexts');
export const LIVE = Symbol('live');
export const WRITER = Symbol('writer');
