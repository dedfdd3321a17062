/** The real server with WhatsApp on, and a number of the strict fake behind it that sends it webhooks. */
import type { Entry, FakeNumber } from '../../support/fake-whatsapp/start.ts';
import { noon } from '../../support/project.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const fast = { overall: 10_000, each: 10_000, burst: 1_000 };

export interface Running {
	number: FakeNumber;
	server: TestServer;
	/** What the person was shown, in order, once it is that much. */
	seen(address: string, count: number): Promise<Entry[]>;
}

export interface Ways {
	/** Sends as fast as WhatsApp says, and not as fast as it can. */
	paced?: boolean;
	/** WHATSAPP_TEMPLATE; the fake has to know it. */
	template?: string;
	/** Another way to the fake. */
	apiRoot?: string;
}

/** Ends with the test. Both clocks say noon; the fake's goes on from there. */
export async function run(number: FakeNumber, ways: Ways = {}): Promise<Running> {
	const { paced = false, template, apiRoot = number.root } = ways;
	const { token, phoneNumberId, appSecret, verifyToken, version: graphVersion } = number;
	if (!paced) await number.pace({ overall: 0, each: 0, burst: 1 });
	await number.clock(noon);
	const whatsapp = { token, phoneNumberId, appSecret, verifyToken, apiRoot, graphVersion, template };
	const server = await startServer({ whatsapp }, paced ? {} : { pace: fast });
	await number.subscribe(`${server.url}/webhooks/whatsapp`);
	return {
		number,
		server,
		async seen(address, count) {
			return shownTo(await number.until((all) => shownTo(all, address).length >= count), address);
		},
	};
}

/** The messages to one address, in order. */
function shownTo(entries: Entry[], address: string): Entry[] {
	return entries.filter((entry) => entry.call === 'message' && entry.address === address);
}
