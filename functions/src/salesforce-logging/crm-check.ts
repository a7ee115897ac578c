import type { HealthCheck, Integration } from '@standardiste/shared/health/health-check.ts';
import type { Clock } from '@standardiste/shared/time/clock.ts';
import type { Crm } from '../integrations/crm/crm.ts';

/** From a range that is for fiction only (ARCEP): nobody has it. */
const nobodysPhone = '+33199000099';
/** Has the form of a contact's id and names none. */
const nobody = { record: 'contact', recordId: '003000000000000AAA' } as const;
const dayMs = 86_400_000;

/** Signs in, looks for a number that nobody has, and for nobody's appointment: the second reads our own field too. Writes nothing. */
export function crmCheck(
  crm: Crm,
  { integration, clock }: { readonly integration: Integration; readonly clock: Clock },
): HealthCheck {
  return {
    integration,
    async run(signal) {
      await crm.findPersonByPhone(nobodysPhone, signal);
      const nowMs = clock.now();
      const window = { from: new Date(nowMs), to: new Date(nowMs + dayMs) };
      await crm.findAppointment(nobody, window, signal);
      return 'people and appointments can be looked up';
    },
  };
}
