import { createToolHandler } from '../platform/tool-handler.ts';
import { createBookTool } from './book-tool.ts';
import type { BookingDependencies } from './booking-profile.ts';
import { createCancelTool } from './cancel-tool.ts';
import { createFindSlotsTool } from './find-slots-tool.ts';
import { createListTool } from './list-tool.ts';
import { createMoveTool } from './move-tool.ts';

/** Everything that the function does with calendars, one handler a tool. */
export function createBookingHandlers(dependencies: BookingDependencies) {
  const { clock } = dependencies;
  return [
    createToolHandler({ ...createFindSlotsTool(dependencies), clock }),
    createToolHandler({ ...createBookTool(dependencies), clock }),
    createToolHandler({ ...createListTool(dependencies), clock }),
    createToolHandler({ ...createMoveTool(dependencies), clock }),
    createToolHandler({ ...createCancelTool(dependencies), clock }),
  ];
}

/** The search for free slots without its function: for conversations that are held in one process. */
export { findSlots } from './find-slots.ts';
