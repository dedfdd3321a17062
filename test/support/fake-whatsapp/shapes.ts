/** What the Cloud API takes, of the kinds we send, with its limits. A field that is not here is refused. */
import { z } from 'zod';
import { Refused } from './refuse.ts';

function words(most: number) {
	return z
		.string()
		.refine((text) => text.isWellFormed(), 'must be encoded in UTF-8')
		.refine((text) => text.trim() !== '', 'is empty')
		.refine((text) => text.length <= most, `is longer than ${most} characters`);
}

/** Https, and http only to this machine, for tests. */
function isLink(link: string): boolean {
	if (!URL.canParse(link)) return false;
	const { protocol, hostname } = new URL(link);
	return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}

function unique<T>(of: (one: T) => string) {
	return (all: readonly T[]) => new Set(all.map(of)).size === all.length;
}

const link = z.string().refine(isLink, 'is no link that can be fetched');
const file = { id: z.string().min(1).optional(), link: link.optional() };
const eitherOr = ({ id, link }: { id?: string | undefined; link?: string | undefined }) =>
	(id === undefined) !== (link === undefined);
const one = 'needs an id or a link, and not both';

const image = z.strictObject({ ...file, caption: words(1024).optional() }).refine(eitherOr, one);
const audio = z.strictObject({ ...file, voice: z.boolean().optional() }).refine(eitherOr, one);
const textHeader = z.strictObject({ type: z.literal('text'), text: words(60) });
const imageHeader = z.strictObject({ type: z.literal('image'), image: z.strictObject(file).refine(eitherOr, one) });
const footer = z.strictObject({ text: words(60) });
const body = z.strictObject({ text: words(1024) });

const button = z.strictObject({
	type: z.literal('reply'),
	reply: z.strictObject({ id: words(256), title: words(20) }),
});
const row = z.strictObject({ id: words(200), title: words(24), description: words(72).optional() });
const section = z.strictObject({ title: words(24).optional(), rows: z.array(row).min(1).max(10) });

const interactive = z.discriminatedUnion('type', [
	z.strictObject({
		type: z.literal('button'),
		header: z.discriminatedUnion('type', [textHeader, imageHeader]).optional(),
		body,
		footer: footer.optional(),
		action: z.strictObject({
			buttons: z
				.array(button)
				.min(1, 'needs a button')
				.max(3, 'has more than 3 buttons')
				.refine(
					unique<z.infer<typeof button>>(({ reply }) => reply.id),
					'has the same id twice',
				)
				.refine(
					unique<z.infer<typeof button>>(({ reply }) => reply.title),
					'has the same title twice',
				),
		}),
	}),
	z.strictObject({
		type: z.literal('list'),
		header: textHeader.optional(),
		body,
		footer: footer.optional(),
		action: z.strictObject({
			button: words(20),
			sections: z
				.array(section)
				.min(1, 'needs a section')
				.max(10, 'has more than 10 sections')
				.refine((all) => all.length === 1 || all.every(({ title }) => title !== undefined), 'needs titles')
				.refine((all) => all.flatMap(({ rows }) => rows).length <= 10, 'has more than 10 rows in all')
				.refine(
					(all) => unique<z.infer<typeof row>>(({ id }) => id)(all.flatMap(({ rows }) => rows)),
					'has the same id twice',
				)
				.refine(
					(all) => unique<z.infer<typeof row>>(({ title }) => title)(all.flatMap(({ rows }) => rows)),
					'has the same title twice',
				),
		}),
	}),
]);

const template = z.strictObject({
	name: z.string().regex(/^[a-z0-9_]{1,512}$/),
	language: z.strictObject({ code: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/) }),
	components: z
		.array(
			z.strictObject({
				type: z.enum(['header', 'body', 'button']),
				sub_type: z.enum(['quick_reply', 'url']).optional(),
				index: z.union([z.string().regex(/^\d$/), z.int()]).optional(),
				parameters: z.array(
					z.discriminatedUnion('type', [
						z.strictObject({ type: z.literal('text'), text: words(1024), parameter_name: z.string().optional() }),
						z.strictObject({ type: z.literal('payload'), payload: words(256) }),
					]),
				),
			}),
		)
		.optional(),
});

const around = {
	messaging_product: z.literal('whatsapp'),
	recipient_type: z.literal('individual').optional(),
	to: z
		.string()
		.regex(/^\+?\d{5,20}$/, 'is no phone number')
		.optional(),
	recipient: z
		.string()
		.regex(/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/, 'is no business-scoped user id')
		.optional(),
	context: z.strictObject({ message_id: z.string().startsWith('wamid.') }).optional(),
	biz_opaque_callback_data: z.string().max(512).optional(),
};

export const Message = z.discriminatedUnion('type', [
	z.strictObject({
		...around,
		type: z.literal('text'),
		text: z.strictObject({ body: words(4096), preview_url: z.boolean().optional() }),
	}),
	z.strictObject({ ...around, type: z.literal('interactive'), interactive }),
	z.strictObject({ ...around, type: z.literal('image'), image }),
	z.strictObject({ ...around, type: z.literal('audio'), audio }),
	z.strictObject({ ...around, type: z.literal('template'), template }),
]);
export type Message = z.infer<typeof Message>;

export const Read = z.strictObject({
	messaging_product: z.literal('whatsapp'),
	status: z.literal('read'),
	message_id: z.string().startsWith('wamid.'),
	typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});

/** Throws `Refused`: 131008 for what is missing, 100 for what is unknown, 131009 for a wrong value. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
	const { data, error } = schema.safeParse(value, { reportInput: true });
	if (!error) return data;
	const [issue] = error.issues;
	const at = issue?.path.join('.') ?? '';
	const details = `Parameter '${at}': ${issue?.message}`;
	if (issue?.code === 'unrecognized_keys') throw new Refused(100, details);
	throw new Refused(issue && issue.input === undefined ? 131008 : 131009, details);
}
