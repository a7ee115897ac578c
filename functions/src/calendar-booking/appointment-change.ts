import type { Advisor } from '@standardiste/shared/contracts/profile.ts';
import type { EventData } from '@standardiste/shared/contracts/events.ts';
import type { CalendarEvent, Interval } from '../integrations/calendar/calendar.ts';
import type { FollowOnEvent, ToolRequest } from '../platform/event-handler.ts';

type AppointmentChanged = EventData<'appointment-changed'>;

/** One change of an appointment, as it is told to the world. */
export interface AppointmentChange extends Interval {
  readonly appointmentId: string;
  /** 1 when booked, one more with every change. */
  readonly version: number;
  readonly change: AppointmentChanged['change'];
  readonly advisor: Advisor;
  readonly contact: AppointmentChanged['contact'];
}

/** The event for a change; the same change told twice has the same id. */
export function appointmentChanged(
  { appointmentId, version, change, advisor, contact, startMs, endMs }: AppointmentChange,
  { callId, profileId }: ToolRequest,
): FollowOnEvent {
  return {
    topic: 'appointment-changed',
    eventId: `${callId}:appointment:${appointmentId}:${version}`,
    callId,
    data: {
      callId,
      profileId,
      appointmentId,
      version,
      change,
      calendarId: advisor.calendarId,
      advisorId: advisor.id,
      startAt: new Date(startMs).toISOString(),
      endAt: new Date(endMs).toISOString(),
      contact,
    },
  };
}

/** The version that an event in a calendar stands at. Made before versions were kept: 1. */
export function versionOf({ privateProperties }: CalendarEvent): number {
  const version = Number(privateProperties['version'] ?? 1);
  return Number.isInteger(version) && version > 0 ? version : 1;
}

/** The properties that a change leaves on its event: the next version, and by which effect, so that its second attempt knows it. */
export function changeProperties(
  event: CalendarEvent,
  mark: string,
): Readonly<Record<string, string>> {
  return { version: String(versionOf(event) + 1), changedBy: mark };
}

/** Is the event as the effect with this mark has left it? */
export function isChangedBy({ privateProperties }: CalendarEvent, mark: string): boolean {
  return privateProperties['changedBy'] === mark;
}
