/**
 * What the console and the server say to each other about texts, under `/desk/api/texts`; for coordinators. As src/desk/api.ts
 * says of all its routes; the POSTs answer 403 `{"error":"step-up"}` to who has not shown who they are a moment ago.
 *
 *   GET  /texts                               Readiness   src/report/model.ts
 *   GET  /texts/:language/:topic              Text        404: no such text
 *   POST /texts/:language/:topic/approve      Approve     409 `changed`: another text stands there now; read it first
 *   POST /texts/:language/:topic/withdraw     Withdraw    409 as above
 */
import { z } from 'zod';
import { ShownRole } from '../../flow/shown-role.ts';
import { Cell } from '../../report/model.ts';

const Segment = z.union([
	/** Filled in from the directory. `known` false: it has it not, and the text says so. */
	z.strictObject({ text: z.string(), fact: z.string(), known: z.boolean() }),
	z.strictObject({ text: z.string() }),
]);
const Side = z.strictObject({ title: z.string(), text: z.array(Segment), choices: z.array(z.string()) });

export const Text = z.strictObject({
	topic: z.string(),
	language: z.string(),
	code: z.string(),
	emoji: z.string(),
	/** SVG; '' when there is none. */
	pictogram: z.string(),
	/** Language of the source text, and both sides as people read them. */
	source: z.strictObject({ language: z.string(), ...Side.shape }),
	own: Side,
	cell: Cell,
	confidence: z.enum(['high', 'medium', 'low']),
	review_by: z.iso.date(),
	verify: z.array(z.strictObject({ mark: z.enum(['V1', 'V2']), by: z.string(), what: z.string() })),
	sources: z.array(z.strictObject({ at: z.string(), checked: z.iso.date() })),
});
export type Text = z.infer<typeof Text>;

const hash = z.string().regex(/^[0-9a-f]{12}$/);
/** `by`: the role that people read under the text. `hash`: of the text that was read. */
export const Approve = z.strictObject({ hash, by: ShownRole });
export const Withdraw = z.strictObject({ hash });
