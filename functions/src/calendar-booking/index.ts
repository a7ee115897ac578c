import { z } from 'zod';
import {
  googleCalendarOptions,
  googleCalendarVariables,
} from '../integrations/calendar/google-calendar-config.ts';
import { parseEnvironment, platformConfig, platformVariables } from '../platform/config.ts';
import { registerEventFunction } from '../platform/http.ts';
import { createToolHandler } from '../platform/tool-handler.ts';
import { createBookTool } from './book-tool.ts';
import { createFindSlotsTool } from './find-slots-tool.ts';

const variables = z.object({ ...platformVariables, ...googleCalendarVariables });

/** Finds free slots and books appointments in the advisors' calendars. */
export const registered = registerEventFunction({
  name: 'calendar-booking',
  environment: process.env,
  readConfig(environment) {
    const values = parseEnvironment(variables, environment);
    return { platform: platformConfig(values), calendar: googleCalendarOptions(values) };
  },
  async createHandlers({ config, store, clock }) {
    const { createGoogleCalendar } = await import('../integrations/calendar/google-calendar.ts');
    const dependencies = {
      calendar: createGoogleCalendar({ ...config.calendar, clock }),
      store,
      clock,
    };
    return [
      createToolHandler({ ...createFindSlotsTool(dependencies), clock }),
      createToolHandler({ ...createBookTool(dependencies), clock }),
    ];
  },
});
