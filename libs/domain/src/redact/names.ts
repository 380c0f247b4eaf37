const SECRET = new RegExp(
  ' (?:password|passwd|passphrase|passcode|pwd|secret|token|credential|cred|apikey|accesskey|secretkey|privatekey|routingkey|signingkey|authorization|cookie|jwt|otp|cvv|dsn|' +
  'unsubscribe|subscribe ?url|(?:api|access|secret|private|routing|signing|encryption|account|auth|ssh|integration|service|license|master|client|shared|webhook|deploy) key)s? ' +
  '| \\w+ pass | signatures? $',
);
/** What is said about a secret, or what it is called. */
const ABOUT = /^(?!.*subscribe).* (?:secret|token|credential|password|key|signature)s? (?:name|arn|version|version id|type|count|urls?|from console|level|policy|mode|status|state|enabled|required|algorithm|(?:scanning|requirement|protection)(?: \w+)*) $/;

/** What makes a call safe to repeat: everybody may know it, and phases of one operation are found by it. */
const REPEATS = / (?:client request|idempotency) token $/;

/** What names a lasting thing looks random and is none the less what everything is found by. */
const IDENTIFIER = / (?:u?u?id|guid|ids|sha|sha\d+|digest|hash|checksum|etag|fingerprint|alias|slug|(?:dedup|incident|cycle|event|issue|group) key|entity|entities|identity|identities|commit|revision|version|image|cursor|arn|name|identifier|before|after|ref) $/;

const wordsOf = (name: string): string =>
  ` ${name.slice(0, 200).replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2').toLowerCase().replace(/[^a-z\d]+/g, ' ').trim()} `;

/** In every name of secrets; most names have none of it, and there may be thousands that nobody has seen before. */
const HINT = /pass|pwd|secret|token|cred|key|auth|cookie|jwt|otp|cvv|dsn|signature|subscribe/i;

/** Bodies say the same few hundred names over and over. */
const remembering = (judge: (name: string) => boolean): ((name: string) => boolean) => {
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const judged = judge(name);
    if (known.size >= MOST) known.clear();
    if (name.length <= 100) known.set(name, judged);
    return judged;
  };
};
const MOST = 5_000;

/** `DB_PASSWORD`, `apiKey`, `routing_key`, `meta.unsubscribe`: whatever stands under such a name is hidden. */
export const namesSecret = remembering((name) => {
  if (!HINT.test(name)) return false;
  const words = wordsOf(name);
  return SECRET.test(words) && !ABOUT.test(words) && !REPEATS.test(words);
});

/** `node_id`, `entityGuid`, `functionName`: random letters are what is expected there. */
export const namesIdentifier = remembering((name) => IDENTIFIER.test(wordsOf(name)));

/** What is listed as `{"name": "API_TOKEN", "value": ...}` has its name as a value of one of these. */
const NAMING = /^(?:name|key|path|field|property|variable|parameterName|parameterKey)$/i;
/** Most names begin otherwise. */
export const isNaming = (name: string): boolean => 'nkpfvNKPFV'.includes(name.charAt(0)) && NAMING.test(name);
