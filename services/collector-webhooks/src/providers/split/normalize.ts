import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, reject } from '../../provider/contract.js';
import { fromAdminAudit } from './admin.js';
import { fromAudit } from './audit.js';
import { AdminAudit, Audit, type Settings } from './schema.js';

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const { body } = delivery;
  if (body !== null && typeof body === 'object' && 'auditLogType' in body) {
    const admin = AdminAudit.safeParse(body);
    return admin.success ? fromAdminAudit(admin.data, delivery) : reject(faults(admin.error));
  }
  const audit = Audit.safeParse(body);
  return audit.success ? fromAudit(audit.data, delivery) : reject(faults(audit.error));
};
