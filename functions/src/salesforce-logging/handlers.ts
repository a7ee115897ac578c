import type { AnyEventHandler } from '../platform/event-handler.ts';
import { createIdentifyCaller } from './identify-caller.ts';
import { createLogAppointment } from './log-appointment.ts';
import { createLogCall } from './log-call.ts';
import { createLogLead } from './log-lead.ts';
import { createLogSummary } from './log-summary.ts';
import { createLogUndelivered } from './log-undelivered.ts';
import type { LoggingDependencies } from './logging-dependencies.ts';

/** One handler a topic: one answers the relay, five keep records. */
export function createLoggingHandlers(deps: LoggingDependencies): readonly AnyEventHandler[] {
  return [
    createIdentifyCaller(deps),
    createLogAppointment(deps),
    createLogCall(deps),
    createLogLead(deps),
    createLogSummary(deps),
    createLogUndelivered(deps),
  ];
}
