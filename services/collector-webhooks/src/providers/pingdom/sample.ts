import type { Provider } from '../../provider/contract.js';

/** A check goes down. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    version: 1, check_id: 1, check_name: 'A sample check: checkout', check_type: 'HTTP', check_params: { hostname: 'shop.example', url: '/checkout', full_url: 'https://shop.example/checkout', encryption: true, port: 443 }, tags: ['service:checkout', 'env:production'],
    previous_state: 'UP', current_state: 'DOWN', importance_level: 'HIGH', state_changed_timestamp: Math.floor(Date.parse(at) / 1000), state_changed_utc_time: at.slice(0, 19), description: 'HTTP Error 503', long_description: 'HTTP Server Error 503 Service Unavailable',
    first_probe: { ip: '192.0.2.1', ipv6: '', location: 'Stockholm, Sweden' }, second_probe: {},
  },
});
