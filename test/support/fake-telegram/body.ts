/** The parameters of a call, in any of the ways the Bot API takes them. */
import { readMultipart, type Upload } from './multipart.ts';
import { badRequest } from './refuse.ts';

export interface Parameters {
	values: Record<string, unknown>;
	/** Uploaded files, by the name of their part. */
	files: Record<string, Upload>;
}

/** Throws `Refused`. */
export function readParameters(type: string, body: Buffer, query: URLSearchParams): Parameters {
	const kind = type.split(';')[0]?.trim().toLowerCase() ?? '';
	const fromQuery = Object.fromEntries([...query].map(([name, value]) => [name, fromForm(name, value)]));
	if (body.length === 0) return { values: fromQuery, files: {} };
	if (kind === 'application/json') return { values: { ...fromQuery, ...readJson(body) }, files: {} };
	if (kind === 'application/x-www-form-urlencoded') {
		const form = [...new URLSearchParams(body.toString())].map(([name, value]) => [name, fromForm(name, value)]);
		return { values: { ...fromQuery, ...Object.fromEntries(form) }, files: {} };
	}
	if (kind !== 'multipart/form-data') throw badRequest(`content type "${kind}" is not supported`);
	const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1] ?? '';
	const parts = Object.entries(readMultipart(body, boundary));
	return {
		values: {
			...fromQuery,
			...Object.fromEntries(
				parts.flatMap(([name, part]) => (typeof part === 'string' ? [[name, fromForm(name, part)]] : [])),
			),
		},
		files: Object.fromEntries(parts.flatMap(([name, part]) => (typeof part === 'string' ? [] : [[name, part]]))),
	};
}

function readJson(body: Buffer): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(body.toString());
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	} catch {
		// Said below.
	}
	throw badRequest("can't parse request body as JSON object");
}

/** Parameters that are words, whatever they look like. */
const words = [
	'text',
	'caption',
	'photo',
	'voice',
	'url',
	'secret_token',
	'language_code',
	'description',
	'short_description',
	'callback_query_id',
	'action',
];

/** In a form everything is a string; numbers, booleans and objects are written as JSON. */
function fromForm(name: string, value: string): unknown {
	if (words.includes(name)) return value;
	try {
		return JSON.parse(value);
	} catch {
		return value;
	}
}
