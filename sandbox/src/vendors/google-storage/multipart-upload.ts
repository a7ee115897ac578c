/** The two parts of an upload: https://cloud.google.com/storage/docs/uploading-objects#rest-upload-objects (multipart) */
export interface MultipartUpload {
  readonly metadata: { readonly name?: string; readonly contentType?: string };
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** Reads a `multipart/related` body; undefined when it is none of two parts. */
export function parseMultipartUpload(
  header: string | undefined,
  body: Buffer,
): MultipartUpload | undefined {
  const [, boundary] = /^multipart\/related;.*\bboundary="?([^";]+)"?/.exec(header ?? '') ?? [];
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const starts: number[] = [];
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    starts.push(at);
  }
  const [first, second, end] = starts;
  if (first === undefined || second === undefined || end === undefined) return undefined;
  const metadata = parsePart(body.subarray(first + delimiter.length, second));
  const media = parsePart(body.subarray(second + delimiter.length, end));
  if (metadata === undefined || media === undefined) return undefined;
  return {
    metadata: JSON.parse(metadata.content.toString()) as MultipartUpload['metadata'],
    contentType: /^content-type:\s*(.+)$/im.exec(media.head)?.[1]?.trim() ?? '',
    content: media.content,
  };
}

/** A part lies between the line end after its delimiter and the one before the next. */
function parsePart(part: Buffer): { head: string; content: Buffer } | undefined {
  const headEnd = part.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  return {
    head: part.subarray(0, headEnd).toString(),
    content: part.subarray(headEnd + 4, part.length - 2),
  };
}
