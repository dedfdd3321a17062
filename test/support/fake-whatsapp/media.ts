/** `POST /<version>/<phone-number-id>/media`: a file, its type and `messaging_product`, as multipart/form-data. */
import { randomInt } from 'node:crypto';
import { readPng, readVoice } from '../file-kinds.ts';
import type { BusinessNumber } from './number.ts';
import { Refused } from './refuse.ts';

const MB = 1 << 20;
/** Type → the most bytes. */
const types: Record<string, number> = {
	'image/jpeg': 5 * MB,
	'image/png': 5 * MB,
	'audio/aac': 16 * MB,
	'audio/amr': 16 * MB,
	'audio/mpeg': 16 * MB,
	'audio/mp4': 16 * MB,
	'audio/ogg': 16 * MB,
	'video/mp4': 16 * MB,
	'application/pdf': 100 * MB,
};

/** Throws `Refused`. */
export async function upload(number: BusinessNumber, type: string, body: Buffer): Promise<object> {
	const form = await read(type, body);
	const names = [...form.keys()];
	const odd = names.find((name) => !['messaging_product', 'type', 'file'].includes(name));
	if (odd !== undefined) throw new Refused(100, `Parameter '${odd}' is unknown`);
	if (new Set(names).size !== names.length) throw new Refused(100, 'a parameter came twice');
	if (form.get('messaging_product') !== 'whatsapp') throw new Refused(100, '(#100) messaging_product is required');
	const file = form.get('file');
	if (!(file instanceof File)) throw new Refused(131008, "Parameter 'file' is required");
	const said = form.get('type');
	const [kind = ''] = String(said ?? '').split(';');
	const most = Object.hasOwn(types, kind) ? types[kind] : undefined;
	if (most === undefined || file.type.split(';')[0] !== kind) {
		throw new Refused(100, `Param file must be a file of a supported type and of the type that was said: ${file.type}`);
	}
	if (file.size === 0 || file.size > most) throw new Refused(131053, `The file has ${file.size} bytes; most ${most}`);
	checkContent(kind, Buffer.from(await file.arrayBuffer()));
	const id = String(1_000_000_000_000_000 + randomInt(2 ** 40));
	number.media.set(id, kind);
	number.ledger.add({ call: 'media', id, kind, body: { size: file.size } });
	return { id };
}

/**
 * "Images must be 8-bit, RGB or RGBA"; "OPUS codecs only; base audio/ogg not supported; mono input only":
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
 */
function checkContent(kind: string, bytes: Buffer): void {
	if (kind === 'image/png') {
		const png = readPng(bytes);
		if (png?.bits !== 8 || ![2, 6].includes(png.colour)) throw new Refused(131053, 'An image is 8-bit, RGB or RGBA');
	}
	if (kind === 'audio/ogg' && readVoice(bytes)?.channels !== 1) {
		throw new Refused(131053, 'Ogg holds Opus, in one channel');
	}
}

async function read(type: string, body: Buffer): Promise<FormData> {
	if (!/^multipart\/form-data;\s*boundary=/i.test(type)) throw new Refused(100, 'media comes as multipart/form-data');
	try {
		return await new Response(new Uint8Array(body), { headers: { 'Content-Type': type } }).formData();
	} catch {
		throw new Refused(100, 'the multipart body is malformed');
	}
}
