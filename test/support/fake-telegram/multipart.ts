/** Reads multipart/form-data (RFC 7578). A browser quotes file names and grammY does not; the Bot API takes both. */
import { badRequest } from './refuse.ts';

export interface Upload {
	filename: string;
	bytes: Buffer;
}

/** Throws `Refused` when it is cut off or malformed. */
export function readMultipart(body: Buffer, boundary: string): Record<string, string | Upload> {
	const fields: Record<string, string | Upload> = {};
	const delimiter = Buffer.from(`\r\n--${boundary}`);
	// The first boundary has no line before it.
	const whole = Buffer.concat([Buffer.from('\r\n'), body]);
	let at = whole.indexOf(delimiter);
	if (at !== 0) throw badRequest('multipart body does not begin with its boundary');
	for (;;) {
		const start = at + delimiter.length;
		if (whole.subarray(start, start + 2).toString() === '--') return fields;
		const end = whole.indexOf(delimiter, start);
		const blank = whole.indexOf('\r\n\r\n', start);
		if (end < 0 || blank < 0 || blank > end) throw badRequest('multipart body is cut off');
		const head = whole.subarray(start, blank).toString();
		const name = /content-disposition:\s*form-data;\s*name="([^"]+)"/i.exec(head)?.[1];
		if (name === undefined || Object.hasOwn(fields, name)) throw badRequest('a part has no name, or one used twice');
		const filename = /;\s*filename="?([^"\r\n;]+)"?/i.exec(head)?.[1];
		const value = whole.subarray(blank + 4, end);
		fields[name] = filename === undefined ? value.toString() : { filename, bytes: Buffer.from(value) };
		at = end;
	}
}
