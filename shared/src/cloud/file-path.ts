import { FileMissingError } from './file-store.ts';

/** Whether a path names a file inside its store: relative, without `.`, `..` or empty segments, at most 1,024 bytes (Cloud Storage's limit). */
export function isFilePath(path: string): boolean {
  const areSegmentsFit = path
    .split('/')
    .every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return (
    areSegmentsFit && !/[\u0000-\u001f\u007f\\]/.test(path) && Buffer.byteLength(path) <= 1_024
  );
}

/** @throws TypeError when the path could lead out of the store: only a bug makes such paths. */
export function checkFilePath(path: string): void {
  if (!isFilePath(path)) throw new TypeError('A file path has plain segments only');
}

export function fileMissing(path: string): FileMissingError {
  return new FileMissingError(`There is no file at ${path}`);
}
