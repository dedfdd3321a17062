/**
 * Files that Meta has of us: uploaded when first wanted, from then on by the id it gave. Everything sent so can be done
 * without.
 */
import type { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { z } from 'zod';
import type { Log } from '../../log.ts';
import type { SOUND_TYPE } from '../sounds.ts';
import { judge } from './judge.ts';

/** Meta keeps a file for 30 days; ms. */
const KEPT = 25 * 86_400_000;
/** After a file could not be uploaded, none is tried for this long, in ms. */
const PAUSE = 60_000;
/** Ids remembered; beyond, the oldest is forgotten and its file uploaded again. */
const MOST = 2_000;

/** `{"id":"1037…"}` */
const Answer = z.object({ id: z.string().min(1) });

export interface File {
	/** The same for the same file. */
	key: string;
	type: 'image/png' | typeof SOUND_TYPE;
	/** Undefined: there is no such file. */
	bytes(): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

export interface Media {
	/** Undefined: there is none, and the message goes without. */
	idOf(file: File): Promise<string | undefined>;
	/** Meta does not know it any more. */
	forget(file: File): void;
}

interface MediaOptions {
	api: Pick<WhatsAppClient, 'media'>;
	/** WHATSAPP_PHONE_NUMBER_ID */
	bot: string;
	log: Pick<Log, 'warn'>;
	/** Epoch ms. */
	clock: () => number;
}

export function openMedia({ api, bot, log, clock }: MediaOptions): Media {
	const known = new Map<string, { id: string; at: number }>();
	let notBefore = 0;

	function keep(key: string, id: string): void {
		known.delete(key);
		known.set(key, { id, at: clock() });
		const [oldest] = known.keys();
		if (known.size > MOST && oldest !== undefined) known.delete(oldest);
	}

	async function upload({ key, type, bytes }: File): Promise<string | undefined> {
		if (clock() < notBefore) return undefined;
		const content = await bytes();
		if (!content) return undefined;
		const file = new Blob([content], { type });
		const fileName = type === 'image/png' ? 'picture.png' : 'sound.ogg';
		try {
			const { data } = Answer.safeParse(await api.media.upload({ phoneNumberId: bot, type, file, fileName }));
			if (data) keep(key, data.id);
			return data?.id;
		} catch (error) {
			const { why, outcome } = judge(error);
			if (outcome !== 'refused') notBefore = clock() + PAUSE;
			log.warn({ channel: 'whatsapp', why }, 'file not taken');
			return undefined;
		}
	}

	return {
		async idOf(file) {
			const kept = known.get(file.key);
			return kept && clock() - kept.at < KEPT ? kept.id : upload(file);
		},
		forget({ key }) {
			known.delete(key);
		},
	};
}
