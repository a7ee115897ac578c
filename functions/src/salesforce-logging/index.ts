import { z } from 'zod';
import {
  salesforceOptions,
  salesforceVariables,
} from '../integrations/crm/salesforce/salesforce-config.ts';
import { parseEnvironment, platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';
import { createIdentifyCaller } from './identify-caller.ts';
import { createLogAppointment } from './log-appointment.ts';
import { createLogCall } from './log-call.ts';
import { createLogLead } from './log-lead.ts';
import { createLogSummary } from './log-summary.ts';

const variables = z.object({ ...platformVariables, ...salesforceVariables });

/** Keeps calls, leads and appointments in Salesforce, and tells the relay who is calling. */
export const registered = registerEventFunction({
  name: 'salesforce-logging',
  environment: process.env,
  readConfig(environment) {
    const values = parseEnvironment(variables, environment);
    return { platform: platformConfig(values), salesforce: salesforceOptions(values) };
  },
  async createHandlers({ config, store, clock }) {
    const { createSalesforceCrm } =
      await import('../integrations/crm/salesforce/salesforce-crm.ts');
    const deps = { crm: createSalesforceCrm({ ...config.salesforce, clock }), store, clock };
    return [
      createIdentifyCaller(deps),
      createLogCall(deps),
      createLogSummary(deps),
      createLogAppointment(deps),
      createLogLead(deps),
    ];
  },
});
