/** Raised when what is shown changes: what was kept under older rules is compared by what both show, and may be redacted again. */
export const REDACTION_RULES = 3;

/** What stands where a secret stood: of every secret the same, so that it tells neither length nor beginning. */
export const HIDDEN = '[hidden]';
