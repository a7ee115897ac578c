import type { HealthCheck } from '@standardiste/shared/health/health-check.ts';
import { z } from 'zod';

const answerSchema = z.looseObject({ isReady: z.boolean(), reasons: z.array(z.string()) });

/** The running relay at its public address: `GET /readyz`. */
export function readinessCheck(publicBaseUrl: string): HealthCheck {
  const url = `${publicBaseUrl.replace(/\/+$/, '')}/readyz`;
  return {
    integration: 'relay',
    async run(signal) {
      const response = await fetch(url, { signal, redirect: 'error' });
      const answer = answerSchema.safeParse(await response.json().catch(() => undefined));
      if (!answer.success) {
        const message = `${url} answers ${response.status}, but not as the relay does`;
        throw Object.assign(new Error(message), { status: 404 });
      }
      const { isReady, reasons } = answer.data;
      if (!isReady) {
        throw Object.assign(new Error(`not ready: ${reasons.join(', ')}`), { status: 503 });
      }
      return `ready at ${publicBaseUrl}`;
    },
  };
}
