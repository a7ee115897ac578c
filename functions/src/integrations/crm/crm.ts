/** A person's record. A lead stops being one when it is converted into a contact. */
export interface CrmRecordReference {
  readonly record: 'contact' | 'lead';
  readonly recordId: string;
}

export interface CrmPerson extends CrmRecordReference {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  /** The user who looks after this person, by the owner strategy; null when that is nobody or a queue. */
  readonly ownerId: string | null;
  /** Others with another name have the same number: this is the likeliest, and nobody is to be called by this name. */
  readonly isAmbiguous: boolean;
}

export interface CrmAppointment {
  /** The appointment's key when we made it, otherwise the vendor's own id. */
  readonly appointmentId: string;
  readonly startAt: Date;
  readonly endAt: Date;
  readonly ownerId: string | null;
}

/** Somebody who wants to be called back. */
export interface CrmLead {
  readonly firstName: string | null;
  readonly lastName: string;
  /** E.164 */
  readonly phone: string;
  readonly email: string | null;
  readonly interest: string | null;
  /** Where things go that have no field of their own. Absent: into the description. */
  readonly mapping?: CrmLeadMapping | undefined;
}

/** API names of fields, and what new leads have in them. What the CRM refuses of it is left out, never the lead. */
export interface CrmLeadMapping {
  readonly interestField?: string | undefined;
  /** `complete`, `sufficient` or `partial`. */
  readonly completenessField?: string | undefined;
  readonly values?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** The sale that a contact's appointment may lead to. */
export interface CrmOpportunity {
  /** Names it in the CRM when it is made here, as for calls. */
  readonly key: string;
  readonly contactId: string;
  readonly name: string;
  /** The stage that an appointment brings it to. */
  readonly stage: string;
  /** Stages from which an open opportunity is moved; at any other it is left alone. */
  readonly moveFrom: readonly string[];
  /** `2026-12-24` */
  readonly closeDate: string;
  readonly ownerId: string | null;
}

/** One call, finished. */
export interface CrmCall {
  /** Names this call in the CRM: saved twice under one key, there is one record. */
  readonly key: string;
  readonly subject: string;
  /** What came of it, in words. */
  readonly disposition: string;
  readonly description: string;
  /** Whole seconds. */
  readonly durationSeconds: number;
  /** Calendar day of the call where the advisors are: `2026-11-24`. */
  readonly date: string;
  readonly person: CrmRecordReference | null;
  readonly ownerId: string | null;
}

/** Something that a person has to do because of a call: an open entry in their list. Whether it is done is theirs to say. */
export interface CrmFollowUp {
  /** Names this entry in the CRM, as for calls. */
  readonly key: string;
  readonly callKey: string;
  readonly subject: string;
  readonly description: string;
  /** `2026-11-24` */
  readonly dueDate: string;
  readonly person: CrmRecordReference | null;
  readonly ownerId: string | null;
}

/** One appointment as it stands now. */
export interface CrmAppointmentInput {
  /** Names this appointment in the CRM, as for calls. */
  readonly key: string;
  readonly subject: string;
  readonly description: string;
  readonly startAt: Date;
  readonly endAt: Date;
  readonly person: CrmRecordReference | null;
  /** The advisor's user. */
  readonly ownerId: string | null;
}

/**
 * The customer records. Every method may be repeated: writes find what an earlier attempt left behind. Failure is never an empty
 * answer.
 *
 * All methods throw `VendorFailedError`; `retryable` says whether the same request may succeed later. They throw the signal's
 * reason once it aborts.
 */
export interface Crm {
  /**
   * Whoever has this number: a contact if there is one, otherwise a lead that is not converted. Of several, the one with the most
   * recent activity, marked as a guess. Undefined: nobody.
   */
  findPersonByPhone(phone: string, signal: AbortSignal): Promise<CrmPerson | undefined>;
  /** The person's first appointment that starts in the half-open window. */
  findAppointment(
    person: CrmRecordReference,
    window: { readonly from: Date; readonly to: Date },
    signal: AbortSignal,
  ): Promise<CrmAppointment | undefined>;
  /** Creates the lead, or completes the record of the person who has its number or e-mail already, and says whose record it is. */
  saveLead(lead: CrmLead, signal: AbortSignal): Promise<CrmRecordReference>;
  /** Makes or replaces the call's activity; a person or owner that is gone is left out. Returns its id. */
  saveCall(call: CrmCall, signal: AbortSignal): Promise<string>;
  /**
   * Links the call's activity, and the follow-ups with these keys, to a person, where they are there and have nobody yet. True when the
   * activity is now linked to this person.
   */
  linkCall(
    link: {
      readonly key: string;
      readonly followUpKeys: readonly string[];
      readonly person: CrmRecordReference;
    },
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Makes the entry, or writes its text anew. Returns its id. */
  saveFollowUp(followUp: CrmFollowUp, signal: AbortSignal): Promise<string>;
  /** Attaches a text file to the call's activity, once under one title. False when there is no such activity. */
  attachTranscript(
    file: { readonly key: string; readonly title: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Moves the contact's open opportunity, or makes one when none is open. */
  advanceOpportunity(opportunity: CrmOpportunity, signal: AbortSignal): Promise<void>;
  /** Makes or replaces the appointment's entry. Returns its id. */
  saveAppointment(appointment: CrmAppointmentInput, signal: AbortSignal): Promise<string>;
  /** Removes the appointment's entry; there being none is no error. */
  deleteAppointment(key: string, signal: AbortSignal): Promise<void>;
}
