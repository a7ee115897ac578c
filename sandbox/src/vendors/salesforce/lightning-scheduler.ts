import { toInstantMs, toLocalTime, weekdayOf } from '@standardiste/shared/french/local-time.ts';
import { z } from 'zod';
import { toLongId } from './record-id.ts';
import { toWireInstant } from './record-table.ts';
import { SalesforceError } from './salesforce-error.ts';

/** How an administrator has set up Salesforce Scheduler; ids are those of the records. */
export interface SchedulerSetup {
  readonly workTypes: readonly { readonly id: string; readonly durationMinutes: number }[];
  readonly workTypeGroups?: readonly {
    readonly id: string;
    readonly workTypeIds: readonly string[];
  }[];
  readonly territories: readonly SchedulerTerritory[];
  readonly resources: readonly SchedulerResource[];
  /** Scheduling policies besides the default one. */
  readonly policyIds?: readonly string[];
  /** _Appointment Start Time Interval_ of the policy. Default 15. */
  readonly startIntervalMinutes?: number;
  /** Does the policy look at events in Salesforce calendars? Default true. */
  readonly looksAtEvents?: boolean;
}

export interface SchedulerTerritory {
  readonly id: string;
  readonly timeZone: string;
  /** Operating hours, the same on each of these ISO weekdays, in minutes of the local day. */
  readonly weekdays: readonly number[];
  readonly windows: readonly { readonly fromMinute: number; readonly toMinute: number }[];
}

export interface SchedulerResource {
  readonly id: string;
  /** The User that the resource stands for. */
  readonly userId: string;
  /** Territories that it is a member of. */
  readonly territoryIds: readonly string[];
  /** Service appointments and absences, ISO 8601. */
  readonly unavailable?: readonly { readonly from: string; readonly to: string }[];
}

/** What is asked for, and when; the platform's own fields. */
const requestSchema = z.strictObject({
  startTime: z.iso.datetime({ offset: true }).optional(),
  endTime: z.iso.datetime({ offset: true }).optional(),
  workTypeGroupId: z.string().optional(),
  workType: z.strictObject({ id: z.string() }).optional(),
  territoryIds: z.array(z.string()).optional(),
  accountId: z.string().optional(),
  schedulingPolicyId: z.string().optional(),
  allowConcurrentScheduling: z.literal(false).optional(),
  filterByResources: z.array(z.string()).optional(),
  correlationId: z.string().optional(),
});
type CandidatesRequest = z.infer<typeof requestSchema>;

interface Candidate {
  readonly startTime: string;
  readonly endTime: string;
  /** Always one: the platform lists each resource's candidates apart. */
  readonly resources: readonly [string];
  readonly territoryId: string;
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

interface Org {
  readonly setup: SchedulerSetup;
  /** Rows of the org's Event object. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly nowMs: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** The documented limit: what lies beyond is left out, which is no error. */
const maxSpanMs = 31 * dayMs;

/**
 * Get Appointment Candidates: within the operating hours of the territory, on the grid of the policy, for as long as the work type
 * lasts, where the resource has nothing else. Its error codes are not documented; these are the platform's usual ones.
 * @throws SalesforceError for a request that the platform refuses.
 */
export function findCandidates(org: Org, body: unknown): readonly Candidate[] {
  const request = readRequest(body);
  const { setup } = org;
  const durationsMs = durationsOf(setup, request);
  const territories = (request.territoryIds ?? []).map((id) =>
    known(setup.territories, id, 'territoryIds'),
  );
  if (territories.length === 0) throw refused('REQUIRED_FIELD_MISSING', 'territoryIds is required');
  if (request.schedulingPolicyId !== undefined) {
    const policies = (setup.policyIds ?? []).map((id) => ({ id }));
    known(policies, request.schedulingPolicyId, 'schedulingPolicyId');
  }
  const startMs = request.startTime === undefined ? org.nowMs : Date.parse(request.startTime);
  const wantedEndMs = request.endTime === undefined ? Infinity : Date.parse(request.endTime);
  if (wantedEndMs <= startMs) throw refused('INVALID_INPUT', 'endTime must be after startTime');
  const span = { startMs, endMs: Math.min(wantedEndMs, startMs + maxSpanMs) };
  const found = territories.flatMap((territory) =>
    resourcesOf(setup, territory, request).flatMap((resource) =>
      spansIn(territory, { span, durationsMs, intervalMs: intervalOf(setup) })
        .filter((candidate) => !isTaken(org, resource, candidate))
        .map((candidate): Candidate => toCandidate(candidate, resource, territory)),
    ),
  );
  return found.toSorted((a, b) => a.startTime.localeCompare(b.startTime));
}

function readRequest(body: unknown): CandidatesRequest {
  const parsed = requestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refused('JSON_PARSER_ERROR', z.prettifyError(parsed.error));
}

function durationsOf(setup: SchedulerSetup, request: CandidatesRequest): readonly number[] {
  const { workTypeGroupId, workType } = request;
  if ((workTypeGroupId === undefined) === (workType === undefined)) {
    throw refused('INVALID_INPUT', 'give exactly one of workTypeGroupId and workType');
  }
  const ids =
    workType === undefined
      ? known(setup.workTypeGroups ?? [], String(workTypeGroupId), 'workTypeGroupId').workTypeIds
      : [workType.id];
  return ids.map((id) => known(setup.workTypes, id, 'workType').durationMinutes * minuteMs);
}

/** Members of the territory; of those asked for, in their order. */
function resourcesOf(
  { resources }: SchedulerSetup,
  territory: SchedulerTerritory,
  { filterByResources: wanted }: CandidatesRequest,
): readonly SchedulerResource[] {
  const members = resources.filter(({ territoryIds }) =>
    territoryIds.some((id) => toLongId(id) === toLongId(territory.id)),
  );
  if (wanted === undefined) return members;
  return wanted.flatMap((id) => members.filter((member) => toLongId(member.id) === toLongId(id)));
}

/** Every place that an appointment has in the operating hours of the span. */
function spansIn(
  { timeZone, weekdays, windows }: SchedulerTerritory,
  wanted: { span: Span; durationsMs: readonly number[]; intervalMs: number },
): readonly Span[] {
  const { span, durationsMs, intervalMs } = wanted;
  const spans: Span[] = [];
  const lastDay = toLocalTime(span.endMs, timeZone).epochDay;
  for (let day = toLocalTime(span.startMs, timeZone).epochDay; day <= lastDay; day += 1) {
    if (!weekdays.includes(weekdayOf(day))) continue;
    for (const { fromMinute, toMinute } of windows) {
      const closesMs = Math.min(toInstantMs(day, toMinute, timeZone), span.endMs);
      const opensMs = toInstantMs(day, fromMinute, timeZone);
      for (let startMs = opensMs; startMs < closesMs; startMs += intervalMs) {
        if (startMs < span.startMs) continue;
        for (const durationMs of durationsMs) {
          if (startMs + durationMs <= closesMs)
            spans.push({ startMs, endMs: startMs + durationMs });
        }
      }
    }
  }
  return spans;
}

function isTaken(
  { setup, events }: Org,
  { userId, unavailable = [] }: SchedulerResource,
  candidate: Span,
): boolean {
  const own = (setup.looksAtEvents ?? true) ? events : [];
  const busy = [
    ...own
      .filter(({ OwnerId, ShowAs }) => OwnerId === toLongId(userId) && ShowAs !== 'Free')
      .map((row) => toSpan(String(row['StartDateTime']), String(row['EndDateTime']))),
    ...unavailable.map(({ from, to }) => toSpan(from, to)),
  ];
  return busy.some((span) => span.startMs < candidate.endMs && candidate.startMs < span.endMs);
}

function toSpan(from: string, to: string): Span {
  return { startMs: Date.parse(from), endMs: Date.parse(to) };
}

function toCandidate(
  { startMs, endMs }: Span,
  resource: SchedulerResource,
  territory: SchedulerTerritory,
): Candidate {
  return {
    startTime: toWireInstant(startMs),
    endTime: toWireInstant(endMs),
    resources: [toLongId(resource.id)],
    territoryId: toLongId(territory.id),
  };
}

function intervalOf({ startIntervalMinutes = 15 }: SchedulerSetup): number {
  return startIntervalMinutes * minuteMs;
}

function known<Row extends { readonly id: string }>(
  rows: readonly Row[],
  id: string,
  field: string,
): Row {
  const row = rows.find((candidate) => toLongId(candidate.id) === toLongId(id));
  if (row !== undefined) return row;
  throw refused('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id ${id} in ${field}`);
}

function refused(code: string, message: string): SalesforceError {
  return new SalesforceError(400, code, message);
}
