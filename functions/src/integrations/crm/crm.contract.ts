import { describe, expect, it } from 'vitest';
import { VendorFailedError } from '@standardiste/shared/errors/callbot-error.ts';
import type { Crm, CrmCall, CrmLead, CrmRecordReference } from './crm.ts';

/** A CRM with nobody in it, and a way to look behind it. */
export interface CrmUnderTest extends AsyncDisposable {
  readonly crm: Crm;
  /** A user who may own records. Returns the id. */
  addUser(name: string): string;
  addPerson(person: {
    readonly record: 'contact' | 'lead';
    readonly firstName: string;
    readonly lastName: string;
    readonly phone: string;
    readonly lastActivity?: string;
    readonly ownerId?: string;
  }): CrmRecordReference;
  calls(): readonly {
    personId: unknown;
    ownerId: unknown;
    disposition: unknown;
    description: unknown;
  }[];
  followUps(): readonly { subject: unknown; personId: unknown; dueDate: unknown }[];
  appointments(): readonly { personId: unknown; startAt: Date; subject: unknown }[];
  leads(): readonly { lastName: unknown; phone: unknown; email: unknown }[];
  /** The next write is done but its answer never comes. */
  loseNextAnswer(): void;
  /** The next request is refused by an overloaded vendor. */
  refuseNext(): void;
}

const phone = '+33639980001';
const lead: CrmLead = {
  firstName: 'Camille',
  lastName: 'Exemple',
  phone,
  email: 'camille@exemple.fr',
  interest: 'BTS en alternance',
};
const call: CrmCall = {
  key: 'CA_demo-1',
  subject: 'Appel entrant',
  disposition: 'Rendez-vous pris',
  description: 'Appelant : bonjour',
  durationSeconds: 62,
  date: '2026-11-24',
  person: null,
  ownerId: null,
};
const startAt = new Date('2026-11-24T13:30:00Z');
const endAt = new Date('2026-11-24T14:00:00Z');
const appointment = {
  key: 'appointment-1',
  subject: 'Rendez-vous',
  description: '',
  startAt,
  endAt,
  person: null,
  ownerId: null,
};

/** What a recogniser, a spelling or a prank can make of a name. */
const hostileNames = [
  ['a quote', "D'Été"],
  ['a condition', "' OR Name != '"],
  ['an escaped quote', "\\' OR Name != '"],
  ['a trailing backslash', 'Exemple\\'],
  ['search operators', '{*} OR {?} & | ! ( ) ^ ~ : " - +'],
  ['line breaks', 'un\r\ndeux\ttrois\u0000'],
  ['emoji', '👩‍🎓🇫🇷😀'.repeat(30)],
  ['half an emoji', 'A\ud83d'],
  ['a path', '../../Contact/003'],
  ['markup', '<script>alert(1)</script>'],
  ['5,000 characters', 'Ex '.repeat(1_667)],
  ['nothing', '  '],
] as const;

/** What a recogniser can make of an address. */
const hostileEmails = [
  ['a quote', "d'ete@exemple.fr"],
  ['a condition', "' OR Email != '@exemple.fr"],
  ['an escaped quote', "a\\' OR Email != '@exemple.fr"],
  ['a trailing backslash', 'camille@exemple.fr\\'],
  ['search operators', '{a@b.fr} OR {*}'],
  ['line breaks', 'camille@exemple.fr\r\nBcc: tous@exemple.fr'],
  ['emoji', '😀@exemple.fr'],
  ['a path', '../../Contact/003?x=@exemple.fr'],
  ['markup', '<img src=x>@exemple.fr'],
  ['no address', 'camille arobase exemple'],
  ['5,000 characters', `${'a'.repeat(4_990)}@exemple.fr`],
] as const;

/** What every `Crm` does. */
export function describeCrm(name: string, open: () => Promise<CrmUnderTest>): void {
  const signal = (): AbortSignal => new AbortController().signal;

  describe(`${name} keeps the Crm contract`, () => {
    it('finds nobody under an unknown number', async () => {
      await using under = await open();
      expect(await under.crm.findPersonByPhone(phone, signal())).toBeUndefined();
    });

    it.each([
      '+33639980001',
      '0639980001',
      '06 39 98 00 01',
      '+33 6 39 98 00 01',
      '+33 (0)6.39.98.00.01',
    ])('finds a contact whose number is kept as %s', async (stored) => {
      await using under = await open();
      const who = { record: 'contact', firstName: 'Zoé', lastName: 'Démo', phone: stored } as const;
      const reference = under.addPerson(who);
      const found = await under.crm.findPersonByPhone(phone, signal());
      expect(found).toMatchObject({ ...reference, firstName: 'Zoé', lastName: 'Démo' });
    });

    it('prefers a contact to a lead with the same number', async () => {
      await using under = await open();
      const who = { firstName: 'A', lastName: 'B', phone };
      under.addPerson({ ...who, record: 'lead', lastActivity: '2026-11-19' });
      const contact = under.addPerson({ ...who, record: 'contact', lastActivity: '2026-01-01' });
      expect(await under.crm.findPersonByPhone(phone, signal())).toMatchObject(contact);
    });

    it('takes the person with the most recent activity', async () => {
      await using under = await open();
      const who = { record: 'contact', firstName: 'A', phone } as const;
      under.addPerson({ ...who, lastName: 'Ancien', lastActivity: '2026-01-01' });
      under.addPerson({ ...who, lastName: 'Récent', lastActivity: '2026-11-01' });
      under.addPerson({ ...who, lastName: 'Jamais' });
      expect(await under.crm.findPersonByPhone(phone, signal())).toMatchObject({
        lastName: 'Récent',
        isAmbiguous: true,
      });
    });

    it('is sure of a person who is there twice under one name', async () => {
      await using under = await open();
      const who = { firstName: 'Zoé', lastName: 'Démo', phone };
      under.addPerson({ ...who, record: 'lead', lastActivity: '2026-11-01' });
      const contact = under.addPerson({ ...who, record: 'contact' });
      expect(await under.crm.findPersonByPhone(phone, signal())).toMatchObject({
        ...contact,
        isAmbiguous: false,
      });
    });

    it('tells who owns the person', async () => {
      await using under = await open();
      const ownerId = under.addUser('Sophie');
      under.addPerson({ record: 'lead', firstName: 'A', lastName: 'B', phone, ownerId });
      expect(await under.crm.findPersonByPhone(phone, signal())).toMatchObject({ ownerId });
    });

    it('saves a call once however often it is saved', async () => {
      await using under = await open();
      const first = await under.crm.saveCall(call, signal());
      const again = await under.crm.saveCall({ ...call, disposition: 'Transféré' }, signal());
      expect(again).toBe(first);
      expect(under.calls()).toMatchObject([{ disposition: 'Transféré' }]);
    });

    it('saves a call once when the first answer was lost', async () => {
      await using under = await open();
      under.loseNextAnswer();
      const lost = await under.crm.saveCall(call, signal()).catch((error: unknown) => error);
      expect(lost).toBeInstanceOf(VendorFailedError);
      expect(lost).toMatchObject({ retryable: true, ambiguous: true });
      await under.crm.saveCall(call, signal());
      expect(under.calls()).toHaveLength(1);
    });

    it('takes any key, also one that means something in a path or a query', async () => {
      await using under = await open();
      for (const key of ['a/b', "a' OR Name != '", '../Task/x', 'é 😀']) {
        await under.crm.saveCall({ ...call, key }, signal());
        await under.crm.saveCall({ ...call, key }, signal());
      }
      expect(under.calls()).toHaveLength(4);
    });

    it('links a call to its person, and leaves a link that is there', async () => {
      await using under = await open();
      const person = under.addPerson({ record: 'lead', firstName: 'A', lastName: 'B', phone });
      const other = under.addPerson({ record: 'contact', firstName: 'C', lastName: 'D', phone });
      const link = (to: CrmRecordReference): Promise<boolean> =>
        under.crm.linkCall({ key: call.key, followUpKeys: [], person: to }, signal());
      expect(await link(person)).toBe(false);
      await under.crm.saveCall(call, signal());
      expect(await link(person)).toBe(true);
      expect(await link(person)).toBe(true);
      expect(await link(other)).toBe(false);
      expect(under.calls()).toMatchObject([{ personId: person.recordId }]);
    });

    it('keeps what is to be done once, and links it with its call', async () => {
      await using under = await open();
      const person = under.addPerson({ record: 'lead', firstName: 'A', lastName: 'B', phone });
      const followUp = {
        key: 'sms:appointment-1',
        callKey: call.key,
        subject: 'Prévenir A B',
        description: 'Le SMS n’est pas arrivé.',
        dueDate: '2026-11-24',
        person: null,
        ownerId: null,
      };
      const first = await under.crm.saveFollowUp(followUp, signal());
      under.loseNextAnswer();
      const changed = { ...followUp, subject: 'Prévenir Mme B' };
      await expect(under.crm.saveFollowUp(changed, signal())).rejects.toMatchObject({
        retryable: true,
      });
      expect(await under.crm.saveFollowUp(changed, signal())).toBe(first);
      await under.crm.saveCall(call, signal());
      const keys = { key: call.key, followUpKeys: [followUp.key, 'another'] };
      expect(await under.crm.linkCall({ ...keys, person }, signal())).toBe(true);
      expect(under.followUps()).toEqual([
        { subject: 'Prévenir Mme B', personId: person.recordId, dueDate: '2026-11-24' },
      ]);
      expect(under.calls()).toMatchObject([{ personId: person.recordId }]);
    });

    it('cuts a description that is too long rather than losing the call', async () => {
      await using under = await open();
      await under.crm.saveCall({ ...call, description: 'x'.repeat(40_000) }, signal());
      expect(String(under.calls()[0]?.description).length).toBeLessThanOrEqual(40_000);
    });

    it('creates one lead for one person', async () => {
      await using under = await open();
      const first = await under.crm.saveLead(lead, signal());
      const again = await under.crm.saveLead(lead, signal());
      expect(again).toEqual(first);
      expect(under.leads()).toMatchObject([{ lastName: 'Exemple', phone, email: lead.email }]);
    });

    it('creates one lead when the first answer was lost', async () => {
      await using under = await open();
      under.loseNextAnswer();
      await expect(under.crm.saveLead(lead, signal())).rejects.toMatchObject({ retryable: true });
      await under.crm.saveLead(lead, signal());
      expect(under.leads()).toHaveLength(1);
    });

    it('completes the record of somebody it knows by another number', async () => {
      await using under = await open();
      const first = await under.crm.saveLead(lead, signal());
      const other = { ...lead, phone: '+33639980002', interest: 'Licence' };
      expect(await under.crm.saveLead(other, signal())).toEqual(first);
      expect(under.leads()).toHaveLength(1);
    });

    it('makes no lead of somebody who is a contact', async () => {
      await using under = await open();
      const contact = under.addPerson({ record: 'contact', firstName: 'A', lastName: 'B', phone });
      expect(await under.crm.saveLead(lead, signal())).toEqual(contact);
      expect(under.leads()).toHaveLength(0);
    });

    it.each(hostileNames)('writes only itself when somebody is called %s', async (_kind, name) => {
      await using under = await open();
      const who = { record: 'contact', firstName: 'Zoé', lastName: 'Démo' } as const;
      const victim = under.addPerson({ ...who, phone: '+33639980002' });
      const hostile = { ...lead, firstName: name, lastName: name, interest: name };
      const made = await under.crm.saveLead({ ...hostile, email: null }, signal());
      expect(made.recordId).not.toBe(victim.recordId);
      expect(await under.crm.saveLead({ ...hostile, email: null }, signal())).toEqual(made);
      expect(under.leads()).toHaveLength(1);
      const own = { key: name, person: made };
      await under.crm.saveCall({ ...call, ...own, subject: name, description: name }, signal());
      await under.crm.saveCall({ ...call, ...own, subject: name, description: name }, signal());
      await under.crm.linkCall({ key: name, followUpKeys: [name], person: victim }, signal());
      await under.crm.saveAppointment({ ...appointment, ...own, subject: name }, signal());
      await under.crm.deleteAppointment(`${name}'`, signal());
      expect(under.calls()).toMatchObject([{ personId: made.recordId }]);
      expect(under.appointments()).toMatchObject([{ personId: made.recordId }]);
      expect(await under.crm.findPersonByPhone('+33639980002', signal())).toMatchObject({
        recordId: victim.recordId,
        lastName: 'Démo',
      });
    });

    it.each(hostileEmails)('writes only itself when an e-mail is %s', async (_kind, email) => {
      await using under = await open();
      const who = { record: 'lead', firstName: 'Zoé', lastName: 'Démo' } as const;
      const victim = under.addPerson({ ...who, phone: '+33639980002' });
      const made = await under.crm.saveLead({ ...lead, email }, signal());
      expect(made.recordId).not.toBe(victim.recordId);
      expect(await under.crm.saveLead({ ...lead, email }, signal())).toEqual(made);
      const all = under.leads();
      expect(all).toHaveLength(2);
      expect(all).toContainEqual(expect.objectContaining({ lastName: 'Exemple', phone }));
      const untouched = await under.crm.findPersonByPhone('+33639980002', signal());
      expect(untouched).toMatchObject({ ...victim, firstName: 'Zoé', email: null });
    });

    it('finds the appointment that it saved, moves it, and removes it', async () => {
      await using under = await open();
      const person = under.addPerson({ record: 'contact', firstName: 'A', lastName: 'B', phone });
      const window = {
        from: new Date('2026-11-20T00:00:00Z'),
        to: new Date('2026-12-20T00:00:00Z'),
      };
      await under.crm.saveAppointment({ ...appointment, person }, signal());
      expect(await under.crm.findAppointment(person, window, signal())).toMatchObject({
        appointmentId: 'appointment-1',
        startAt,
        endAt,
      });
      const moved = {
        ...appointment,
        person,
        startAt: endAt,
        endAt: new Date('2026-11-24T14:30:00Z'),
      };
      await under.crm.saveAppointment(moved, signal());
      expect(under.appointments()).toMatchObject([{ startAt: endAt, personId: person.recordId }]);
      await under.crm.deleteAppointment('appointment-1', signal());
      await under.crm.deleteAppointment('appointment-1', signal());
      expect(under.appointments()).toEqual([]);
      expect(await under.crm.findAppointment(person, window, signal())).toBeUndefined();
    });

    it("does not tell one person another person's appointment", async () => {
      await using under = await open();
      const who = { record: 'contact', firstName: 'A', lastName: 'B' } as const;
      const person = under.addPerson({ ...who, phone });
      const other = under.addPerson({ ...who, phone: '+33639980002' });
      await under.crm.saveAppointment({ ...appointment, person: other }, signal());
      const window = {
        from: new Date('2026-11-20T00:00:00Z'),
        to: new Date('2026-12-20T00:00:00Z'),
      };
      expect(await under.crm.findAppointment(person, window, signal())).toBeUndefined();
    });

    it('does not take a failure for an empty answer', async () => {
      await using under = await open();
      under.refuseNext();
      const failure = under.crm.findPersonByPhone(phone, signal());
      await expect(failure).rejects.toMatchObject({ retryable: true, code: 'vendor-failed' });
    });

    it("throws the signal's reason when it aborts", async () => {
      await using under = await open();
      const reason = new Error('lease over');
      const aborted = under.crm.findPersonByPhone(phone, AbortSignal.abort(reason));
      await expect(aborted).rejects.toBe(reason);
    });
  });
}
