import { lookup as resolveAll, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Whether an address is one of the public internet: not loopback, private, link-local, multicast, documentation, or any of these inside IPv6. */
export const isPublic = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && !(parsed.kind() === 'ipv6' && embedded.some((range) => (parsed as ipaddr.IPv6).match(range)));
};

/** IPv4 inside IPv6 that `process` does not unwrap: NAT64 and IPv4-compatible. */
const embedded = ['64:ff9b::/96', '64:ff9b:1::/48', '::/96'].map((range) => ipaddr.IPv6.parseCIDR(range));

export class NotPublic extends Error {
  override readonly name = 'NotPublic';
}

/** A name's addresses are looked up once, and the connection goes to what was checked: an answer that changes afterwards changes nothing. */
export const publicLookup = (allowed: (address: string) => boolean = isPublic): LookupFunction => (hostname, options, callback) => {
  resolveAll(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const refused = addresses.find(({ address }) => !allowed(address));
    const first = addresses[0];
    if (refused !== undefined || first === undefined) return callback(new NotPublic(`${hostname} is at ${refused?.address ?? 'no address'}, which is not of the public internet`), '', 0);
    if (options.all === true) return (callback as unknown as (error: null, all: LookupAddress[]) => void)(null, addresses);
    callback(null, first.address, first.family);
  });
};

/** Refuses a host that is an address itself: nobody looks it up. */
export const refuseLiteral = (hostname: string, allowed: (address: string) => boolean = isPublic): void => {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !allowed(host)) throw new NotPublic(`${host} is not of the public internet`);
};
