/** Google's own Firestore, for tests of clients that a document store of ours cannot stand in for. */
export { findEmulators, startFirestoreEmulator, type Emulator } from '../../emulators.ts';
