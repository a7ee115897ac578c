import { parseArgs } from 'node:util';
import { readEnvironment } from '@standardiste/shared/config/read-environment.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { z } from 'zod';
import { openBus, openStore } from './backends.ts';
import { platformConfig, platformVariables } from './config.ts';
import { replayDeadLetters } from './replay.ts';

/**
 * Publishes dead letters again, once their cause is mended: `npm run replay -- --function salesforce-logging --limit 100`. Reads
 * the variables of a function to find the database and the topics.
 */
const { values } = parseArgs({
  options: {
    function: { type: 'string' },
    limit: { type: 'string', default: '100' },
  },
});
const limit = z.coerce.number().int().min(1).max(1_000).parse(values.limit);
const config = platformConfig(readEnvironment(z.object(platformVariables), process.env));

await using store = await openStore(config, systemClock);
await using bus = await openBus(config, systemClock);
const result = await replayDeadLetters({ store, bus }, { limit, functionName: values.function });
console.log(`published ${result.published}, of other functions ${result.otherCount}`);
for (const { path, why } of result.unfit) console.log(`left alone ${path}: ${why}`);
