/** Names under which Nest injects what is no class. */
export const RECEPTION = Symbol('reception');
export const DESK = Symbol('desk of deliveries');
export const PROVIDERS = Symbol('providers');
export const HELD = Symbol('bodies held');
export const INTAKE = Symbol('intake of /v1/events');
export const COUNTER = Symbol('counter of /v1');
export const TOKENS = Symbol('bearer tokens of /v1');
export const AUDIT = Symbol('audit logs of clusters');
