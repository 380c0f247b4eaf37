import { entity } from './arn.js';

/** The ids of EC2 say by their beginning what they are of. */
const prefixes: Readonly<Record<string, string>> = {
  sg: 'security-group', vpc: 'vpc', subnet: 'subnet', rtb: 'route-table', acl: 'network-acl', igw: 'internet-gateway', eigw: 'egress-only-internet-gateway', nat: 'nat-gateway', eni: 'network-interface',
  i: 'instance', vol: 'volume', snap: 'snapshot', ami: 'image', lt: 'launch-template', eipalloc: 'elastic-ip', tgw: 'transit-gateway', vpce: 'vpc-endpoint', pcx: 'vpc-peering-connection', fl: 'flow-log',
  dopt: 'dhcp-options', vpn: 'vpn-connection', vgw: 'vpn-gateway', cgw: 'customer-gateway', pl: 'prefix-list', fs: 'file-system',
};
const ID = /^([a-z]{1,8})-[0-9a-f]{8,17}$/;

/** The thing that an id such as `sg-0123456789abcdef0` names; undefined for any other word. */
export const entityOfId = (text: unknown): string | undefined => {
  if (typeof text !== 'string') return undefined;
  const prefix = ID.exec(text)?.[1];
  const type = prefix !== undefined && Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined;
  return type === undefined ? undefined : entity(type, text);
};
