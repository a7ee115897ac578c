// The holidays are kept in shared, where text messages need them too.
export { easterSunday, isFrenchHoliday } from '@standardiste/shared/french/french-holidays.ts';
