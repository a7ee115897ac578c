import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { callResultSchema } from './call-result.ts';
import { describeActivity } from './print-activity.ts';

/**
 * Prints what Salesforce shows of a call, as docs/salesforce.md does:
 * `npm run --silent call -- --scenario book --json | node sandbox/src/report/activity-main.ts`
 */
const lines = (await text(process.stdin)).trimEnd().split('\n');
const json = z.string().parse(lines.at(-1));
const result = callResultSchema.pick({ salesforce: true }).loose().parse(JSON.parse(json));
process.stdout.write(`${describeActivity(result)}\n`);
