/** Names under which Nest injects what is no class. */
export const RECEPTION = Symbol('reception');
export const HELD = Symbol('bodies held');
