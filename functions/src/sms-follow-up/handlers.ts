import type { AnyEventHandler } from '../platform/event-handler.ts';
import { createPlanAppointmentMessages } from './plan-appointment-messages.ts';
import { createPlanCallBackNote } from './plan-call-back-note.ts';
import { createPlanLink } from './plan-link.ts';
import { createSendMessage } from './send-message.ts';
import type { SmsDependencies } from './sms-dependencies.ts';
import { createSweepMessages } from './sweep-messages.ts';
import { createTakeDeliveryReport } from './take-delivery-report.ts';
import { createTakeMessage } from './take-message.ts';
import { createTakeToolAnswer } from './take-tool-answer.ts';

/** One handler a topic: three plan, one sends, one wakes what waits, three take what comes back. */
export function createSmsHandlers(deps: SmsDependencies): readonly AnyEventHandler[] {
  return [
    createPlanAppointmentMessages(deps),
    createPlanCallBackNote(deps),
    createPlanLink(deps),
    createSendMessage(deps),
    createSweepMessages(deps),
    createTakeDeliveryReport(deps),
    createTakeMessage(deps),
    createTakeToolAnswer(deps),
  ];
}
