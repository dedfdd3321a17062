import { DurableObject } from 'cloudflare:workers';

/** An object with a database; the tests run in it. */
export class Contract extends DurableObject {}

export default { fetch: () => new Response(null, { status: 404 }) };
