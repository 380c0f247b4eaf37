import type { Provider } from '../../provider/contract.js';

/** A run has been applied. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    payload_version: 1, notification_configuration_id: 'nc-sample', run_url: 'https://app.terraform.io/app/acme/network/runs/run-sample', run_id: `run-sample-${Date.parse(at)}`, run_message: 'Open the port of checkout',
    run_created_at: at, run_created_by: 'ann', workspace_id: 'ws-sample', workspace_name: 'network', organization_name: 'acme',
    notifications: [{ message: 'Run Completed', trigger: 'run:completed', run_status: 'applied', run_updated_at: at, run_updated_by: 'ann' }],
  },
});
